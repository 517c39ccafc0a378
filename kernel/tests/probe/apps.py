"""Registers the probe app."""

from django.apps import AppConfig


class ProbeConfig(AppConfig):
    """The smallest app that uses all of the kernel: notes on a shelf."""

    name = "kernel.tests.probe"
    label = "probe"
    default_auto_field = "django.db.models.BigAutoField"
