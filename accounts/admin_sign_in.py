"""Signing in to /admin/: the same accounts, passwords and limits as the API."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.models import User
from accounts.passwords import is_password_of


class AdminBackend(BaseBackend):
    """Lets admins into /admin/ by address and password."""

    def authenticate(
        self, request: Any, username: str = "", password: str = "", **other: Any
    ) -> User | None:
        """Return the account if the password is its own."""
        user = User.objects.with_address(username or other.get("email", "")).first()
        matches = is_password_of(user, password)
        return user if user is not None and matches and user.is_staff else None

    def get_user(self, user_id: Any) -> User | None:
        """Return the account behind an admin session, while it may still act."""
        user = User.objects.filter(pk=user_id).first()
        return user if user is not None and user.is_staff else None
