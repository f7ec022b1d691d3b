"""From a question typed at home to the list that the worker sees: the guide and the queue are one thing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .browser import LAPTOP, PHONE, Window, shoot, violations
from .conftest import Open, Town
from .doorway import sign_in_staff

pytestmark = pytest.mark.journeys


def _serve_until(window: Window, label: str) -> None:
    """Window 5 is opened, and calls and serves until the number is there and welcomed."""
    page = window.open("/sites/tuoran/windows/5/")
    if page.locator('form[action$="/windows/5/shift/"]').count():
        window.send("/windows/5/shift/")
    for _ in range(60):
        window.send("/windows/5/calls/")
        window.send("/windows/5/arrivals/")
        if label in page.locator(".bench-number").inner_text():
            return
        window.send("/windows/5/finishes/")
    raise AssertionError(f"{label} was never called")


def test_a_resident_asks_what_to_bring_ticks_takes_a_number_and_the_bench_shows_the_same_list(
    town: Town, windows: Open, phone: Window
) -> None:
    page = phone.open("/guides/?site=tuoran&q=残疾证要带什么")
    page.locator(".guides-found a").first.click()
    page.wait_for_url("**/sites/tuoran/guides/disability-certificate/")
    page.get_by_label("居民身份证").check()
    told = page.locator("#told")
    expect(told.locator("h2")).to_have_text("还缺 3 样")
    page.get_by_label("户口簿").check()
    expect(told.locator("h2")).to_have_text("还缺 2 样")
    page.get_by_label("智力或精神残疾").check()
    expect(told.locator(".is-missing strong")).to_have_text(
        ["两寸免冠白底彩色照片", "残疾人证申请表和评定表", "监护人证明"]
    )
    expect(told).to_contain_text("在窗口领取填写")
    shoot(page, "journey-preparation-ticked-360")
    with page.expect_navigation():
        page.locator(".preparation-come form[method=post] button").click()
    label = page.locator(".my-ticket-number strong").inner_text()
    expect(page.locator(".brought .is-missing strong")).to_have_count(3)
    shoot(page, "journey-ticket-brought-360")
    assert not violations(page)

    worker = windows()
    sign_in_staff(worker, town, town.told["worker"])
    _serve_until(worker, label)
    bench = worker.page
    expect(bench.locator(".bench-checklist .is-had strong")).to_have_text(["居民身份证", "户口簿"])
    expect(bench.locator(".bench-checklist .is-missing strong")).to_have_count(3)
    shoot(bench, "journey-bench-list-1440")
    assert not violations(bench)
    sheet = windows().open(bench.locator(".bench-checklist a[target]").get_attribute("href") or "")
    expect(sheet.locator(".sheet-materials .is-missing")).to_have_count(3)
    shoot(sheet, "journey-sheet-missing")
    # The photos came out of a bag after all: the phone shows it without being touched.
    bench.keyboard.press("l")
    bench.get_by_label("两寸免冠白底彩色照片").check()
    shoot(bench, "journey-bench-list-open-1440")
    with bench.expect_navigation():
        bench.locator('form[action$="/materials/"] button').click()
    expect(page.locator(".brought .is-missing strong")).to_have_count(2)
    expect(page.locator(".brought")).to_contain_text("窗口已核对")


def test_without_javascript_the_list_is_told_and_goes_along(town: Town, windows: Open) -> None:
    page = windows(java_script_enabled=False, viewport=PHONE).open("/sites/tuoran/guides/veterans-card/")
    page.locator(".ticks input[name^=have]").first.check()
    page.locator("form[method=get] button", has_text="看看还缺什么").click()
    expect(page.locator("#told .is-missing")).not_to_have_count(0)
    missing = page.locator("#told .is-missing").count()
    page.locator(".preparation-come form[method=post] button").click()
    expect(page.locator(".brought .is-missing")).to_have_count(missing)


def test_two_matters_are_prepared_for_one_visit(town: Town, windows: Open) -> None:
    page = windows(viewport=LAPTOP).open("/sites/tuoran/guides/disability-certificate/")
    page.get_by_label("户口簿").check()
    expect(page.locator("#told h2")).to_have_text("还缺 3 样")
    page.locator("select[name=with]").select_option("residence-permit")
    expect(page.locator(".preparation-item")).to_have_count(2)
    expect(page.get_by_label("户口簿")).to_be_checked()
    page.get_by_label("居住地址证明").check()
    expect(page.locator("#told h2")).to_have_text("还缺 5 样")
    shoot(page, "journey-preparation-two-1440")
    assert not violations(page)
    # Somebody else takes a number meanwhile: the page tells by itself, and loses no tick.
    before = page.locator("#hall-now").inner_text()
    other = windows(java_script_enabled=False).open("/sites/tuoran/guides/enquiry/")
    other.locator(".preparation-come form[method=post] button").click()
    expect(page.locator("#hall-now")).not_to_have_text(before)
    expect(page.get_by_label("户口簿")).to_be_checked()
    with page.expect_navigation():
        page.locator(".preparation-come form[method=post] button").click()
    expect(page.locator(".brought .checklist-item")).to_have_text(["残疾人证申领", "居住证办理"])
