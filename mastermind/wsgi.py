"""The door for the web server: `gunicorn mastermind.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mastermind.settings")

application = get_wsgi_application()
