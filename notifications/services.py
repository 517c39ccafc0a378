"""In-app notifications and mail preferences: what endpoints and consumers call."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from events.recipients import resolve
from events.registry import all_kinds, find_kind
from kernel.problems import NotAuthenticated, Problem
from notifications.models import Notification, Preference

UNSUBSCRIBE_SALT = "notifications.unsubscribe"
UNWORDED = "Something happened that there are no words for any more."
BATCH = 5_000


class UnknownCategory(Exception):
    """No mail that can be switched off has this category."""


class UnsubscribeTokenInvalid(Problem):
    """The token was not signed by us, or is not whole."""

    status = 400
    code = "unsubscribe_token_invalid"
    title = "This link does not come from a mail of ours"
    detail = "Open the link as it stands in the mail, or switch the mails off in me/."


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
    """Return the words of a notification, in the wording of its kind today.

    It outlives wordings and kinds: one whose words are gone stays in the list.
    """
    kind = find_kind(notification.kind)
    wordings = {each.name: each for each in kind.notices} if kind else {}
    try:
        return wordings[notification.notice].text.format_map(notification.payload)
    except KeyError:
        return UNWORDED


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


@transaction.atomic
def change_preferences(
    *,
    user_id: UUID,
    email: Mapping[str, bool],
    check: Callable[[dict[str, bool]], None],
) -> dict[str, bool]:
    """Switch some categories; `check` sees what holds now, and may refuse.

    The account's row is the lock: preferences have no row before somebody speaks.
    """
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise NotAuthenticated
    check(list_preferences(recipient=user.key))
    for category, wanted in email.items():
        set_preference(recipient=user.key, category=category, email=wanted)
    return list_preferences(recipient=user.key)


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


def read_unsubscribe_token(token: str) -> tuple[str, str]:
    """Return the person and the category that an unsubscribe token stands for."""
    try:
        recipient, category = signing.loads(token, salt=UNSUBSCRIBE_SALT)
    except signing.BadSignature as error:
        raise UnsubscribeTokenInvalid from error
    return recipient, category


@transaction.atomic
def unsubscribe(token: str) -> str:
    """Do what an unsubscribe token says, and return its category; twice is as once.

    Of somebody who was erased nothing is kept, not even this.
    """
    recipient, category = read_unsubscribe_token(token)
    if resolve(recipient) is not None:
        Preference.objects.update_or_create(
            recipient=recipient,
            category=category,
            defaults={"email": False, "updated_at": Now()},
        )
    return category


def forget_recipient(recipient: str) -> None:
    """Delete everything that is kept for a person, when they are erased."""
    Notification.objects.filter(recipient=recipient).delete()
    Preference.objects.filter(recipient=recipient).delete()


def prune_notifications(*, limit: int = BATCH) -> int:
    """Delete a batch of what is past its time; return how many it were."""
    ids = list(Notification.objects.outdated().values_list("pk", flat=True)[:limit])
    return Notification.objects.filter(pk__in=ids).delete()[0]
