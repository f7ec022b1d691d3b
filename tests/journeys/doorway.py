"""Signing in, as people do it."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from .browser import Window
from .conftest import Town


def sign_in_staff(window: Window, town: Town, staff_number: str) -> Page:
    """With number, password and the six digits of the authenticator."""
    page = window.open("/staff/sign-in/")
    form = page.locator('main form[method="post"]').first
    form.locator('input[name="staff_number"]').fill(staff_number)
    form.locator('input[name="password"]').fill(town.told["password"])
    form.locator('input[name="code"]').fill(town.code(staff_number))
    with page.expect_navigation():
        form.locator("button").first.click()
    assert page.url.endswith("/staff/"), page.locator("main").inner_text()
    return page


def sign_in_resident(window: Window, phone: str) -> Page:
    """With a phone number and the code that the demo shows on the page."""
    page = ask_for_code(window, phone)
    code = shown_code(page)
    page.locator('main input[name="code"]').fill(code)
    with page.expect_navigation():
        page.locator("main form:has(input[name=code]) button:visible").first.click()
    return page


def ask_for_code(window: Window, phone: str) -> Page:
    """The page on which the code is entered."""
    page = window.open("/sign-in/")
    page.locator('main input[name="phone"]').fill(phone)
    with page.expect_navigation():
        page.locator("main form button:visible").first.click()
    return page


def shown_code(page: Page) -> str:
    """The one-time code in the demo's mark."""
    found = re.search(r"(?<!\d)(\d{6})(?!\d)", page.locator("main").inner_text())
    assert found, page.locator("main").inner_text()
    return found[1]
