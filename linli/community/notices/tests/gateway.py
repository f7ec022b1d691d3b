"""A gateway that takes messages over HTTP, as Apprise's `json://` sends them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Gateway:
    """What it took, and what it answers next (200 for ever, or the statuses given, then 200)."""

    def __init__(self, port: int) -> None:
        self.url = f"json://127.0.0.1:{port}/sms/{{phone}}"
        self.taken: list[tuple[str, str]] = []
        self.next_statuses: list[int] = []

    def take(self, path: str, body: dict[str, Any]) -> int:
        status = self.next_statuses.pop(0) if self.next_statuses else 200
        if status == 200:
            self.taken.append((path, body["message"]))
        return status


@contextmanager
def running() -> Iterator[Gateway]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(gateway.take(self.path, body))
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway = Gateway(server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
