"""A resident books a time on the phone, comes in with it, and is called ahead of who came earlier."""

from __future__ import annotations

import sqlite3

import pytest
from playwright.sync_api import Page, expect

from .browser import BOARD, Window
from .conftest import Open, Town
from .doorway import sign_in_staff

pytestmark = pytest.mark.journeys


def _let_people_come_early(town: Town) -> None:
    """Terms are data: here one may book at once and come in hours before, and is due at once."""
    with sqlite3.connect(town.server.database.removeprefix("sqlite:///")) as database:
        database.execute(
            "UPDATE appointments_appointmentterms SET notice_minutes = 0, move_minutes = 0, early_minutes = 600"
        )
        database.execute("UPDATE hall_terms SET appointed_lead_minutes = 600")


def _call_until(window: Window, label: str) -> int:
    for served in range(60):
        window.send("/windows/5/calls/")
        if label in window.page.locator(".bench-number").inner_text():
            return served
        window.send("/windows/5/arrivals/")
        window.send("/windows/5/finishes/")
    raise AssertionError(f"{label} was never called")


def _confirm(page: Page) -> None:
    """Who books without signing in enters the code that was sent to their phone."""
    page.fill("#confirm-code", page.locator(".demo-code strong").inner_text())
    with page.expect_navigation():
        page.locator('form[action$="/confirmation/"] button').click()


def test_a_resident_books_on_the_phone_checks_in_and_is_called(town: Town, windows: Open, phone: Window) -> None:
    _let_people_come_early(town)
    page = phone.open("/sites/tuoran/appointments/?item=public-rental")
    with page.expect_navigation():
        page.locator(".times-next a.btn-accent").click()
    page.fill("#id_phone", "13900000021")
    with page.expect_navigation():
        page.locator("button.hall-take").click()
    booked = page.url
    assert page.locator(".times-code").count() == 0
    _confirm(page)
    assert page.locator(".times-code").inner_text().strip().isdigit()
    # Another time first, then in with it.
    with page.expect_navigation():
        page.locator('main a[href$="/time/"]').click()
    with page.expect_navigation():
        page.locator("a.times-time").nth(2).click()
    with page.expect_navigation():
        page.locator("main form .btn-accent").click()
    assert page.url == booked
    with page.expect_navigation():
        page.locator('form[action$="/arrival/"] button').click()
    label = page.locator(".my-ticket-number strong").inner_text().strip()
    board = windows(viewport=BOARD)
    board.open("/sites/tuoran/board/")
    worker = windows()
    sign_in_staff(worker, town, town.told["worker"])
    worker.open("/sites/tuoran/windows/5/")
    if worker.page.locator('form[action$="/windows/5/shift/"]').count():
        worker.send("/windows/5/shift/")
    # People came before; the appointment and the line take turns.
    assert _call_until(worker, label) <= 2
    expect(board.page.locator('[data-window="5"] .board-number')).to_contain_text(label)
    expect(page.locator(".my-ticket-window strong")).to_have_text("5")


def test_a_code_of_six_digits_opens_the_way_at_the_kiosk_without_a_script(town: Town, windows: Open) -> None:
    _let_people_come_early(town)
    window = windows(java_script_enabled=False)
    page = window.open("/sites/tuoran/appointments/booking/")
    page.locator('input[name="group"]').first.check(force=True)
    page.fill("#id_phone", "13900000022")
    with page.expect_navigation():
        page.locator("button.hall-take").click()
    _confirm(page)
    code = page.locator(".times-code").inner_text().strip()
    page = window.open("/sites/tuoran/kiosk/")
    with page.expect_navigation():
        page.locator('a[href*="/appointments/kiosk/"]').click()
    for digit in code:
        with page.expect_navigation():
            page.locator(".kiosk-digits a", has_text=digit).click()
    with page.expect_navigation():
        page.locator(".kiosk-take").click()
    expect(page.locator(".kiosk-number strong")).to_be_visible()
