"""The shapes of one's own account and its sessions."""

from typing import Any

from rest_framework import serializers

from accounts.models import Session, User
from accounts.roles import CompanyRole, Role
from kernel.fields import Choice, Flag, Instant, Text
from kernel.serializers import StrictSerializer


class MeIn(StrictSerializer):
    """What one may change of one's own account."""

    id = serializers.CharField(read_only=True)
    email = serializers.CharField(read_only=True)
    full_name = Text(max_length=200)
    role = serializers.CharField(read_only=True)
    company = serializers.CharField(read_only=True)
    company_role = serializers.CharField(read_only=True)
    created_at = serializers.CharField(read_only=True)


class MeOut(StrictSerializer):
    """One's own account."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    full_name = Text(max_length=200)
    role = Choice(choices=Role.values)
    company = serializers.UUIDField(allow_null=True)
    company_role = Choice(choices=CompanyRole.values, allow_null=True)
    created_at = Instant()


class SessionOut(StrictSerializer):
    """One sign-in that still stands."""

    id = serializers.UUIDField()
    is_current = Flag()
    user_agent = Text(max_length=200, allow_blank=True)
    created_at = Instant()
    last_used_at = Instant()
    expires_at = Instant()


def shape_me(user: User) -> dict[str, Any]:
    """Return an account as its owner sees it."""
    membership = getattr(user, "membership", None)
    return {
        "id": str(user.pk),
        "email": user.email,
        "full_name": user.full_name,
        "role": user.role,
        "company": str(membership.company_id) if membership else None,
        "company_role": membership.company_role if membership else None,
        "created_at": user.created_at,
    }


def shape_session(session: Session, *, current: object) -> dict[str, Any]:
    """Return a session as its owner sees it."""
    return {
        "id": str(session.pk),
        "is_current": session.pk == current,
        "user_agent": session.user_agent,
        "created_at": session.created_at,
        "last_used_at": session.last_used_at,
        "expires_at": session.expires_at,
    }
