"""The composition root: settings, routes, processes."""

from jobboard.celery import app as celery_app

__all__ = ["celery_app"]
