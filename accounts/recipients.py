"""How `user:<id>` becomes somebody to write to."""

from django.core.exceptions import ValidationError

from accounts.models import User
from events.recipients import Recipient, register


def find_user(reference: str) -> Recipient | None:
    """Return the account behind `user:<id>`; None once it is erased."""
    try:
        user = User.objects.filter(pk=reference.partition(":")[2]).first()
    except ValidationError:
        return None
    if user is None:
        return None
    return Recipient(reference=reference, address=user.email, name=user.full_name)


register("user", find_user)
