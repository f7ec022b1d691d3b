"""Between the server's event loop and the threads that make pages.

A thread is lent to a whole request only, and given back before the answer goes out: who sends or reads slowly keeps a
socket, never a thread. Files are sent by the loop itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any, BinaryIO

from whitenoise.middleware import WhiteNoiseMiddleware

from linli.base.live.stream import Message, Receive, Scope, Send

CHUNK = 64 * 1024
PATIENCE_BODIES = 20  # so many times the largest form is let go by before a connection is closed on a sender
LINGER_SECONDS = 2.0
# The slowest reader that is waited for: half an old modem, so that nobody at the end of a bad line is cut off.
SLOWEST_BYTES_A_SECOND = 2_000
Headers = list[tuple[bytes, bytes]]


class TooLarge(Exception):  # noqa: N818 - the sentence it is raised in
    """The body is larger than any form of the house."""


class Crowded(Exception):  # noqa: N818
    """The bodies that are being read fill the room there is for them."""


class Gone(Exception):  # noqa: N818
    """The client left before its request was whole."""


class Bounded:
    """The pages (an ASGI application that runs in threads) for any number of clients of any slowness."""

    def __init__(
        self, pages: Any, *, most_bytes: int, all_bytes: int, body_seconds: float, send_seconds: float
    ) -> None:
        self._pages = pages
        self._most_bytes = most_bytes
        self._room = all_bytes
        self._body_seconds = body_seconds
        self._send_seconds = send_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read all, have the page made, send all; 413, 408 or 503 where the first of it cannot be."""
        body = bytearray()
        try:
            async with asyncio.timeout(self._body_seconds):
                await self._read(scope, receive, body)
            answer = await self._made(scope, bytes(body))
        except (TooLarge, TimeoutError, Crowded) as refusal:
            await self._hear_out(receive)
            answer = _refusal(scope, refusal)
        except Gone:
            return
        finally:
            self._room += len(body)
        await self._hand_over(answer, send)

    async def _read(self, scope: Scope, receive: Receive, body: bytearray) -> None:
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if said.isdigit() and int(said) > self._most_bytes:
            raise TooLarge
        has_more = True
        while has_more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            part = message.get("body", b"")
            has_more = message.get("more_body", False)
            if len(body) + len(part) > self._most_bytes:
                raise TooLarge
            if len(part) > self._room:
                raise Crowded
            self._room -= len(part)
            body += part

    async def _hear_out(self, receive: Receive) -> None:
        """Let go by what still comes, within bounds: a browser reads no answer before it has sent all."""
        left = PATIENCE_BODIES * self._most_bytes
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while left > 0 and (message := await receive()).get("more_body", False):
                    left -= len(message.get("body", b""))

    async def _made(self, scope: Scope, body: bytes) -> list[Message]:
        answer: list[Message] = []

        async def give() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._pages(scope, give, keep)
        return answer

    async def _hand_over(self, answer: list[Message], send: Send) -> None:
        size = sum(len(message.get("body", b"")) for message in answer)
        try:
            async with asyncio.timeout(self._send_seconds + size / SLOWEST_BYTES_A_SECOND):
                for message in answer:
                    await send(message)
        except TimeoutError:
            pass  # an answer that is not whole: the server closes the connection


class StaticFiles:
    """The files under /static/, as WhiteNoise has indexed them, without a thread."""

    def __init__(self, *, send_seconds: float) -> None:
        self._noise = WhiteNoiseMiddleware(lambda request: request)
        self._send_seconds = send_seconds

    def has(self, scope: Scope) -> bool:
        """Whether this is the address of a file that is served from here."""
        return not self._noise.autorefresh and scope["path"] in self._noise.files

    async def __call__(self, scope: Scope, send: Send) -> None:
        """Send the file, or that it has not changed."""
        headers_sent = {f"HTTP_{name.decode('latin1').upper().replace('-', '_')}": value.decode("latin1")
                 for name, value in scope["headers"]}  # fmt: skip
        answer = self._noise.files[scope["path"]].get_response(scope["method"], headers_sent)
        headers = [(name.lower().encode("latin1"), str(value).encode("latin1")) for name, value in answer.headers]
        headers.append((b"x-content-type-options", b"nosniff"))
        try:
            async with asyncio.timeout(self._send_seconds + _length(headers) / SLOWEST_BYTES_A_SECOND):
                await send({"type": "http.response.start", "status": int(answer.status), "headers": headers})
                async for part in _parts(answer.file):
                    await send({"type": "http.response.body", "body": part, "more_body": True})
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            pass
        finally:
            if answer.file is not None:
                answer.file.close()


async def _parts(file: BinaryIO | None) -> AsyncIterator[bytes]:
    """The file piece by piece; a local disk answers within the time a loop may take."""
    while file is not None and (part := file.read(CHUNK)):
        yield part


def _length(headers: Headers) -> int:
    return int(next((value for name, value in headers if name == b"content-length"), b"0"))


# Said in both languages: the loop does not know which one the reader speaks, and asks nobody.
REFUSALS: dict[type[Exception], tuple[HTTPStatus, str, str]] = {
    TooLarge: (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "这次提交的内容太大了，什么都没有保存。请减少内容后再试。",
        "What was sent is too large, and nothing was saved. Please send less.",
    ),
    TimeoutError: (
        HTTPStatus.REQUEST_TIMEOUT,
        "没有及时收完您的提交，什么都没有保存。请返回上一页再试。",
        "It did not arrive in time, and nothing was saved. Please go back and try again.",
    ),
    Crowded: (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "现在提交的人太多，什么都没有保存。请过几秒再试。",
        "Too many are sending at once, and nothing was saved. Please try again in some seconds.",
    ),
}
PAGE = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<body style="max-width:32em;margin:3em auto;padding:0 1em;font:1.15em/1.6 sans-serif">
<h1 style="font-size:1.4em">{chinese}</h1><p lang="en">{english}</p></body></html>
"""


def _refusal(scope: Scope, refusal: Exception) -> list[Message]:
    status, chinese, english = REFUSALS[type(refusal)]
    if scope["path"].startswith("/api/"):
        kind = b"application/problem+json"
        text = json.dumps({"type": "about:blank", "title": status.phrase, "status": status, "detail": english})
    else:
        kind = b"text/html; charset=utf-8"
        text = PAGE.format(title=status.value, chinese=chinese, english=english)
    body = text.encode()
    headers: Headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),  # what still comes of the body is not read
    ]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"5"))
    return [
        {"type": "http.response.start", "status": status.value, "headers": headers},
        {"type": "http.response.body", "body": body, "more_body": False},
    ]
