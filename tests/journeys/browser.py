"""Chromium as the journeys use it: every page watched for what must not happen."""

from __future__ import annotations

import math
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.serving import ROOT

# A hall's own network: the server has a name, and no certificate.
HALL_HOST = "hall.test"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
    f"--host-resolver-rules=MAP {HALL_HOST} 127.0.0.1",
]  # fmt: skip
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "var" / "shots"
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1440, "height": 900}
BOARD = {"width": 1920, "height": 1080}
KIOSK = {"width": 1080, "height": 1920}
# A busy machine is slow, and what is awaited comes all the same; nothing waits as long unless something is wrong.
PATIENCE_MS = 60_000
# As long may what broke off still be spoken of, once server and network are back.
LINGER_S = 30


def chromium_path() -> str:
    """Debian's Chromium, or the one LINLI_CHROMIUM names."""
    for name in (os.environ.get("LINLI_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    raise FileNotFoundError("Chromium is missing: apt-get install -y chromium")


@dataclass
class Window:
    """One browser window of one person, and what went wrong in it."""

    context: BrowserContext
    page: Page
    home: str
    troubles: list[str] = field(default_factory=list)
    is_server_away: Callable[[], bool] = lambda: False
    cut_until: float = 0

    def cut(self, *, is_away: bool) -> None:
        """The network of this window goes, or is back."""
        self.cut_until = math.inf if is_away else time.monotonic() + LINGER_S
        self.context.set_offline(is_away)

    def may_break_off(self) -> bool:
        """Whether what is fetched may break off now: the network or the server is away, or was a moment ago."""
        return time.monotonic() < self.cut_until or self.is_server_away()

    def open(self, path: str) -> Page:
        """Go there; the page must be found."""
        response = self.page.goto(self.home + path)
        assert response is not None
        assert response.status < 400, f"{path}: {response.status}"
        return self.page

    def send(self, action_end: str) -> None:
        """Press the (first) button of the form whose address ends so, and wait until what comes is there."""
        button = self.page.locator(f'form[action$="{action_end}"] button:visible').first
        with self.page.expect_navigation():
            button.click()


def open_window(
    browser: Browser, home: str, *, is_server_away: Callable[[], bool] = lambda: False, **options: Any
) -> Window:
    """A window with no history and no cookies; every slip of its pages is written down."""
    context = browser.new_context(**{"viewport": LAPTOP, "locale": "zh-CN", "reduced_motion": "reduce", **options})
    context.set_default_timeout(PATIENCE_MS)
    window = Window(context, context.new_page(), home, is_server_away=is_server_away)
    context.on("page", lambda page: _watch(page, window))
    _watch(window.page, window)
    return window


def _watch(page: Page, window: Window) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _is_expected(message.text, window):
            window.troubles.append(f"{page.url}: {message.type}: {message.text}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((window.home, "data:", "blob:", "about:")):
            window.troubles.append(f"{page.url} asks {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: window.troubles.append(f"{page.url}: {error}"))
    page.on("request", on_request)


# A refused form answers 409; sound waits for a touch; without HTTPS a browser has no opener policy.
_EXPECTED = re.compile(r"status of (409|422)|Cross-Origin-Opener-Policy header has been ignored|AudioContext")
# A stream, a live part or a worker (which answers for a server that is away) breaks off when the server is restarted.
_BROKEN_OFF = re.compile(
    r"net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INTERNET_DISCONNECTED|INCOMPLETE_CHUNKED|NETWORK"
    r"|FAILED)|error occurred when fetching the script|^htmx:(afterRequest|sendError)\b"
)


def _is_expected(text: str, window: Window) -> bool:
    return bool(_EXPECTED.search(text)) or (window.may_break_off() and bool(_BROKEN_OFF.search(text)))


def wait_until(page: Page, promise: str) -> None:
    """Wait until the page's promise brings something true; `wait_for_function` takes any promise for true."""
    ends_at = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(promise):
        assert time.monotonic() < ends_at, promise
        page.wait_for_timeout(50)


def violations(page: Page) -> list[str]:
    """What axe finds on the page, seen whole as by somebody who scrolls: rule, how bad, and where."""
    size = page.viewport_size or LAPTOP
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    asks = "{preload: false, resultTypes: ['violations'], runOnly: {type: 'tag', values: tags}}"
    found = page.evaluate(f"tags => axe.run(document, {asks}).then(found => ({{violations: found.violations}}))", tags)
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]


def shoot(page: Page, name: str) -> Path:
    """A picture of the whole page in var/shots."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = SHOTS / f"{name}.png"
    page.screenshot(path=str(path), full_page=True, animations="disabled")
    return path
