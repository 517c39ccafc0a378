"""What happens to exports; the log knows that there was one, and nothing of it."""

from events.models import Event
from events.registry import register_kind
from events.wording import Action, Mail, Notice

OWNER = "whoever asked for it"


def to_owner(event: Event) -> list[str]:
    """Address whoever asked for it."""
    return list(event.audience)


EXPORT_ASKED = register_kind(
    "export.asked",
    meaning="Somebody asked for a copy of everything that is held about them.",
    audience=OWNER,
)
EXPORT_STARTED = register_kind(
    "export.started",
    meaning="A copy of a person's data is to be made now.",
    audience=OWNER,
)
EXPORT_READY = register_kind(
    "export.ready",
    meaning="A copy of a person's data can be downloaded.",
    audience=OWNER,
    fields=["expires_at"],
    mails=[
        Mail(
            name="ready",
            to=to_owner,
            subject="The copy of your data is ready",
            paragraphs=(
                "Hello {name},",
                (
                    "The copy of your data that you asked for is ready. Sign in and"
                    " download it within seven days; after that it is deleted."
                ),
                (
                    "If you did not ask for it, set a new password at once: it ends"
                    " every session."
                ),
            ),
            action=Action(label="Get it", path="my-data"),
            transactional=True,
        )
    ],
    notices=[Notice(name="ready", to=to_owner, text="The copy of your data is ready.")],
)
EXPORT_FAILED = register_kind(
    "export.failed",
    meaning="A copy of a person's data could not be made.",
    audience=OWNER,
    notices=[
        Notice(
            name="failed",
            to=to_owner,
            text="The copy of your data could not be made. Ask for it once more.",
        )
    ],
)
