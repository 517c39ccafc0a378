"""How the OpenAPI document describes jobs as read; `shapes` does the showing."""

from typing import Any

from rest_framework import serializers

from jobs.models.moderation import By
from jobs.terms import (
    ApplyMethod,
    EmploymentType,
    ExperienceLevel,
    Period,
    QuestionType,
    Status,
    Workplace,
)
from kernel.serializers import StrictSerializer


class EmployerOut(StrictSerializer):
    """The company of a job."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()
    verified = serializers.BooleanField()


class PlaceOut(StrictSerializer):
    """A place of work."""

    city = serializers.CharField(allow_null=True)
    region = serializers.CharField(allow_null=True)
    country = serializers.CharField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)


class SalaryOut(StrictSerializer):
    """What is paid."""

    min = serializers.FloatField(allow_null=True)
    max = serializers.FloatField(allow_null=True)
    currency = serializers.CharField()
    period = serializers.ChoiceField(Period.values)


class ApplyOut(StrictSerializer):
    """How to apply."""

    method = serializers.ChoiceField(ApplyMethod.values)
    url = serializers.CharField(allow_null=True)


class QuestionOut(StrictSerializer):
    """A question of the application form."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # fields are taken off the class
    type = serializers.ChoiceField(QuestionType.values)
    required = serializers.BooleanField()  # type: ignore[assignment]  # the same
    choices = serializers.ListField(child=serializers.CharField(), required=False)


class CardOut(StrictSerializer):
    """A job as lists show it."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    url = serializers.URLField()
    external_id = serializers.CharField(allow_null=True)
    company = EmployerOut()
    title = serializers.CharField()
    employment_type = serializers.ChoiceField(EmploymentType.values)
    workplace = serializers.ChoiceField(Workplace.values)
    locations = PlaceOut(many=True)
    applicant_countries = serializers.ListField(child=serializers.CharField())
    experience_level = serializers.ChoiceField(ExperienceLevel.values, allow_null=True)
    category = serializers.CharField(allow_null=True)
    skills = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField()
    salary = SalaryOut(allow_null=True)
    positions = serializers.IntegerField()
    apply = ApplyOut()
    status = serializers.ChoiceField(Status.values)
    published_at = serializers.DateTimeField(allow_null=True)
    first_published_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    actions = serializers.ListField(
        child=serializers.CharField(), help_text="What the caller may do now."
    )


class JobOut(CardOut):
    """A job."""

    description = serializers.CharField(help_text="Safe HTML.")
    questions = QuestionOut(many=True)


class PersonOut(StrictSerializer):
    """Who did something."""

    id = serializers.UUIDField()
    full_name = serializers.CharField()


class MoveOut(StrictSerializer):
    """A step in the life of a job."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    action = serializers.CharField()
    to = serializers.ChoiceField(Status.values)
    reason = serializers.CharField(allow_null=True)
    comment = serializers.CharField()
    by = serializers.ChoiceField(By.values)
    user = PersonOut(
        allow_null=True, help_text="Members see who of them it was; admins everybody."
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add the field whose name Python keeps for itself."""
        return {**super().get_fields(), "from": serializers.ChoiceField(Status.values)}


class CategoryOut(StrictSerializer):
    """A category, and how many jobs in it are public now."""

    slug = serializers.CharField()
    name = serializers.CharField()
    jobs = serializers.IntegerField()


class SkillOut(StrictSerializer):
    """A skill in its usual spelling."""

    name = serializers.CharField()
