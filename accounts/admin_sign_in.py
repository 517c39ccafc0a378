"""Signing in to /admin/: the same accounts, passwords and limits as the API."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.emails import LONGEST
from accounts.limits import count_guess, forgive_guess
from accounts.models import User
from accounts.passwords import compare_password
from kernel.addresses import client_address


class AdminBackend(BaseBackend):
    """Lets admins into /admin/ by address and password."""

    def authenticate(
        self, request: Any, username: str = "", password: str = "", **other: Any
    ) -> User | None:
        """Return the account if the password is its own; guesses are counted."""
        email, address = username[:LONGEST], client_address(request)
        count_guess(email=email, address=address)
        user: User | None = User.objects.with_address(email).first()
        known = user.password if user is not None else None
        [matches] = compare_password(password, [known])
        if user is None or not matches or not user.is_staff:
            return None
        forgive_guess(email=email, address=address)
        return user

    def get_user(self, user_id: Any) -> User | None:
        """Return the account behind an admin session, while it may still act."""
        user = User.objects.filter(pk=user_id).first()
        return user if user is not None and user.is_staff else None
