"""What notifications do when something happens below, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import account_erased
from notifications.services import forget_recipient


@receiver(account_erased)
def forget_person(sender: Any, user: User, **kwargs: Any) -> None:
    """Delete what an erased person was told, and what they wanted no mail about."""
    forget_recipient(user.key)
