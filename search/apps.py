"""Registers the search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Ranked search, facets, suggestions and feeds."""

    name = "search"
    default_auto_field = "django.db.models.BigAutoField"
