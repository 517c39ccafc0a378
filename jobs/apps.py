"""Registers the jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Postings, their life, moderation, import and the shared filters."""

    name = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
