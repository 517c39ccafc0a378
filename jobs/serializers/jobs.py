"""What employers write of a job, and what everybody reads of it."""

from typing import Any

from rest_framework.exceptions import ValidationError

from jobs.markup.weight import MOST_MARKS, is_too_much
from jobs.serializers.fields import (
    Category,
    Country,
    End,
    ExternalId,
    Language,
    Title,
)
from jobs.serializers.parts import (
    ApplyChangeIn,
    ApplyIn,
    PlaceIn,
    QuestionIn,
    SalaryChangeIn,
    SalaryIn,
)
from jobs.services.moving import MOST_DAYS
from jobs.terms import CloseReason, EmploymentType, ExperienceLevel, Workplace
from kernel import fields
from kernel.serializers import StrictSerializer
from kernel.validation import hinted

LONGEST_DESCRIPTION = 50_000
MOST_POSITIONS = 100_000
MOST = 50
"""So many places, skills and questions may a job have."""
HTML, MARKDOWN = "html", "markdown"


class JobIn(StrictSerializer):
    """A job as an employer writes it.

    One reader may read many bodies: `reader.run_validation(body)` keeps nothing of
    them, and making a reader costs more than reading.
    """

    id = fields.Text(max_length=36, read_only=True)
    slug = fields.Text(max_length=80, read_only=True)
    url = fields.Text(max_length=500, read_only=True)
    company = fields.Text(max_length=500, read_only=True)
    status = fields.Text(max_length=10, read_only=True)
    published_at = fields.Instant(read_only=True)
    first_published_at = fields.Instant(read_only=True)
    closed_at = fields.Instant(read_only=True)
    created_at = fields.Instant(read_only=True)
    updated_at = fields.Instant(read_only=True)
    actions = fields.List(
        child=fields.Text(max_length=20), max_length=20, read_only=True
    )

    external_id = ExternalId(default=None, allow_null=True)
    title = Title()
    description = fields.LongText(max_length=LONGEST_DESCRIPTION)
    description_format = fields.Choice(
        choices=[HTML, MARKDOWN],
        required=False,
        help_text=(
            "What `description` is written in. Left out: markdown, or HTML if the text"
            " begins with a tag."
        ),
    )
    employment_type = fields.Choice(
        choices=EmploymentType.values, default=EmploymentType.FULL_TIME.value
    )
    workplace = fields.Choice(choices=Workplace.values, default=Workplace.ONSITE.value)
    locations = PlaceIn(many=True, max_length=MOST, default=list)  # type: ignore[call-arg]  # many takes it
    applicant_countries = fields.List(child=Country(), max_length=250, default=list)
    experience_level = fields.Choice(
        choices=ExperienceLevel.values, default=None, allow_null=True
    )
    category = Category(default=None, allow_null=True)
    skills = fields.List(
        child=fields.Text(max_length=100), max_length=MOST, default=list
    )
    language = Language(default="en")
    salary = SalaryIn(default=None, allow_null=True)
    positions = fields.Whole(min_value=1, max_value=MOST_POSITIONS, default=1)
    questions = QuestionIn(many=True, max_length=MOST, default=list)  # type: ignore[call-arg]  # many takes it
    apply = ApplyIn(default=lambda: {"method": "internal", "url": None})
    expires_at = End(default=None, allow_null=True)
    allow_duplicate = fields.Flag(default=False)

    def validate_questions(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Check that answers can tell them apart."""
        if len({each["id"] for each in value}) < len(value):
            text = "Each question needs an id of its own."
            raise ValidationError([hinted(text, "duplicate_value")])
        return value

    def validate_applicant_countries(self, value: list[str]) -> list[str]:
        """Keep each country once."""
        return sorted(set(value))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Say what the description is written in; refuse a format without one."""
        if "description" in attrs:
            is_html = attrs["description"].startswith("<")
            attrs.setdefault("description_format", HTML if is_html else MARKDOWN)
            _refuse_too_much(attrs["description"], attrs["description_format"])
        elif "description_format" in attrs:
            text = "Send the description that is in this format."
            raise ValidationError({"description": [hinted(text, "required")]})
        return attrs


class JobChangeIn(JobIn):
    """How the OpenAPI document describes a change: objects are merged like the body."""

    salary = SalaryChangeIn(default=None, allow_null=True)
    apply = ApplyChangeIn()


def _refuse_too_much(description: str, written_in: str) -> None:
    """Refuse markdown that takes too long to read."""
    if written_in == MARKDOWN and is_too_much(description):
        text = (
            f"This is more markup than we read as markdown: {MOST_MARKS:,} marks are"
            " the most, and what may begin a link counts three times. Send HTML with"
            " description_format html."
        )
        raise ValidationError({"description": [hinted(text, "too_much_markup")]})


class CloseIn(StrictSerializer):
    """Why a job is closed."""

    reason = fields.Choice(choices=CloseReason.values)


class ExtendIn(StrictSerializer):
    """By how much a job's time is extended."""

    days = fields.Whole(min_value=1, max_value=MOST_DAYS)
