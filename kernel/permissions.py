"""The gate that stands where a view has named none."""

from typing import Any

from rest_framework.permissions import BasePermission


class NobodyYet(BasePermission):
    """Refuses everybody: a view that forgets to say who may call it stays shut."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say no."""
        return False


class Anyone(BasePermission):
    """Lets everybody in, signed in or not."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say yes."""
        return True
