"""The pages and the API, for a WSGI server (granian in a district)."""

import os
from concurrent.futures import ThreadPoolExecutor

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
application = get_wsgi_application()

from django.db import connections  # noqa: E402 - once Django stands

from linli.entrypoints.demo import mark  # noqa: E402 - once Django stands


def _insist() -> None:
    mark.insist()
    connections.close_all()  # every thread opens its own


# In a thread of its own: an ASGI server imports this inside its event loop, where Django asks no database.
with ThreadPoolExecutor(1) as _thread:
    _thread.submit(_insist).result()
