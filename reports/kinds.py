"""What happens to reports, and what whoever asked for one reads of it."""

from events.models import Event
from events.registry import register_kind
from events.wording import Action, Mail, Notice

OWNER = "whoever asked for it"
CATEGORY = "reports"
_ASKED_FOR = ["report", "kind", "format"]
_DAYS = ["first_day", "last_day"]


def to_owner(event: Event) -> list[str]:
    """Address whoever asked for it."""
    return list(event.audience)


REPORT_QUEUED = register_kind(
    "report.queued",
    meaning="Somebody, or a schedule of theirs, asked for a report.",
    audience=OWNER,
    fields=_ASKED_FOR,
)
REPORT_STARTED = register_kind(
    "report.started",
    meaning="A report is to be built; a person has one at a time.",
    audience=OWNER,
    fields=_ASKED_FOR,
)
REPORT_CANCELLED = register_kind(
    "report.cancelled",
    meaning="A report was cancelled or deleted before it was ready.",
    audience=OWNER,
    fields=_ASKED_FOR,
)
REPORT_READY = register_kind(
    "report.ready",
    meaning="A report is ready; its file is kept for a week.",
    audience=OWNER,
    fields=[*_ASKED_FOR, *_DAYS, "title", "rows"],
    mails=[
        Mail(
            name="ready",
            to=to_owner,
            subject="Your report is ready: {title}",
            paragraphs=(
                "Hello {name},",
                "Your report {title}, {first_day} to {last_day}, is ready.",
                "Its file is kept for a week, and is only for you: sign in to get it.",
            ),
            action=Action(label="Get the report", path="my-reports#{report}"),
            category=CATEGORY,
        )
    ],
    notices=[
        Notice(
            name="ready",
            to=to_owner,
            text="Your report {title}, {first_day} to {last_day}, is ready.",
        )
    ],
)
REPORT_FAILED = register_kind(
    "report.failed",
    meaning="A report could not be built.",
    audience=OWNER,
    fields=[*_ASKED_FOR, *_DAYS, "title"],
    notices=[
        Notice(
            name="failed",
            to=to_owner,
            text="Your report {title}, {first_day} to {last_day}, could not be built.",
        )
    ],
)
SCHEDULE_STOPPED = register_kind(
    "report_schedule.stopped",
    meaning="A schedule stopped: its owner may have such reports no longer.",
    audience=OWNER,
    fields=["schedule", "kind"],
)
