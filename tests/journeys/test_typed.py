"""What people typed survives what they do beside it; and a double click does what one click does."""

from __future__ import annotations

import pytest

from .conftest import Open, Town
from .doorway import ask_for_code, shown_code, sign_in_staff

pytestmark = pytest.mark.journeys


def test_a_form_is_open_while_somebody_signs_in_in_another_tab(windows: Open, town: Town) -> None:
    window = windows()
    page = window.open("/sign-in/")
    page.locator('main input[name="phone"]').fill("139 0000 0077")
    other = window.context.new_page()
    other.goto(window.home + "/sign-in/")
    old, window.page = window.page, other
    sign_in_staff(window, town, town.told["worker"])
    window.page = old
    with old.expect_navigation():
        old.locator("main form button:visible").first.click()
    assert "139 0000 0077" in old.locator('[data-once-more] input[name="phone"]').input_value()
    with old.expect_navigation():
        old.locator("[data-once-more] button").click()
    # Whoever is signed in already is led on.
    assert old.url.endswith("/mine/")
    window.troubles.clear()  # the browser writes down every 403


def test_what_is_typed_but_not_sent_stays_when_the_language_changes(windows: Open) -> None:
    page = windows().open("/sign-in/")
    page.locator('main input[name="phone"]').fill("139 0000 0077")
    with page.expect_navigation():
        page.locator(".language-switch button").click()
    page.get_by_role("heading", name="Sign in with your phone").wait_for()
    assert page.locator('main input[name="phone"]').input_value() == "139 0000 0077"
    assert page.evaluate("sessionStorage.getItem('linli-typed')") is None


def test_a_refused_form_goes_on_in_large_type_without_javascript(windows: Open) -> None:
    page = windows(java_script_enabled=False).open("/sign-in/")
    page.locator('main input[name="phone"]').fill("12345")
    page.locator("main form button:visible").first.click()
    page.locator("[aria-invalid]").wait_for()
    page.locator(".text-switch button").click()
    page.locator("[data-once-more] button").click()
    page.locator("[aria-invalid]").wait_for()
    assert page.locator('main input[name="phone"]').input_value() == "12345"
    assert page.locator("html").get_attribute("data-text") == "elder"


def test_a_double_click_signs_a_resident_in(windows: Open, town: Town) -> None:
    window = windows()
    page = ask_for_code(window, "13900000078")
    page.locator('main input[name="code"]').fill(shown_code(page))
    page.locator("main form:has(input[name=code]) button:visible").first.dblclick()
    page.wait_for_url("**/mine/")
    assert page.locator('form[action$="/sign-out/"]').count() == 1


def test_a_double_click_signs_staff_in(windows: Open, town: Town) -> None:
    page = windows().open("/staff/sign-in/")
    form = page.locator('main form[method="post"]').first
    form.locator('input[name="staff_number"]').fill(town.told["worker"])
    form.locator('input[name="password"]').fill(town.told["password"])
    form.locator('input[name="code"]').fill(town.code(town.told["worker"]))
    form.locator("button").first.dblclick()
    page.wait_for_url("**/staff/")
