"""The project's settings without its middleware and routes."""

from jobboard.settings import *  # noqa: F403  # the same database and apps

ROOT_URLCONF = "loadtests.baselines.urls"
WSGI_APPLICATION = "loadtests.baselines.wsgi.application"
MIDDLEWARE: list[str] = []
REST_FRAMEWORK: dict[str, object] = {}
