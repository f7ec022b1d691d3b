"""`manage.py demo`: what `make run` starts."""

from __future__ import annotations

import errno
import os
import socket
from argparse import ArgumentParser
from time import monotonic
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linli.base.kernel import clock
from linli.entrypoints.demo.mark import NotADemo
from linli.entrypoints.demo.player import Player
from linli.entrypoints.demo.programme import programme
from linli.entrypoints.demo.stage import Told, prepare


class Command(BaseCommand):
    """Tell one morning of the hall, then serve it and let it go on."""

    help = "Sets up the demo (database, people, one told morning), serves it and keeps the hall living."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to serve, and whether the hall goes on by itself."""
        parser.add_argument("--host", default=os.environ.get("LINLI_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=os.environ.get("LINLI_PORT", "8000"))
        parser.add_argument(
            "--still",
            action="store_true",
            default=os.environ.get("LINLI_DEMO_STILL", "") not in ("", "0"),
            help="nobody comes and nobody is served but by you",
        )
        parser.add_argument("--prepare-only", action="store_true", help="tell the morning and do not serve")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the port first: nothing is told that cannot be served."""
        if not settings.LINLI_DEMO:
            raise CommandError("This is for the demo only: LINLI_DEMO=1 manage.py demo (or: make run)")
        if not options["prepare_only"]:
            self._insist_on_port(options["host"], options["port"])
        told = self._prepare()
        if not options["prepare_only"]:
            self._serve(told, options)

    def _insist_on_port(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except OSError as error:
                raise CommandError(_cannot_bind(error, host, port)) from error

    def _prepare(self) -> Told:
        started = monotonic()
        try:
            told = prepare(wall=clock.now() - clock.offset())
        except NotADemo:
            raise CommandError(
                "这个数据库不是演示自己建的，演示不会动它。请换一个：LINLI_DATABASE_URL=sqlite:///var/demo.sqlite3\n"
                "This database was not made by the demo, so the demo leaves it alone. Name another one as above."
            ) from None
        self.stdout.write(f"Told up to {told.moment:%Y-%m-%d %H:%M} in {monotonic() - started:.1f} s.")
        return told

    def _serve(self, told: Told, options: dict[str, Any]) -> None:
        clock.set_offset(told.moment - (clock.now() - clock.offset()))
        player = None if options["still"] else Player(cast=told.cast, now=told.moment)
        host, port = options["host"], options["port"]
        config = uvicorn.Config(
            "linli.config.asgi:application", host=host, port=port, log_level="warning", timeout_graceful_shutdown=2
        )
        address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"  # noqa: S104
        server = _Server(config)
        server.announce = lambda: self._announce(programme(told=told, address=address, is_still=player is None), player)
        try:
            server.run()
        except KeyboardInterrupt:
            pass
        finally:
            if player:
                player.stopped.set()

    def _announce(self, text: str, player: Player | None) -> None:
        self.stdout.write(text)
        self.stdout.flush()
        if player:
            player.start()


class _Server(uvicorn.Server):
    """A server that says so once it takes requests."""

    announce: Any = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self.announce:
            self.announce()


def _cannot_bind(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被占用。换一个端口：LINLI_PORT={port + 1} make run\n"
            f"Port {port} is taken. Use another: LINLI_PORT={port + 1} make run"
        )
    return f"不能在 {host}:{port} 上提供服务 / cannot serve at {host}:{port}: {error.strerror} (LINLI_HOST, LINLI_PORT)"
