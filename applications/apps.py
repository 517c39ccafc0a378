"""Registers the applications app."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Applying, the hiring pipeline, résumés and messages."""

    name = "applications"
    default_auto_field = "django.db.models.BigAutoField"
