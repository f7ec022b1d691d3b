"""Live pages as people use them: one stream a browser, focus and words kept, and said aloud only what has changed."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page

from .browser import Window
from .conftest import Open, Town

pytestmark = pytest.mark.journeys

SCREENS = [
    "/sites/tuoran/board/", "/sites/tuoran/hall/", "/sites/tuoran/kiosk/", "/sites/tuoran/board/?lang=en",
    "/sites/tuoran/windows/1/sign/", "/sites/tuoran/windows/2/sign/", "/sites/tuoran/windows/5/sign/",
]  # fmt: skip


def _take(window: Window) -> str:
    """A number taken at the kiosk by somebody else."""
    page = window.open("/sites/tuoran/kiosk/")
    for _ in range(2):
        with page.expect_navigation():
            page.locator("a.kiosk-choice").first.click()
    with page.expect_navigation():
        page.locator(".kiosk-take").click()
    return page.locator(".kiosk-number strong").inner_text().strip()


def _count_looks(page: Page) -> None:
    """From now on the page notes how often a live part was fetched again."""
    page.evaluate(
        """() => {
            window.looks = 0;
            const note = (event) => { if (event.detail.elt.dataset.stream) window.looks += 1; };
            document.addEventListener("htmx:afterRequest", note);
        }"""
    )


@pytest.mark.parametrize("without", ["", "delete window.SharedWorker"], ids=["in a shared worker", "in turn"])
def test_twelve_live_pages_in_one_browser_hear_of_one_visitor_and_the_thirteenth_page_answers(
    town: Town, windows: Open, without: str
) -> None:
    window = windows()
    window.context.add_init_script(without or "0")
    streams: list[str] = []
    is_stream = f"{town.server.url}/live/"
    window.context.on("request", lambda it: streams.append(it.url) if it.url.startswith(is_stream) else None)
    pages = [window.context.new_page() for _ in range(12)]
    for page, path in zip(pages, SCREENS + SCREENS, strict=False):
        page.goto(town.server.url + path)
        _count_looks(page)
    _take(windows())
    for page in pages:
        page.wait_for_function("() => window.looks > 0")
    began = time.monotonic()
    window.open("/")
    assert time.monotonic() - began < 5
    # A worker's requests are not the pages'; without it one page asked for all.
    assert len(streams) == (1 if without else 0)
