"""The project's settings plus the probe app, for the suite and for benchmarks."""

import os
from urllib.parse import urlsplit, urlunsplit

from jobboard.settings import *  # noqa: F403  # the same settings, and one app more
from jobboard.settings import DATABASES, INSTALLED_APPS, REDIS_URL, VAR_DIR

INSTALLED_APPS = [*INSTALLED_APPS, "kernel.tests.probe"]
ROOT_URLCONF = "kernel.tests.probe.urls"

# Patience for machines that stand still for seconds: what a test says of two at once
# must not hang on how busy a third one is.
_options = DATABASES["default"]["OPTIONS"]
_options["pool"]["timeout"] = 20
_more = _options["options"].replace("lock_timeout=1000", "lock_timeout=4000")
_options["options"] = _more


# Test processes beside each other (`-n 2`) share a server, not what is in it.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    _database = 2 + int(worker.removeprefix("gw")) % 6
    REDIS_URL = urlunsplit(urlsplit(REDIS_URL)._replace(path=f"/{_database}"))
    VAR_DIR = VAR_DIR / worker
