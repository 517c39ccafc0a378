"""The house-keeping of accounts."""

from datetime import datetime, timedelta

from django.core.management import call_command

from accounts.services.export_tidying import (
    end_lost,
    expire_old,
    forget_old,
    sweep_files,
)
from accounts.services.pruning import (
    prune_invitations,
    prune_mailed_tokens,
    prune_sessions,
    prune_signing_keys,
    prune_unproven_accounts,
)
from events.retention import repeat_batches
from events.schedule import Missed, register
from events.timetable import Crontab, Every


@register(
    "accounts.prune",
    when=Every(timedelta(minutes=10)),
    missed=Missed.LATEST,
    seconds=60,
)
def prune(slot: datetime) -> None:
    """Remove what has expired of sign-ins and invitations, a bounded batch of each."""
    prune_sessions()
    prune_mailed_tokens()
    prune_unproven_accounts()
    prune_invitations()
    prune_signing_keys()


@register(
    "accounts.exports",
    when=Every(timedelta(minutes=10)),
    missed=Missed.LATEST,
    seconds=60,
)
def tidy_exports(slot: datetime) -> None:
    """Remove exports whose time is over, and end those that nobody works on."""
    end_lost()
    sweep_files()
    repeat_batches(expire_old, forget_old)


@register(
    "accounts.clear_admin_sessions",
    when=Crontab(minute="40", hour="3"),
    missed=Missed.LATEST,
    seconds=60,
)
def clear_admin_sessions(slot: datetime) -> None:
    """Remove what is kept of sessions of /admin/ that are over."""
    call_command("clearsessions")
