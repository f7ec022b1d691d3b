"""Everything at one address, for an ASGI server (uvicorn): the live stream itself, the pages and the API in threads.

A district serves the pages with `config/wsgi.py` and only `/live/` from here, behind one reverse proxy.
"""

from __future__ import annotations

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from linli.base.live.stream import Receive, Scope, Send, Stream
from linli.config.wsgi import application as pages

THREADS = int(os.environ.get("LINLI_THREADS", "8"))

live = Stream()
_pages = WSGIMiddleware(cast(Any, pages), workers=THREADS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand `/live/` to the stream, the server's own start and stop too, and all else to Django."""
    if scope["type"] == "lifespan":
        await live.lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live/":
        await live(scope, receive, send)
    else:
        await _pages(cast(Any, scope), cast(Any, receive), cast(Any, send))
