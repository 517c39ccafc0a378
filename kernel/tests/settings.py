"""The project's settings plus the probe app, for the suite and for benchmarks."""

from jobboard.settings import *  # noqa: F403  # the same settings, and one app more
from jobboard.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "kernel.tests.probe"]
ROOT_URLCONF = "kernel.tests.probe.urls"
