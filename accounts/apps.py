"""Registers the accounts app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    """Users, companies, memberships and tokens: who is asking."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Find what every app says that it holds about people."""
        autodiscover_modules("exported")
