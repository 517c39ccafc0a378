"""The shape of accounts as admins see them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers

from accounts.models import User
from accounts.paths import user_path
from accounts.roles import CompanyRole, Role
from kernel import fields
from kernel.serializers import StrictSerializer
from kernel.urls import absolute_url

Shape = dict[str, Any]


class UserOut(StrictSerializer):
    """An account, as admins see it."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    email = serializers.CharField()
    full_name = serializers.CharField()
    role = serializers.ChoiceField(Role.values)
    is_active = serializers.BooleanField(help_text="False is a ban.")
    email_verified = serializers.BooleanField()
    company = serializers.UUIDField(allow_null=True)
    company_role = serializers.ChoiceField(CompanyRole.values, allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class UserIn(StrictSerializer):
    """What an admin changes of an account."""

    id = fields.Text(max_length=36, read_only=True)
    url = fields.Text(max_length=500, read_only=True)
    email = fields.Text(max_length=254, read_only=True)
    full_name = fields.Text(max_length=200, read_only=True)
    role = fields.Choice(choices=Role.values, required=False)
    is_active = fields.Flag(required=False)
    email_verified = fields.Flag(read_only=True)
    company = fields.Text(max_length=36, read_only=True)
    company_role = fields.Text(max_length=20, read_only=True)
    created_at = fields.Instant(read_only=True)
    updated_at = fields.Instant(read_only=True)


def user_shape(request: HttpRequest) -> Callable[[User], Shape]:
    """Return how accounts are shown to admins."""

    def shape(user: User) -> Shape:
        membership = getattr(user, "membership", None)
        return {
            "id": user.pk,
            "url": absolute_url(request, user_path(user.pk)),
            "email": user.email,
            "full_name": user.full_name,
            "role": user.role,
            "is_active": user.is_active,
            "email_verified": user.is_verified,
            "company": membership.company_id if membership else None,
            "company_role": membership.company_role if membership else None,
            "created_at": user.created_at,
            "updated_at": user.updated_at,
        }

    return shape
