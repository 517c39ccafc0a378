"""The words of reports: which there are, as what they come, and where they stand."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a report is about."""

    APPLICATIONS = "applications"
    PIPELINE_FUNNEL = "pipeline_funnel"
    TIME_TO_HIRE = "time_to_hire"
    RESPONSIVENESS = "responsiveness"
    PLATFORM_ACTIVITY = "platform_activity"
    MODERATION = "moderation"
    SEARCH_TERMS = "search_terms"


OF_EMPLOYERS = (
    Kind.APPLICATIONS,
    Kind.PIPELINE_FUNNEL,
    Kind.TIME_TO_HIRE,
    Kind.RESPONSIVENESS,
)
"""What members ask for, each about their own company and no other."""
OF_ADMINS = (Kind.PLATFORM_ACTIVITY, Kind.MODERATION, Kind.SEARCH_TERMS)
IN_UTC = (Kind.SEARCH_TERMS,)
"""Counted by the day in UTC when it happens; no other days can be made of that."""

TITLES = {
    Kind.APPLICATIONS: "Applications",
    Kind.PIPELINE_FUNNEL: "Pipeline funnel",
    Kind.TIME_TO_HIRE: "Time to hire",
    Kind.RESPONSIVENESS: "Responsiveness",
    Kind.PLATFORM_ACTIVITY: "Platform activity",
    Kind.MODERATION: "Moderation",
    Kind.SEARCH_TERMS: "Search terms",
}


class Format(TextChoices):
    """What kind of file a report is."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


class Status(TextChoices):
    """How far a report is."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Cadence(TextChoices):
    """How often a schedule asks for its report."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
