"""The hall's machines: the kiosk without the network, the board without news, the printer with and without paper."""

from __future__ import annotations

import re
import sqlite3
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from linli.features.devices.tests.printer import FINE, PAPER_OUT, fake_printer, read

from .browser import BOARD, KIOSK, PATIENCE_MS, Window, shoot, violations, wait_until
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


# Whether the board says that its picture is as old as what happened at that moment (or a little younger).
AS_OLD_AS = """(moment) => {
    const [, number, unit] = /(\\d+) (秒|分钟)前/.exec(document.querySelector("[data-stale]").innerText) || [];
    const atMost = unit === "分钟" ? (Number(number) + 0.5) * 60 : Number(number);
    return atMost >= (Date.now() - moment) / 1000 - 2;
}"""


def _kiosk(windows: Open, town: Town) -> Window:
    """A registered kiosk that keeps numbers and its page for the time without network."""
    window = windows(viewport=KIOSK)
    page = window.open(f"/devices/{town.told['machines']['pairing']}/")
    with page.expect_navigation():
        page.locator(".kiosk-take").click()
    wait_until(page, f"async () => Boolean((await ({KEPT})()).block)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return window


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
    kiosk.cut(is_away=True)
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
    kiosk.cut(is_away=False)
    expect(board.locator(".board-waiting-count strong")).to_have_text(str(before + 2))
    page.wait_for_url(re.compile(r"/sites/tuoran/kiosk/$"))
    assert page.evaluate(KEPT)["pending"] == []
    assert len(_numbers(town)) == len(set(_numbers(town)))
    assert {first, second} <= set(_numbers(town))


def _numbers(town: Town) -> list[str]:
    with sqlite3.connect(Path(town.server.database.removeprefix("sqlite:///"))) as database:
        rows = database.execute(
            "SELECT prefix, number FROM hall_ticket JOIN hall_hall ON hall_hall.id = hall_id "
            "JOIN places_site ON places_site.id = site_id WHERE slug = 'tuoran' "
            "AND day = (SELECT MAX(day) FROM hall_ticket)"
        )
        return sorted(f"{prefix}{number:03d}" for prefix, number in rows)


def test_a_board_reloaded_without_the_network_shows_its_last_picture_and_its_age(town: Town, windows: Open) -> None:
    window = windows(viewport=BOARD)
    page = window.open("/sites/tuoran/board/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    wait_until(page, "async () => Boolean(await caches.match('/sites/tuoran/board/?page='))")
    page.reload()
    before, hour = _waiting(page), page.locator(".board-clock time").inner_text()[:2]
    town.server.kill()
    gone_at = time.time()
    page.wait_for_timeout(7000)  # so much older than the page it is shown in
    page.reload()
    told = re.compile(r"\d\d:\d\d 起收不到新消息，屏幕上是 \d+ (秒|分钟)前的情况")
    expect(page.locator("[data-stale]")).to_contain_text(told)
    # It is as old as the picture; as old as the page would be seven seconds behind until minutes are counted.
    page.wait_for_function(AS_OLD_AS, arg=gone_at * 1000, timeout=PATIENCE_MS / 2)
    assert _waiting(page) == before
    assert page.locator(".board-clock time").inner_text()[:2] == hour
    shoot(page, "offline-board")
    town.server.start()
    expect(page.locator("[data-stale]")).to_be_hidden()


@pytest.mark.parametrize(
    ("state", "words"), [(FINE, "请取走您的小票"), (PAPER_OUT, "打印机没纸了。请拍下二维码或记下您的号码。")]
)
def test_the_kiosk_prints_or_says_at_once_that_it_cannot(town: Town, windows: Open, state: int, words: str) -> None:
    page = _kiosk(windows, town).page
    with fake_printer(state=state) as printer:
        _plug_in(town, printer.port)
        page.goto(town.server.url + "/sites/tuoran/kiosk/")
        for _ in range(2):
            with page.expect_navigation():
                page.locator("a.kiosk-choice").first.click()
        with page.expect_navigation():
            page.locator(".kiosk-take").click()
        label = page.locator(".kiosk-number strong").inner_text()
        expect(page.locator(".kiosk-slip")).to_contain_text(words)
        shoot(page, f"kiosk-slip-{state}")
        expect(page.locator(".kiosk-qr .qr")).to_be_visible()
        assert not violations(page)
    printed = [read(job).texts for job in printer.jobs]
    assert [label in texts for texts in printed] == ([True] if state == FINE else [])


def _plug_in(town: Town, port: int) -> None:
    """The printer of the demo stands on this machine, where its head could not put it."""
    with sqlite3.connect(Path(town.server.database.removeprefix("sqlite:///"))) as database:
        database.execute("UPDATE devices_printer SET host = '127.0.0.1', port = ?, is_in_use = 1", [port])
        database.execute("UPDATE devices_kiosk SET printer_id = (SELECT id FROM devices_printer)")
