"""A town for the journeys: the demo's morning standing still, a server of its own, a browser."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Browser, expect, sync_playwright

from tests.serving import Server, stage

from .browser import FLAGS, LINGER_S, PATIENCE_MS, PHONE, Window, chromium_path, open_window

Open = Callable[..., Window]
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Town:
    """The demo as somebody finds it who comes at 10:40: `told` is what `tests.staging` says of it."""

    server: Server
    told: dict[str, Any]

    def code(self, staff_number: str) -> str:
        """The six digits the person's authenticator shows now."""
        return f"{TOTP(bytes.fromhex(self.told['totp_keys'][staff_number])).token():06d}"


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The demo's database, told once for all test processes, and what is in it."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    path, told = shared / "demo.sqlite3", shared / "demo.json"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(json.dumps(stage("demo", database=f"sqlite:///{path}")), encoding="utf-8")
    return path, json.loads(told.read_text(encoding="utf-8"))


@pytest.fixture
def town(told: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Town]:
    """A town of one's own: a copy of the database and a server in front of it."""
    yield from _town(told, tmp_path)


@pytest.fixture(scope="module")
def seen_town(told: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town for a whole module, to be looked at only."""
    yield from _town(told, tmp_path_factory.mktemp("seen"))


def _town(told: tuple[Path, dict[str, Any]], folder: Path) -> Iterator[Town]:
    template, what = told
    shutil.copy(template, folder / "town.sqlite3")
    log = folder / "server.log"
    server = Server(f"sqlite:///{folder / 'town.sqlite3'}", clock_offset_s=what["offset_s"], log=log).start()
    try:
        yield Town(server, what)
    finally:
        server.kill()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def windows(chromium: Browser, town: Town) -> Iterator[Open]:
    """Opens browser windows; at the end nothing may have gone wrong in any of them."""
    opened: list[Window] = []

    def is_away() -> bool:
        return town.server.was_away(within_s=LINGER_S)

    def opens(**options: Any) -> Window:
        opened.append(open_window(chromium, town.server.url, is_server_away=is_away, **options))
        return opened[-1]

    yield opens
    troubles = [trouble for window in opened for trouble in window.troubles]
    for window in opened:
        window.context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def phone(windows: Open) -> Window:
    """A resident's phone."""
    return windows(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
