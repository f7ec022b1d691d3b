"""From the kiosk to the end of a visit, on every screen at once; and when the server goes away meanwhile."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .browser import BOARD, KIOSK, Window
from .conftest import Open, Town
from .doorway import sign_in_staff

pytestmark = pytest.mark.journeys


def _take_at_kiosk(window: Window) -> str:
    """Three taps; the number."""
    page = window.open("/sites/tuoran/kiosk/")
    for _ in range(2):
        with page.expect_navigation():
            page.locator("a.kiosk-choice").first.click()
    with page.expect_navigation():
        page.locator(".kiosk-take").click()
    return page.locator(".kiosk-number strong").inner_text().strip()


def _bench_of_five(windows: Open, town: Town) -> Window:
    """The worker of window 5, signed in, with the window open and free."""
    window = windows()
    sign_in_staff(window, town, town.told["worker"])
    page = window.open("/sites/tuoran/windows/5/")
    if page.locator('form[action$="/windows/5/shift/"]').count():
        window.send("/windows/5/shift/")
    return window


def _call_until(window: Window, label: str) -> int:
    """Call and serve until the number is called; how many were served before."""
    for served in range(60):
        window.send("/windows/5/calls/")
        if label in window.page.locator(".bench-number").inner_text():
            return served
        window.send("/windows/5/arrivals/")
        window.send("/windows/5/finishes/")
    raise AssertionError(f"{label} was never called")


def test_a_resident_takes_a_number_at_the_kiosk_and_is_called_and_served_on_every_screen(
    town: Town, windows: Open
) -> None:
    kiosk, board, sign = windows(viewport=KIOSK), windows(viewport=BOARD), windows(viewport=BOARD)
    board.open("/sites/tuoran/board/")
    sign.open("/sites/tuoran/windows/5/sign/")
    label = _take_at_kiosk(kiosk)
    assert re.fullmatch(r"[A-Z]\d{3}", label)
    expect(kiosk.page.locator(".kiosk-number .wait-told")).to_contain_text("分钟")
    worker = _bench_of_five(windows, town)
    _call_until(worker, label)
    # Without anybody touching them, the board and the sign show the number at window 5.
    expect(board.page.locator('[data-window="5"] .board-number')).to_contain_text(label)
    expect(board.page.locator(".board-calls li").first).to_contain_text(label)
    expect(sign.page.locator(".sign-number")).to_have_text(label)
    worker.send("/windows/5/arrivals/")
    expect(worker.page.locator('[data-bench] form[action$="/windows/5/finishes/"]')).to_be_visible()
    worker.send("/windows/5/finishes/")
    expect(board.page.locator('[data-window="5"] .board-number')).not_to_contain_text(label)
    expect(sign.page.locator(".sign-number")).to_have_count(0)
    # The kiosk went back to the start by itself and has nothing left of the visitor for the next one.
    expect(kiosk.page.locator("a.kiosk-choice").first).to_be_visible(timeout=60_000)
    assert label not in kiosk.page.content()


def test_a_resident_follows_the_own_number_on_the_phone_and_leaves_the_line(
    town: Town, windows: Open, phone: Window
) -> None:
    page = phone.open("/sites/tuoran/tickets/")
    page.locator('input[name="groups"]').first.check(force=True)
    with page.expect_navigation():
        page.locator("button.hall-take").click()
    label = page.locator(".my-ticket-number strong").inner_text()
    address = page.url
    worker = _bench_of_five(windows, town)
    before = page.locator(".my-ticket-ahead").inner_text()
    expect(page.locator(".my-ticket-wait .wait-minutes")).to_contain_text("分钟")
    worker.send("/windows/5/calls/")
    # The phone tells by itself that one fewer is ahead.
    expect(page.locator(".my-ticket-ahead")).not_to_have_text(before)
    page.locator('a[href$="/departure/"]').click()
    page.wait_for_url("**/departure/")
    phone.send("/departure/")
    page.goto(address)
    expect(page.locator(".my-ticket.is-left")).to_be_visible()
    assert label not in worker.open("/sites/tuoran/windows/5/").locator(".bench-line").inner_text()


def test_a_worker_serves_with_the_keyboard_alone(town: Town, windows: Open) -> None:
    page = _bench_of_five(windows, town).page
    toggle = page.locator("[data-keys-toggle]")
    if toggle.is_visible() and not toggle.is_checked():
        toggle.check()
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("n")
    expect(page.locator('form[action$="/windows/5/arrivals/"]')).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator('form[action$="/windows/5/finishes/"]')).to_be_visible()
    page.keyboard.press("f")
    expect(page.locator('form[action$="/windows/5/undo/"]')).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator('form[action$="/windows/5/finishes/"]')).to_be_visible()


def test_a_double_click_on_next_calls_one_visitor(town: Town, windows: Open) -> None:
    page = _bench_of_five(windows, town).page
    waiting = int(page.locator("#line .bench-count").inner_text())
    page.locator('form[action$="/windows/5/calls/"] button').first.dblclick()
    expect(page.locator('form[action$="/windows/5/arrivals/"]')).to_be_visible()
    assert int(page.locator("#line .bench-count").inner_text()) == waiting - 1


def test_two_calls_at_the_same_moment_are_both_seen_on_the_board(town: Town, windows: Open) -> None:
    first, second = _bench_of_five(windows, town), windows()
    sign_in_staff(second, town, "T101")
    second.open("/sites/tuoran/windows/1/")
    page = windows(viewport=BOARD).open("/sites/tuoran/board/")
    page.evaluate(
        """() => {
            window.announced = [];
            const number = document.querySelector("[data-stage-number]");
            const note = () => number.textContent && window.announced.push(number.textContent);
            new MutationObserver(note).observe(number, {childList: true, characterData: true, subtree: true});
        }"""
    )
    for worker, number in ((first, 5), (second, 1)):
        worker.page.locator(f'form[action$="/windows/{number}/calls/"] button').first.click(no_wait_after=True)
    for worker in (first, second):
        expect(worker.page.locator('form[action$="/arrivals/"]')).to_be_visible()
    called = {worker.page.locator(".bench-number strong").inner_text() for worker in (first, second)}
    assert len(called) == 2
    page.wait_for_function("called => called.every(each => window.announced.includes(each))", arg=sorted(called))
    last = page.locator(".board-calls li strong").all_inner_texts()[:2]
    assert set(last) == called


def test_the_board_goes_on_after_the_server_was_restarted(town: Town, windows: Open) -> None:
    board = windows(viewport=BOARD)
    page = board.open("/sites/tuoran/board/")
    waiting = page.locator(".board-waiting-count strong")
    before = int(waiting.inner_text())
    town.server.kill()
    town.server.start()
    _take_at_kiosk(windows(viewport=KIOSK))
    expect(waiting).to_have_text(str(before + 1))
    _says_nothing_is_stale(page)


def _says_nothing_is_stale(page: Page) -> None:
    expect(page.locator("[data-stale]:visible")).to_have_count(0)


def test_a_resident_without_javascript_takes_a_number_at_home_and_at_the_kiosk(town: Town, windows: Open) -> None:
    plain = windows(java_script_enabled=False)
    assert re.fullmatch(r"[A-Z]\d{3}", _take_at_kiosk(plain))
    page = windows(java_script_enabled=False).open("/sites/tuoran/tickets/")
    page.locator('input[name="groups"]').first.check(force=True)
    page.locator("button.hall-take").click()
    page.wait_for_url("**/tickets/*/")
    assert re.fullmatch(r"[A-Z]\d{3}", page.locator(".my-ticket-number strong").inner_text())
