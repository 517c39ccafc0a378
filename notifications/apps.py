"""Registers the notifications app."""

from django.apps import AppConfig
from django.core.checks import register

from notifications.checks import check_mail


class NotificationsConfig(AppConfig):
    """Deliveries that read the log: e-mail and in-app."""

    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have `manage.py check`, and so every process, look at the mail settings."""
        register(check_mail)
