"""What an app says when one of its kinds happens: mails and in-app notices.

The words live with the kind, below everyone, so that an app that cannot import
`notifications` can still say what a person is to read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from events.models import Event

Recipients = Callable[["Event"], Iterable[str]]
"""Says who is to read it: references such as `user:<id>` or `email:<address>`."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """The one link of a mail; `?token=…` is added when the event carries a token."""

    label: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail to each recipient; `{field}` is filled from the payload and the person.

    Only a mail that is not transactional can be switched off, by its category.
    `delayed_by` names a payload field with the instant before which nothing may
    be sent; `still_true(subject, payload)` is asked when it is about to be sent.
    """

    name: str
    to: Recipients
    subject: str
    paragraphs: tuple[str, ...]
    action: Action | None = None
    transactional: bool = False
    category: str = ""
    delayed_by: str = ""
    still_true: Callable[[str, dict[str, Any]], bool] | None = None

    def __post_init__(self) -> None:
        if not self.transactional and not self.category:
            message = f"the mail {self.name} can be switched off: give its category"
            raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One line in the list of notifications of each recipient."""

    name: str
    to: Recipients
    text: str
    delayed_by: str = ""


def to_subject(event: "Event") -> Iterable[str]:
    """Address whom the event is about."""
    return [event.subject]


def to_address(field: str) -> Recipients:
    """Address the literal e-mail address in a private field."""
    return lambda event: [f"email:{(event.private or {})[field]}"]
