"""Registers the lab."""

from django.apps import AppConfig


class LabConfig(AppConfig):
    """Consumers that misbehave, for tests that run a real worker."""

    name = "events.tests.lab"
    label = "events_lab"
