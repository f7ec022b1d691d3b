"""The pages and the API, for a WSGI server (granian in a district)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
application = get_wsgi_application()

from django.db import connections  # noqa: E402 - once Django stands

from linli.entrypoints.demo import mark  # noqa: E402 - once Django stands

mark.insist()
connections.close_all()  # every thread opens its own
