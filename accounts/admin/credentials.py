"""Sign-ins and keys in the admin: that they exist, and nothing that opens a door."""

from django.contrib.admin import EmptyFieldListFilter, register

from accounts.admin.looking import Looking
from accounts.admin.site import site
from accounts.models import ApiKey, Session, SigningKey


@register(Session, site=site)
class Sessions(Looking):
    """Sign-ins."""

    list_display = (
        "user",
        "user_agent",
        "created_at",
        "last_used_at",
        "expires_at",
        "revoked_at",
    )
    list_select_related = ("user",)
    list_filter = (("revoked_at", EmptyFieldListFilter),)
    search_fields = ("user__email_key",)
    fields = ("id", *list_display)


@register(ApiKey, site=site)
class ApiKeys(Looking):
    """API keys, by the few characters that their owner sees."""

    list_display = ("user", "name", "shown", "scopes", "created_at", "last_used_on")
    list_select_related = ("user",)
    search_fields = ("user__email_key", "name")
    fields = ("id", *list_display)


@register(SigningKey, site=site)
class SigningKeys(Looking):
    """The keys that sign tokens, by name and time."""

    list_display = fields = ("kid", "created_at", "signs_from", "retired_at")
