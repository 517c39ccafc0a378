"""What applications do when something happens below, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import account_erased
from applications.services.erasing import forget_applicant


@receiver(account_erased)
def forget_person(sender: Any, user: User, **kwargs: Any) -> None:
    """Forget what an erased person sent, and what was said of them."""
    forget_applicant(user)
