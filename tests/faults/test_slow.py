"""Whoever sends or reads slowly keeps a socket and nothing else: everybody else is served as if they were not there."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.serving import PATIENCE_S, Server, fresh_database

pytestmark = pytest.mark.faults

SLOW = 500


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that waits for a body as long as we wait for its answer: a busy machine sends slowly, too."""
    yield from _server(tmp_path_factory.mktemp("slow"), body_seconds=2.0 * PATIENCE_S)


@pytest.fixture
def hasty_server(tmp_path: Path) -> Iterator[Server]:
    """One that soon tells whoever sends slowly."""
    yield from _server(tmp_path, body_seconds=4.0)


def _server(folder: Path, *, body_seconds: float) -> Iterator[Server]:
    with fresh_database(folder, is_migrated=True) as database:
        server = Server(database, log=folder / "log", more={"LINLI_BODY_SECONDS": str(body_seconds)}).start()
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def _many(server: Server, count: int, first_words: bytes) -> Iterator[list[socket.socket]]:
    """So many connections on which the first words were said and nothing more."""
    with ExitStack() as open_ones:
        sockets = []
        for _ in range(count):
            client = open_ones.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S))
            client.sendall(first_words)
            sockets.append(client)
        yield sockets


def _serves_others(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as client:
        for path in ("/health/", "/", "/health/"):
            assert client.get(path).status_code == 200


def _head(line: str, length: int) -> bytes:
    return f"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n".encode()


SLOWLY = _head("POST /preferences/", 5000) + b"language="


def test_hundreds_who_send_slowly_hold_up_nobody(server: Server) -> None:
    with _many(server, SLOW, SLOWLY):
        _serves_others(server)


def test_hundreds_who_send_slowly_are_told_408(hasty_server: Server) -> None:
    with _many(hasty_server, SLOW, SLOWLY) as writers:
        answers = {writer.recv(12) for writer in writers}
    assert answers == {b"HTTP/1.1 408"}
    _serves_others(hasty_server)


def test_hundreds_who_read_nothing_hold_up_nobody(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as client:
        large = client.get("/api/v1/openapi.json")
        assert len(large.content) > 100_000  # more than the sockets between us hold, so that somebody has to wait
    with ExitStack() as open_ones:
        for _ in range(SLOW):
            reader = open_ones.enter_context(socket.socket())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.connect(("127.0.0.1", server.port))
            reader.sendall(b"GET /static/ui/icon-512.png HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        for _ in range(16):
            reader = open_ones.enter_context(socket.socket())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.connect(("127.0.0.1", server.port))
            reader.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        _serves_others(server)


@pytest.mark.parametrize("says_so", [True, False], ids=["said in the head", "found while reading"])
def test_a_body_larger_than_any_form_is_refused_with_413(server: Server, says_so: bool) -> None:
    size = 3_000_000
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S) as client:
        if says_so:
            client.sendall(_head("POST /preferences/", size) + b"x" * size)
        else:
            client.sendall(b"POST /preferences/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(size // 50_000):
                client.sendall(b"c350\r\n" + b"x" * 50_000 + b"\r\n")
            client.sendall(b"0\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(100_000), b""))
    assert answer.startswith(b"HTTP/1.1 413")
    assert "太大".encode() in answer


def test_a_program_hears_the_same_as_problem_json(server: Server) -> None:
    answer = httpx.post(f"{server.url}/api/v1/tickets", content=b"x" * 3_000_000, timeout=PATIENCE_S)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert answer.json()["status"] == 413


def test_a_whole_request_is_answered_as_before_and_files_come_compressed(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as client:
        assert client.post("/preferences/", data={"text_size": "large"}).status_code == 403  # no token: Django's answer
        page = client.get("/").text
        style = next(part for part in page.split('"') if part.startswith("/static/") and part.endswith(".css"))
        file = client.get(style, headers={"Accept-Encoding": "br"})
        assert (file.status_code, file.headers["content-encoding"]) == (200, "br")
        again = client.get(style, headers={"If-None-Match": file.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = client.head(style).headers
        assert (head["content-type"].split(";")[0], head["x-content-type-options"]) == ("text/css", "nosniff")


def test_a_client_that_leaves_in_the_middle_costs_nothing(server: Server, tmp_path: Path) -> None:
    with _many(server, 50, SLOWLY):
        pass
    _serves_others(server)
