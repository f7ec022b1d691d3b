"""When the network goes away: the kiosk gives numbers of its own and tells of them later, the board says how old it is."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .browser import BOARD, KIOSK, Window, shoot, violations
from .conftest import Open, Town

pytestmark = pytest.mark.journeys

# What the kiosk keeps in the browser's own database.
KEPT = """() => new Promise((resolve) => {
    const asked = indexedDB.open("linli-kiosk-tuoran", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
    asked.onsuccess = () => {
        const found = asked.result.transaction("kept").objectStore("kept").get("state");
        found.onsuccess = () => { asked.result.close(); resolve(found.result || {}); };
    };
})"""


def _kiosk(windows: Open, town: Town) -> Window:
    """A registered kiosk that keeps numbers and its page for the time without network."""
    window = windows(viewport=KIOSK)
    page = window.open(f"/devices/{town.told['machines']['pairing']}/")
    with page.expect_navigation():
        page.locator(".kiosk-take").click()
    page.wait_for_function(f"async () => Boolean((await ({KEPT})()).block)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return window


def _away(window: Window, *, is_away: bool) -> None:
    window.context.set_offline(is_away)


def _take_offline(page: Page) -> str:
    page.locator('[data-step="1"] .kiosk-choice:visible').nth(1).click()
    page.locator('[data-step="2"] .kiosk-choice:visible').first.click()
    page.locator(".kiosk-take:visible").click()
    expect(page.locator("[data-label]")).to_be_visible()
    return page.locator("[data-label]").inner_text()


def _board(windows: Open) -> Page:
    return windows(viewport=BOARD).open("/sites/tuoran/board/")


def _waiting(page: Page) -> int:
    return int(page.locator(".board-waiting-count strong").inner_text())


def test_the_kiosk_gives_two_numbers_without_the_network_and_tells_of_them_when_it_is_back(
    town: Town, windows: Open
) -> None:
    board = _board(windows)
    before = _waiting(board)
    kiosk = _kiosk(windows, town)
    page = kiosk.page
    _away(kiosk, is_away=True)
    # The visitor was in the middle of choosing when the network went.
    page.locator("a.kiosk-choice").first.click()
    expect(page.locator('[data-step="1"] h1')).to_be_visible()
    expect(page.locator("[data-away]")).to_contain_text(re.compile(r"\d\d:\d\d 起网络断了"))
    shoot(page, "offline-kiosk-1")
    wrong = violations(page)
    first = _take_offline(page)
    shoot(page, "offline-kiosk-number")
    wrong += violations(page)
    assert not wrong, "\n".join(wrong)
    # The next one takes theirs in English, and finds nothing of the first.
    page.locator('[data-step="number"] [data-leave]').click()
    page.locator(".kiosk-language").click()
    expect(page.locator('[data-step="1"] h1')).to_have_text("What have you come for?")
    assert first not in page.content()
    second = _take_offline(page)
    assert int(second[1:]) == int(first[1:]) + 1
    page.locator('[data-step="number"] [data-leave]').click()
    assert len(page.evaluate(KEPT)["pending"]) == 2
    assert _waiting(board) == before
    _away(kiosk, is_away=False)
    expect(board.locator(".board-waiting-count strong")).to_have_text(str(before + 2), timeout=40_000)
    page.wait_for_url(re.compile(r"/sites/tuoran/kiosk/$"), timeout=40_000)
    assert page.evaluate(KEPT)["pending"] == []
    assert _numbers(town) == sorted(set(_numbers(town)))
    # Told once more, because the answer was lost: nobody is written down twice.
    assert {first, second} <= set(_numbers(town))


def _numbers(town: Town) -> list[str]:
    with sqlite3.connect(Path(town.server.database.removeprefix("sqlite:///"))) as database:
        rows = database.execute(
            "SELECT prefix, number FROM hall_ticket JOIN hall_hall ON hall_hall.id = hall_id "
            "JOIN places_site ON places_site.id = site_id WHERE slug = 'tuoran'"
        )
        return sorted(f"{prefix}{number:03d}" for prefix, number in rows)


def test_a_board_reloaded_without_the_network_shows_its_last_picture_and_its_age(town: Town, windows: Open) -> None:
    window = windows(viewport=BOARD)
    page = window.open("/sites/tuoran/board/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.wait_for_function("async () => Boolean(await caches.match('/sites/tuoran/board/?page='))")
    page.reload()
    before, time = _waiting(page), page.locator(".board-clock time").inner_text()
    town.server.kill()
    page.reload()
    expect(page.locator("[data-stale]")).to_be_visible()
    expect(page.locator("[data-stale]")).to_contain_text(
        re.compile(r"\d\d:\d\d 起收不到大厅的消息，屏幕上是 \d+ (秒|分钟)")
    )
    assert _waiting(page) == before
    assert page.locator(".board-clock time").inner_text()[:2] == time[:2]
    shoot(page, "offline-board")
    town.server.start()
    expect(page.locator("[data-stale]")).to_be_hidden(timeout=40_000)
