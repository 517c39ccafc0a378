"""What happens to résumés; a file's own name is private, and wiped once it was told."""

from events.models import Event
from events.registry import register_kind
from events.wording import Mail, Notice

OWNER = "whoever handed it in"


def to_owner(event: Event) -> list[str]:
    """Address whoever handed the file in."""
    return list(event.audience)


RESUME_HANDED_IN = register_kind(
    "resume.handed_in",
    meaning="Somebody handed a résumé in; it waits for the scanner if there is one.",
    audience=OWNER,
    fields=["kind"],
)
RESUME_INFECTED = register_kind(
    "resume.infected",
    meaning="The scanner found something in a résumé, and it was deleted.",
    audience=OWNER,
    private=["file_name"],
    mails=[
        Mail(
            name="told",
            to=to_owner,
            subject="We deleted a file of yours",
            paragraphs=(
                "Hello {name},",
                (
                    "A virus scanner found something harmful in {file_name}, so that"
                    " we deleted it; nobody has received it from us."
                ),
                "Check the computer that it comes from, and send us another file.",
            ),
            transactional=True,
        )
    ],
    notices=[
        Notice(
            name="told",
            to=to_owner,
            text="A virus scanner found something in your résumé; we deleted it.",
        )
    ],
)
