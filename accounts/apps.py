"""Registers the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, companies, memberships and tokens: who is asking."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
