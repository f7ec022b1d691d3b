"""The event stream `/live/?t=topic:version&t=…` as an ASGI application of its own.

A client is told which topic moved and to which version, never what is in it; the page then fetches its own fragment,
so the access check stays in the one view that renders (ADR 0003).
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import resource
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from types import FrameType
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings

from . import rules
from .doorway import Doorway, Full, address_of
from .hub import Hub
from .readers import Reader, reader_for

BEAT_SECONDS = 10.0

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
_BEAT = f"event: beat\ndata: {BEAT_SECONDS:.0f}\n\n".encode()
_OUT_OF_TOUCH = b": the database is away\n\n"


class Stream:
    """Answers streams from memory; one reader, started with the first need, serves them all."""

    def __init__(self) -> None:
        self._hub = Hub()
        self._reader: Reader | None = None
        self._doorway = Doorway(
            most=settings.LINLI_STREAMS,
            most_per_address=settings.LINLI_STREAMS_PER_ADDRESS,
            retry_after_s=settings.LINLI_STREAM_RETRY_S,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for `/live/`."""
        if scope["method"] != "GET":
            await _refuse(send, 405, "Only GET.", (b"allow", b"GET"))
            return
        try:
            known = _versions_asked_for(scope)
        except ValueError as error:
            await _refuse(send, 400, str(error))
            return
        if self._hub.is_closed:
            await _refuse(send, 503, "Come back in a moment.", (b"retry-after", b"2"))
            return
        self.start()
        try:
            with self._doorway.passed(address_of(scope, proxies=settings.NINJA_NUM_PROXIES)):
                await self._tell_until_gone(known, receive, send)
        except Full as full:
            await _refuse(send, full.status, str(full), (b"retry-after", str(full.retry_after_s).encode()))

    async def lifespan(self, receive: Receive, send: Send) -> None:
        """Start with the server and stop with it."""
        await receive()
        _allow_many_sockets()
        self._close_when_the_server_is_told_to_stop()
        self.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.close()
        if self._reader:
            await self._reader.stop()
        await send({"type": "lifespan.shutdown.complete"})

    def start(self) -> None:
        """Begin to follow the database, if that has not begun."""
        if self._reader is None:
            self._reader = reader_for(self._hub)
            self._reader.start()

    def close(self) -> None:
        """End every stream; their clients reconnect to whoever serves next. Call it in the event loop."""
        self._hub.close()

    async def _tell_until_gone(self, known: dict[str, int], receive: Receive, send: Send) -> None:
        with self._hub.watched(known) as wake:
            listening = asyncio.create_task(_until_gone(receive, wake))
            try:
                await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
                await self._tell(known, wake, listening, send)
                if not listening.done():
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
            except OSError:
                pass  # some servers say so when the client has left
            finally:
                listening.cancel()

    async def _tell(self, known: dict[str, int], wake: asyncio.Event, gone: asyncio.Task[None], send: Send) -> None:
        teller = _Teller(self._hub, known)
        # After a restart clients come back spread over two seconds, not all at once.
        text = f"retry: {random.randint(500, 2500)}\n\n".encode()  # noqa: S311 - spreads load, guards nothing
        loop = asyncio.get_running_loop()
        while not (gone.done() or self._hub.is_closed):
            wake.clear()
            text += teller.words(loop.time())
            if text:
                await send({"type": "http.response.body", "body": text, "more_body": True})
                text = b""
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(teller.beat_at):
                    await wake.wait()

    def _close_when_the_server_is_told_to_stop(self) -> None:
        """Servers wait for open responses before they end the lifespan, and ours never end by themselves."""
        loop = asyncio.get_running_loop()

        def chained(previous: Callable[[int, FrameType | None], Any]) -> Callable[[int, FrameType | None], None]:
            def handle(number: int, frame: FrameType | None) -> None:
                with contextlib.suppress(RuntimeError):  # the loop is closed already
                    loop.call_soon_threadsafe(self.close)
                previous(number, frame)

            return handle

        for number in (signal.SIGTERM, signal.SIGINT):
            previous = signal.getsignal(number)
            if callable(previous):
                with contextlib.suppress(ValueError):  # not the main thread: whoever runs the server calls close()
                    signal.signal(number, chained(previous))


class _Teller:
    """What one client has been told, and what it is to be told next."""

    def __init__(self, hub: Hub, known: dict[str, int]) -> None:
        self.beat_at = 0.0
        self._hub = hub
        self._known = known
        self._beats = 0
        self._was_current = False
        self._set_backs = hub.set_backs

    def words(self, moment: float) -> bytes:
        """The news since the last time, and a beat when one is due or the database is back."""
        is_due = moment >= self.beat_at
        is_back = self._hub.is_current and not self._was_current
        news = self._news(is_due)
        self._known |= news
        self._was_current = self._hub.is_current
        text = _written(news, self._known)
        if is_due or is_back:
            text += _BEAT if self._hub.is_current else _OUT_OF_TOUCH
            self.beat_at = moment + BEAT_SECONDS
            self._beats += 1
        return text

    def _news(self, is_due: bool) -> dict[str, int]:
        """Lower versions too if the database was seen to go back, or if they are still lower after a beat's time."""
        was_set_back = self._hub.set_backs != self._set_backs
        self._set_backs = self._hub.set_backs
        if was_set_back or (is_due and self._beats):
            return self._hub.differences(self._known)
        return self._hub.news(self._known)


def _versions_asked_for(scope: Scope) -> dict[str, int]:
    """What the client knows: from its address, or from the last event it saw if it says so.

    :raises ValueError: in plain words, if the address is malformed.
    """
    try:
        query = parse_qsl(scope["query_string"].decode("ascii"), max_num_fields=2 * rules.MOST_TOPICS)
    except (ValueError, UnicodeDecodeError):
        raise ValueError(f"Ask for 1 to {rules.MOST_TOPICS} topics.") from None
    known = rules.parsed([value for name, value in query if name == "t"])
    for name, value in scope["headers"]:
        if name == b"last-event-id":
            with contextlib.suppress(ValueError):
                seen = rules.parsed(value.decode("latin-1").split(","))
                known |= {topic: version for topic, version in seen.items() if topic in known}
    return known


def _written(news: dict[str, int], known: dict[str, int]) -> bytes:
    """One event a topic; the last carries the id, so that a client cut off half way does not think it has them all."""
    if not news:
        return b""
    events = [f"event: {name}\ndata: {version}\n" for name, version in news.items()]
    return ("\n".join(events) + f"id: {rules.written(known)}\n\n").encode()


async def _until_gone(receive: Receive, wake: asyncio.Event) -> None:
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    finally:
        wake.set()


async def _refuse(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": plain})
    await send({"type": "http.response.body", "body": f"{text}\n".encode(), "more_body": False})


def _allow_many_sockets() -> None:
    """A thousand screens are a thousand open files; many systems start a process with room for fewer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
