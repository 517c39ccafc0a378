"""What reports do when something happens below, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import account_erased
from reports.services.erasing import forget_person


@receiver(account_erased)
def forget_reports(sender: Any, user: User, **kwargs: Any) -> None:
    """Forget what an erased person asked for."""
    forget_person(user)
