"""Signing in, larger type, the other language."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .browser import Window, shoot, violations
from .conftest import Open, Town
from .doorway import ask_for_code, sign_in_resident, sign_in_staff

pytestmark = pytest.mark.journeys

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_a_resident_signs_in_with_the_phone_and_finds_the_own_number(town: Town, phone: Window) -> None:
    page = sign_in_resident(phone, town.told["resident_phone"].removeprefix("+86"))
    page = phone.open("/mine/")
    expect(page.locator('main a[href*="/tickets/"]').first).to_be_visible()
    page.locator('form[action$="/sign-out/"] button').first.click()
    page.wait_for_load_state()
    page.goto(f"{town.server.url}/mine/")
    assert "/sign-in/" in page.url


def test_a_wrong_code_signs_nobody_in(town: Town, phone: Window) -> None:
    page = ask_for_code(phone, "13800000077")
    _is_fine(page, "portal-sign_in_code")
    page.locator('main input[name="code"]').fill("000000")
    with page.expect_navigation():
        page.locator("main form:has(input[name=code]) button:visible").first.click()
    _is_fine(page, "portal-sign_in_code-refused")
    phone.troubles.clear()
    page.goto(f"{town.server.url}/mine/")
    assert "/sign-in/" in page.url


def _is_fine(page: Page, name: str) -> None:
    troubles = violations(page)
    shoot(page, f"{name}-zh-hans-normal-360")
    assert not troubles, "\n".join(troubles)


def test_a_form_sent_empty_says_what_is_missing_on_the_same_page(town: Town, phone: Window) -> None:
    page = phone.open("/sites/tuoran/tickets/")
    with page.expect_navigation():
        page.locator("button.hall-take").click()
    expect(page.locator("main [role=alert], main .objections").first).to_be_visible()
    _is_fine(page, "hall-tickets-refused")
    phone.troubles.clear()


def test_staff_sign_in_with_password_and_one_time_code(town: Town, windows: Open) -> None:
    page = sign_in_staff(windows(), town, town.told["worker"])
    expect(page.locator('main a[href*="/windows/5/"]').first).to_be_visible()


def test_a_password_alone_opens_no_bench(town: Town, windows: Open) -> None:
    window = windows()
    page = window.open("/staff/sign-in/")
    form = page.locator('main form[method="post"]').first
    form.locator('input[name="staff_number"]').fill(town.told["worker"])
    form.locator('input[name="password"]').fill(town.told["password"])
    form.locator('input[name="code"]').fill("000000")
    form.locator("button").first.click()
    page.wait_for_load_state()
    page.goto(f"{town.server.url}/sites/tuoran/windows/5/")
    assert "sign-in" in page.url


def test_larger_type_is_chosen_once_and_stays(town: Town, phone: Window) -> None:
    page = phone.open("/")
    ordinary = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    page.locator('form[action*="/preferences/"] button[name="text_size"][value="elder"]').first.click()
    page.wait_for_load_state()
    expect(page.locator("html")).to_have_attribute("data-text", "elder")
    page = phone.open("/sites/tuoran/hall/")
    expect(page.locator("html")).to_have_attribute("data-text", "elder")
    larger = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert larger > ordinary
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    small = page.evaluate("""() => [...document.querySelectorAll('main a.btn, main button')]
        .filter(each => each.offsetParent && each.getBoundingClientRect().height < 60).map(each => each.outerHTML)""")
    assert not small, "\n".join(small)


def test_english_is_chosen_once_and_stays(town: Town, phone: Window) -> None:
    page = phone.open("/")
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    page.locator('form[action*="/preferences/"] button[name="language"][value="en"]').first.click()
    page.wait_for_load_state()
    for path in ("/", "/sites/", "/sites/tuoran/", "/sites/tuoran/hall/", "/sites/tuoran/tickets/", "/privacy/"):
        page = phone.open(path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        foreign = page.evaluate("""() => {
            const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
            const found = [];
            while (walker.nextNode()) {
                const node = walker.currentNode;
                if (/[\\u4e00-\\u9fff]/.test(node.data) && !node.parentElement.closest('[lang|="zh"]')) found.push(node.data.trim());
            }
            return found;
        }""")  # noqa: E501
        assert not foreign, f"{path}: {foreign}"


def test_public_screens_speak_the_sites_language_and_english_when_asked(town: Town, windows: Open) -> None:
    window = windows(locale="en-US")
    for screen in ("board", "kiosk"):
        page = window.open(f"/sites/tuoran/{screen}/")
        expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
        page = window.open(f"/sites/tuoran/{screen}/?lang=en")
        expect(page.locator("html")).to_have_attribute("lang", "en")
