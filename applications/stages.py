"""Where an application stands, and the one total table of how it moves on."""

from django.db.models import TextChoices


class Stage(TextChoices):
    """Where an application stands."""

    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    SHORTLISTED = "shortlisted"
    INTERVIEW = "interview"
    OFFERED = "offered"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Reason(TextChoices):
    """Why somebody was rejected."""

    QUALIFICATIONS = "qualifications"
    EXPERIENCE = "experience"
    LOCATION = "location"
    SALARY = "salary"
    POSITION_FILLED = "position_filled"
    OTHER = "other"


REOPENED = "reopened"
"""What a rejected application is moved to: back to where it was."""
OPEN = (
    Stage.SUBMITTED,
    Stage.IN_REVIEW,
    Stage.SHORTLISTED,
    Stage.INTERVIEW,
    Stage.OFFERED,
)
"""Stages between which a company may move freely, but for going back to the first."""
TARGETS = [*map(str, OPEN[1:]), "hired", "rejected", REOPENED]
"""All that a company may ask to move to."""


def targets_from(stage: str) -> list[str]:
    """Return where a company may move an application from a stage, in order."""
    if stage == Stage.REJECTED:
        return [REOPENED]
    if stage not in OPEN:
        return []
    onward = [str(each) for each in OPEN[1:] if each != stage]
    hired = [str(Stage.HIRED)] if stage == Stage.OFFERED else []
    return [*onward, *hired, str(Stage.REJECTED)]
