"""In-app notifications and mail preferences: what endpoints and consumers call."""

from collections.abc import Iterable
from uuid import UUID

from django.core import signing
from django.db.models.functions import Now

from events.registry import all_kinds
from notifications.models import Notification, Preference

UNSUBSCRIBE_SALT = "notifications.unsubscribe"


class UnknownCategory(Exception):
    """No mail that can be switched off has this category."""


class BadUnsubscribeToken(Exception):
    """The token was not signed by us."""


def categories() -> list[str]:
    """Return the categories of mail that can be switched off."""
    mails = (mail for kind in all_kinds() for mail in kind.mails)
    return sorted({mail.category for mail in mails if not mail.transactional})


def mark_read(*, recipient: str, ids: Iterable[UUID] | None = None) -> int:
    """Mark a person's notifications as read, all of them without `ids`.

    Ids that are not theirs are passed over, like ids that do not exist. Returns
    how many were unread.
    """
    mine = Notification.objects.of_recipient(recipient).unread()
    if ids is not None:
        mine = mine.filter(pk__in=list(ids))
    return mine.update(read_at=Now())


def count_unread(*, recipient: str) -> int:
    """Return how many notifications a person has not read."""
    return Notification.objects.of_recipient(recipient).unread().count()


def render_notification(notification: Notification) -> str:
    """Return the words of a notification, in the wording of its kind today."""
    kind = next(k for k in all_kinds() if k.name == notification.kind)
    wording = kind.notice(notification.notice)
    return wording.text.format_map(notification.payload)


def wants_email(*, recipient: str, category: str) -> bool:
    """Say whether a person still wants the mails of a category."""
    refused = Preference.objects.filter(
        recipient=recipient, category=category, email=False
    )
    return not refused.exists()


def set_preference(*, recipient: str, category: str, email: bool) -> None:
    """Switch the mails of a category on or off for a person."""
    if category not in categories():
        raise UnknownCategory
    Preference.objects.update_or_create(
        recipient=recipient,
        category=category,
        defaults={"email": email, "updated_at": Now()},
    )


def list_preferences(*, recipient: str) -> dict[str, bool]:
    """Return for every category whether a person wants its mails."""
    said = dict(
        Preference.objects.filter(recipient=recipient).values_list("category", "email")
    )
    return {category: said.get(category, True) for category in categories()}


def unsubscribe_token(*, recipient: str, category: str) -> str:
    """Return a token that stands for: this person wants no more of this.

    It never ends, as a mail may be opened years later, and can do nothing else.
    """
    return signing.dumps([recipient, category], salt=UNSUBSCRIBE_SALT, compress=True)


def unsubscribe(token: str) -> None:
    """Do what an unsubscribe token says; twice is as once."""
    try:
        recipient, category = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except signing.BadSignature as error:
        raise BadUnsubscribeToken from error
    Preference.objects.update_or_create(
        recipient=recipient,
        category=category,
        defaults={"email": False, "updated_at": Now()},
    )


def forget_recipient(recipient: str) -> None:
    """Delete everything that is kept for a person, when they are erased."""
    Notification.objects.filter(recipient=recipient).delete()
    Preference.objects.filter(recipient=recipient).delete()
