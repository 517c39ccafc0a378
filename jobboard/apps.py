"""Registers the composition root, which holds the project's own commands."""

from django.apps import AppConfig


class JobboardConfig(AppConfig):
    """Settings, routes and commands that need every app at once."""

    name = "jobboard"
    default_auto_field = "django.db.models.BigAutoField"
