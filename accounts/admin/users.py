"""Accounts in the admin: found by name or address, banned and unbanned."""

from functools import partial
from typing import Any

from django.contrib.admin import EmptyFieldListFilter, display, register
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.admin.looking import WithHistory, acting
from accounts.admin.site import site
from accounts.models import Company, User
from accounts.services.users import change_account


def _set_active(actor: Actor, user: User, *, is_active: bool) -> None:
    change_account(actor=actor, user=user, is_active=is_active, check=lambda _: None)


@register(User, site=site)
class Users(WithHistory):
    """Accounts."""

    list_display = (
        "email",
        "full_name",
        "role",
        "is_active",
        "verified",
        "company",
        "company_role",
        "created_at",
    )
    list_filter = ("role", "is_active", ("email_verified_at", EmptyFieldListFilter))
    list_select_related = ("membership__company",)
    search_fields = ("email_key",)
    search_help_text = "A part of the name or of the address."
    fields = (
        "id",
        *list_display,
        "email_verified_at",
        "updated_at",
        "ver",
    )
    actions = (
        acting("Ban the chosen accounts", partial(_set_active, is_active=False)),
        acting("Unban the chosen accounts", partial(_set_active, is_active=True)),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search as the API does."""
        if not search_term.strip():
            return queryset, False
        found = User.objects.matching(search_term.strip()).values("pk")
        return queryset.filter(pk__in=found), False

    @display(boolean=True)
    def verified(self, user: User) -> bool:
        """Tell whether the address was proven."""
        return user.is_verified

    @display(empty_value="-")
    def company(self, user: User) -> Company | None:
        """Name the company it belongs to."""
        membership = getattr(user, "membership", None)
        return membership.company if membership else None

    @display(empty_value="-")
    def company_role(self, user: User) -> str | None:
        """Say what it is there."""
        membership = getattr(user, "membership", None)
        return membership.company_role if membership else None
