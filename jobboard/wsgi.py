"""The WSGI entry point that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from kernel.bodies import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")

application = whole_bodies(get_wsgi_application())
