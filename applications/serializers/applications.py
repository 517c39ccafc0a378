"""Applications as they are sent, and how the OpenAPI document describes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from applications.models.talk import Side
from applications.stages import REOPENED, TARGETS, Reason, Stage
from jobs.serializers.shown import CardOut, EmployerOut, QuestionOut
from kernel import fields
from kernel.serializers import StrictSerializer

LONGEST_LETTER = 20_000
LONGEST_TEXT = 10_000
MOST_AT_ONCE = 200
OUTCOMES = ["moved", "not_found", "not_now"]
STEPS = [*Stage.values, REOPENED]


@extend_schema_field({"type": "object", "additionalProperties": True})
class Answers(serializers.Field[Any, Any, Any, Any]):
    """Answers by the ids of their questions; the job's form says what they must be."""

    default_error_messages = {"not_an_object": "This must be an object."}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return them as they came."""
        if not isinstance(data, dict):
            self.fail("not_an_object")
        return data

    def to_representation(self, value: Any) -> Any:
        """Show them as they are kept."""
        return value


class ApplicationIn(StrictSerializer):
    """What an applicant sends."""

    resume = fields.Text(
        max_length=100,
        required=False,
        allow_null=True,
        help_text="The id that POST resumes/ gave it.",
    )
    cover_letter = fields.LongText(
        max_length=LONGEST_LETTER, required=False, allow_blank=True
    )
    answers = Answers(required=False)


class MoveIn(StrictSerializer):
    """Where to take an application."""

    to = fields.Choice(choices=TARGETS)
    reason = fields.Choice(
        choices=Reason.values, required=False, help_text="Of a rejection."
    )
    note = fields.LongText(max_length=LONGEST_TEXT, required=False)
    notify_at = fields.Instant(
        required=False,
        help_text="Until then the applicant does not learn of a rejection.",
    )


class BulkMoveIn(StrictSerializer):
    """Where to take several."""

    ids = fields.List(
        child=fields.Text(max_length=100), max_length=MOST_AT_ONCE, allow_empty=False
    )
    to = fields.Choice(choices=TARGETS)
    reason = fields.Choice(choices=Reason.values, required=False)
    notify_at = fields.Instant(required=False)


class TextIn(StrictSerializer):
    """A note or a message."""

    text = fields.LongText(max_length=LONGEST_TEXT)


class ApplicantOut(StrictSerializer):
    """Who applied."""

    id = serializers.UUIDField()
    full_name = serializers.CharField()
    email = serializers.CharField()


class SentResumeOut(StrictSerializer):
    """The résumé that was sent along."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    size = serializers.IntegerField()
    status = serializers.CharField()
    download_url = serializers.URLField()


class ApplicationOut(StrictSerializer):
    """An application, as far as the caller may know it."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    job = CardOut()
    company = EmployerOut()
    applicant = ApplicantOut()
    resume = SentResumeOut(allow_null=True, required=False, help_text="Not for admins.")
    cover_letter = serializers.CharField(required=False, help_text="Not for admins.")
    answers = Answers(required=False, help_text="Not for admins.")
    questions = QuestionOut(
        many=True, required=False, help_text="As they were asked. Not for admins."
    )
    status = serializers.ChoiceField(Stage.values)
    allowed = serializers.ListField(child=serializers.CharField())
    notify_at = serializers.DateTimeField(
        allow_null=True,
        required=False,
        help_text="When a rejection is told; for the company.",
    )
    submitted_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    viewed_at = serializers.DateTimeField(allow_null=True)


class ApplicationsOut(StrictSerializer):
    """A page of applications."""

    results = ApplicationOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    counts = serializers.DictField(
        child=serializers.IntegerField(),
        allow_null=True,
        help_text="How many there are in each stage, by the other filters; told on the"
        " first page of a walk.",
    )


class OutcomeOut(StrictSerializer):
    """What became of one of several."""

    id = serializers.CharField()
    outcome = serializers.ChoiceField(OUTCOMES)
    status = serializers.ChoiceField(Stage.values, allow_null=True)
    allowed = serializers.ListField(child=serializers.CharField())


class BulkMoveOut(StrictSerializer):
    """What became of each."""

    results = OutcomeOut(many=True)


class StepOut(StrictSerializer):
    """One step of an application."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    to = serializers.ChoiceField(STEPS)
    status = serializers.ChoiceField(Stage.values)
    reason = serializers.ChoiceField(
        Reason.values, allow_null=True, required=False, help_text="For the company."
    )
    notify_at = serializers.DateTimeField(
        allow_null=True, required=False, help_text="For the company."
    )
    by = serializers.ChoiceField(Side.values, allow_null=True)
    user = ApplicantOut(allow_null=True, required=False, help_text="For the company.")


class NoteOut(StrictSerializer):
    """A note."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    author = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class MessageOut(StrictSerializer):
    """A message."""

    id = serializers.UUIDField()
    side = serializers.ChoiceField(Side.values)
    author = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    created_at = serializers.DateTimeField()
