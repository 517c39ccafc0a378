"""The WSGI entry point that gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from kernel.bodies import whole_bodies
from kernel.postgres.patience import PatientConnection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")

application = whole_bodies(get_wsgi_application())
# Only here: a report or a migration may wait for longer.
PatientConnection.patience = settings.STATEMENT_TIMEOUT + 0.5

from kernel.limits import announce  # noqa: E402  # its tables need the apps, made above

announce()
