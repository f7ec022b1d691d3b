"""Everything at one address, for an ASGI server (uvicorn): the live stream itself, the pages and the API in threads.

A district serves the pages with `config/wsgi.py` and only `/live/` from here, behind one reverse proxy.
"""

from __future__ import annotations

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings

from linli.base.live.stream import Receive, Scope, Send, Stream
from linli.config.bounded import Bounded, StaticFiles
from linli.config.wsgi import application as pages

THREADS = int(os.environ.get("LINLI_THREADS", "8"))

live = Stream()
_files = StaticFiles(send_seconds=settings.LINLI_SEND_SECONDS)
_pages = Bounded(
    WSGIMiddleware(cast(Any, pages), workers=THREADS),
    most_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    all_bytes=settings.LINLI_BODIES_BYTES,
    body_seconds=settings.LINLI_BODY_SECONDS,
    send_seconds=settings.LINLI_SEND_SECONDS,
)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand `/live/` to the stream, the server's own start and stop too, files to the loop, all else to Django."""
    if scope["type"] == "lifespan":
        await live.lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live/":
        await live(scope, receive, send)
    elif scope["type"] == "http" and _files.has(scope):
        await _files(scope, send)
    else:
        await _pages(scope, receive, send)
