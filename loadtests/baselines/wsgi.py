"""Serves the baselines."""

import os

from django.core.wsgi import get_wsgi_application

# Not as a default: gunicorn has read its own settings by now, and with them ours.
os.environ["DJANGO_SETTINGS_MODULE"] = "loadtests.baselines.settings"
application = get_wsgi_application()
