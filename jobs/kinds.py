"""What happens to jobs, and what those concerned read of it.

Titles and comments are private in these events: the log keeps ids and codes, and a
text only until the mails that show it are out.
"""

from collections.abc import Iterable

import jobs.moderation_kinds  # noqa: F401  # registers what is no move
from events.models import Event
from events.registry import Kind, register_kind
from events.wording import Mail, Notice, Recipients
from jobs.life import Move
from jobs.terms import RejectReason

COMPANY_AND_ADMINS = "the company's members, admins"
APPROVED, VERIFIED, REOPENED = "approved", "verified", "reopened"
"""How a job came to be published."""
BY_FLAGS = "flags"
"""The reason of a freeze that no moderator decided."""


def to_recruiters(event: Event) -> list[str]:
    """Address those who post for the company that the event is about."""
    return [f"recruiters:{event.payload['company']}"]


def to_recruiters_if_approved(event: Event) -> list[str]:
    """Address them only when it was a moderator who let it through."""
    return to_recruiters(event) if event.payload["reason"] == APPROVED else []


def what_is_told(event: Event) -> str:
    """Name what a decision says of its why: the reason, a comment, both, or nothing."""
    reason, private = event.payload["reason"], event.private or {}
    if reason == BY_FLAGS:
        return BY_FLAGS
    said = ["reason"] if reason not in {"", RejectReason.OTHER} else []
    return "_and_".join([*said, *(["comment"] if private.get("comment") else [])])


def to_recruiters_if(*whys: str) -> Recipients:
    """Address them only when this is what the decision says of its why."""
    return lambda event: to_recruiters(event) if what_is_told(event) in whys else []


def _moved(
    name: str, meaning: str, mails: Iterable[Mail] = (), notices: Iterable[Notice] = ()
) -> Kind:
    """Declare what a move is called and says."""
    return register_kind(
        f"job.{name}",
        meaning=meaning,
        audience=COMPANY_AND_ADMINS,
        fields=["company", "reason"],
        private=["title", "comment"],
        mails=mails,
        notices=notices,
    )


def _noted(text: str) -> list[Notice]:
    """Return the line that tells recruiters."""
    return [Notice(name="told", to=to_recruiters, text=text)]


def _told(subject: str, *paragraphs: str) -> list[Mail]:
    """Return the mail that tells recruiters."""
    return [
        Mail(
            name="told",
            to=to_recruiters,
            subject=subject,
            paragraphs=("Hello {name},", *paragraphs),
            category="jobs",
        )
    ]


def _decided(subject: str, said: str, then: str) -> list[Mail]:
    """Return the mails of a decision; the one goes out that says what there is to say.

    Else a mail without a comment would have a hole, and one would say "other" as if
    that were a reason.
    """
    reason, comment = "The reason: {reason}.", "{comment}"
    whys = {
        "": [],
        "reason": [reason],
        "comment": [comment],
        "reason_and_comment": [reason, comment],
    }
    return [
        Mail(
            name=f"told_{why}" if why else "told",
            to=to_recruiters_if(why),
            subject=subject,
            paragraphs=("Hello {name},", said, *told, then),
            category="jobs",
        )
        for why, told in whys.items()
    ]


def _changed(name: str, meaning: str, *fields: str) -> Kind:
    """Declare what is done to a job that is no move; nobody is told by mail."""
    return register_kind(
        f"job.{name}",
        meaning=meaning,
        audience=COMPANY_AND_ADMINS,
        fields=["company", *fields],
    )


JOB_CREATED = _changed("created", "An employer made a draft of a job.")
JOB_EDITED = _changed(
    "edited", "An employer changed a job; changed names the fields.", "changed"
)
JOB_EXTENDED = _changed("extended", "An employer gave a public job more days.", "days")
JOB_DELETED = _changed("deleted", "An employer deleted a draft.")
JOB_SUBMITTED = _moved("submitted", "A job was handed in to be published.")
JOB_PUBLISHED = register_kind(
    "job.published",
    meaning=(
        f"A job is public. reason: {APPROVED} by a moderator, {VERIFIED} company,"
        f" or {REOPENED}."
    ),
    audience=COMPANY_AND_ADMINS,
    fields=["company", "reason"],
    private=["title", "comment"],
    mails=[
        Mail(
            name="approved",
            to=to_recruiters_if_approved,
            subject="Published: {title}",
            paragraphs=(
                "Hello {name},",
                "A moderator has looked at {title}: it is published.",
            ),
            category="jobs",
        )
    ],
    notices=[
        Notice(
            name="approved", to=to_recruiters_if_approved, text="Your job is published."
        )
    ],
)
JOB_REJECTED = _moved(
    "rejected",
    "A moderator did not let a job be published; reason says why.",
    _decided(
        "Not published: {title}",
        "A moderator has looked at {title}: it is not published.",
        "Change the job and submit it again.",
    ),
    [
        Notice(
            name="told",
            to=to_recruiters_if("", "comment"),
            text="A job of yours was not published.",
        ),
        Notice(
            name="told_reason",
            to=to_recruiters_if("reason", "reason_and_comment"),
            text="A job of yours was not published. The reason: {reason}.",
        ),
    ],
)
JOB_REDRAFTED = _moved("redrafted", "A job was taken back to be a draft.")
JOB_CLOSED = _moved("closed", "An employer closed a job.")
JOB_REOPENED = _moved("reopened", "A job that was over is public again.")
JOB_EXPIRED = _moved(
    "expired",
    "A job's time ran out.",
    _told(
        "Expired: {title}",
        "The time of {title} has run out, and it is no longer shown.",
        "Reopen it if the place is still free.",
    ),
    _noted("A job of yours has expired."),
)
JOB_FROZEN = _moved(
    "frozen",
    f"A job was taken off the board. reason: a moderator's, or {BY_FLAGS}.",
    [
        Mail(
            name=BY_FLAGS,
            to=to_recruiters_if(BY_FLAGS),
            subject="Taken off the board: {title}",
            paragraphs=(
                "Hello {name},",
                (
                    "Several people have flagged {title}. It is not shown until a"
                    " moderator has looked at it; there is nothing you need to do."
                ),
            ),
            category="jobs",
        ),
        *_decided(
            "Taken off the board: {title}",
            "A moderator has looked at {title}: it is not shown for the time being.",
            "Answer to this mail if you think that this is a mistake.",
        ),
    ],
    _noted("A job of yours is not shown for the time being."),
)
JOB_UNFROZEN = _moved(
    "unfrozen",
    "A job that was frozen is public again.",
    _told("Back on the board: {title}", "{title} is shown again."),
    _noted("A job of yours is shown again."),
)

DEMO_JOBS_WANTED = register_kind(
    "demo.jobs_wanted",
    meaning="The demo board lacks jobs from a number on; a worker adds a batch.",
    audience="nobody",
    fields=["begin"],
)

MOVED: dict[Move, Kind] = {
    Move.SUBMIT: JOB_SUBMITTED,
    Move.APPROVE: JOB_PUBLISHED,
    Move.REJECT: JOB_REJECTED,
    Move.REDRAFT: JOB_REDRAFTED,
    Move.CLOSE: JOB_CLOSED,
    Move.REOPEN: JOB_REOPENED,
    Move.EXPIRE: JOB_EXPIRED,
    Move.FREEZE: JOB_FROZEN,
    Move.UNFREEZE: JOB_UNFROZEN,
}
