"""Registers the reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Figures over everything, built in the background."""

    name = "reports"
    default_auto_field = "django.db.models.BigAutoField"
