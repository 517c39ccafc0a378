"""The house-keeping of accounts."""

from datetime import datetime, timedelta

from accounts.services.pruning import (
    prune_mailed_tokens,
    prune_sessions,
    prune_signing_keys,
    prune_unproven_accounts,
)
from events.schedule import Missed, register
from events.timetable import Every


@register(
    "accounts.prune",
    when=Every(timedelta(minutes=10)),
    missed=Missed.LATEST,
    seconds=60,
)
def prune(slot: datetime) -> None:
    """Remove expired sessions, tokens, keys and sign-ups, a bounded batch of each."""
    prune_sessions()
    prune_mailed_tokens()
    prune_unproven_accounts()
    prune_signing_keys()
