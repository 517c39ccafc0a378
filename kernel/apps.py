"""Registers the kernel app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """What every app stands on; it knows no business word."""

    name = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
