"""Companies in the admin: vouched for and suspended; their members and invitations."""

from functools import partial
from typing import Any

from django.contrib.admin import EmptyFieldListFilter, TabularInline, display, register
from django.http import HttpRequest

from accounts.actor import Actor
from accounts.admin.looking import Looking, WithHistory, acting
from accounts.admin.site import site
from accounts.models import Company, Invitation, Membership
from accounts.services.moderation import moderate_company


def _moderate(actor: Actor, company: Company, *, action: str) -> None:
    moderate_company(actor=actor, company_id=company.pk, action=action)


class Memberships(TabularInline):  # type: ignore[type-arg]  # no class of Django takes one
    """Who belongs to a company."""

    model = Membership
    fields = readonly_fields = ("user", "company_role", "joined_at")
    extra = 0
    ordering = ("joined_at", "pk")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the accounts along."""
        return super().get_queryset(request).select_related("user")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: whoever is invited joins."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: owners change roles."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: owners remove members."""
        return False


@register(Company, site=site)
class Companies(WithHistory):
    """Companies."""

    list_display = ("name", "slug", "verified", "suspended", "website", "created_at")
    list_filter = (
        ("verified_at", EmptyFieldListFilter),
        ("suspended_at", EmptyFieldListFilter),
    )
    search_fields = ("name",)
    search_help_text = "A part of the name."
    fields = (
        "id",
        "name",
        "slug",
        "website",
        "description",
        "verified_at",
        "suspended_at",
        "created_at",
        "updated_at",
    )
    inlines = (Memberships,)
    actions = (
        acting("Verify the chosen companies", partial(_moderate, action="verify")),
        acting("Unverify the chosen companies", partial(_moderate, action="unverify")),
        acting("Suspend the chosen companies", partial(_moderate, action="suspend")),
        acting(
            "Unsuspend the chosen companies", partial(_moderate, action="unsuspend")
        ),
    )

    @display(boolean=True)
    def verified(self, company: Company) -> bool:
        """Tell whether it publishes without review."""
        return company.is_verified

    @display(boolean=True)
    def suspended(self, company: Company) -> bool:
        """Tell whether it is shown to nobody."""
        return company.is_suspended


@register(Invitation, site=site)
class Invitations(Looking):
    """Invitations, without their tokens."""

    list_display = (
        "email",
        "company",
        "company_role",
        "created_at",
        "expires_at",
        "accepted_at",
    )
    list_select_related = ("company",)
    list_filter = ("company_role", ("accepted_at", EmptyFieldListFilter))
    search_fields = ("email_key", "company__name")
    fields = ("id", *list_display, "invited_by")
