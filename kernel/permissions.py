"""The gates of views: the kind, one that is shut, and one that is open."""

from typing import Any

from rest_framework.permissions import BasePermission


class Gate(BasePermission):
    """Says who may call a view at all."""

    def admits_anybody(self, method: str) -> bool:
        """Tell whether a method is open to anonymous callers; the schema asks."""
        return False


class NobodyYet(Gate):
    """Refuses everybody: a view that forgets to say who may call it stays shut."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say no."""
        return False


class Anyone(Gate):
    """Lets everybody in, signed in or not."""

    def admits_anybody(self, method: str) -> bool:
        """Say yes."""
        return True

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say yes."""
        return True
