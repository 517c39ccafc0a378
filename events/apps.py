"""Registers the events app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules, import_string

from kernel import metrics


class EventsConfig(AppConfig):
    """The outbox: one ordered log of what happened, and its relay."""

    name = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Find the kinds, consumers, schedule entries and receivers of every app."""
        autodiscover_modules("kinds", "consumers", "schedules", "receivers")
        # Its models can be imported only now.
        metrics.register(import_string("events.metrics.figures"))
