"""Whether this process can serve: for the reverse proxy and whoever is on call."""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.base.live import actions as live

WRITTEN = "health:written"
PROOF_HOLDS_SECONDS = 5

log = logging.getLogger(__name__)


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 with `{"database": true}` if the database takes what is written, 503 otherwise; nothing else is told.

    What is written is taken back at once. The proof holds for some seconds, so that asking often writes seldom.
    """
    try:
        if cache.get(WRITTEN):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        else:
            live.prove_writing()
            cache.set(WRITTEN, True, PROOF_HOLDS_SECONDS)
    except DatabaseError:
        cache.delete(WRITTEN)
        log.exception("The database takes nothing")
        return JsonResponse({"database": False}, status=503)
    return JsonResponse({"database": True})
