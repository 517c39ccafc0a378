"""The project's settings plus the lab, whose consumers misbehave."""

from jobboard.settings import *  # noqa: F403  # the same settings, and one app more
from jobboard.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "events.tests.lab"]
