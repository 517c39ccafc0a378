"""Taking away what has expired, a bounded batch at a time."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from accounts.models import Invitation, MailedToken, Session, SigningKey, User
from accounts.services.mailed_tokens import LIFETIMES, Purpose

BATCH = 5_000
_SHOWN_FOR = timedelta(days=30)


def prune_sessions(*, limit: int = BATCH) -> int:
    """Delete sessions whose last refresh token has expired."""
    return _delete(Session.objects.filter(expires_at__lt=Now()), limit)


def prune_mailed_tokens(*, limit: int = BATCH) -> int:
    """Delete mailed tokens that are too old to be presented."""
    return _delete(MailedToken.objects.filter(expires_at__lt=Now()), limit)


def prune_unproven_accounts(*, limit: int = BATCH) -> int:
    """Delete accounts that nobody can prove any more: no token of theirs is left."""
    tokens = MailedToken.objects.filter(user=OuterRef("pk"))
    unproven = User.objects.filter(
        email_verified_at__isnull=True,
        is_active=True,
        created_at__lt=Now() - LIFETIMES[Purpose.VERIFY],
    )
    # Locked: somebody may sign up with the address at this moment.
    locked = unproven.select_for_update(skip_locked=True)
    with transaction.atomic():
        return _delete(locked.filter(~Exists(tokens)), limit)


def prune_invitations(*, limit: int = BATCH) -> int:
    """Delete invitations a month after nobody can accept them any more."""
    return _delete(Invitation.objects.filter(expires_at__lt=Now() - _SHOWN_FOR), limit)


def prune_signing_keys() -> int:
    """Delete keys that were retired long enough for every process to know it."""
    return SigningKey.objects.filter(retired_at__lt=Now()).delete()[0]


def _delete(rows: QuerySet[Any], limit: int) -> int:
    """Delete by ids, so that no run holds many locks or much memory."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    deleted: int = rows.model.objects.filter(pk__in=ids).delete()[0]
    return deleted
