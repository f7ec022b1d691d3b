"""After the visit: a rating without JavaScript, a newspaper taken along, somebody who drops in."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .browser import PHONE, shoot, violations
from .conftest import Open, Town
from .doorway import sign_in_staff

pytestmark = pytest.mark.journeys


def test_a_visitor_without_javascript_rates_once_and_is_thanked(town: Town, windows: Open) -> None:
    phone = windows(viewport=PHONE, java_script_enabled=False)
    page = phone.open(f"/tickets/{town.told['done_code']}/")
    with page.expect_navigation():
        page.locator('a[href$="/rating/"]').click()
    assert page.locator("input:checked").count() == 0
    phone.send("/rating/")  # without a face: asked again, nothing written
    expect(page.locator('[data-code="level_missing"]')).to_be_visible()
    page.locator('.face input[value="4"]').check(force=True)
    page.locator("textarea").fill("谢谢小林")
    phone.send("/rating/")
    expect(page.locator(".rating-thanks")).to_be_visible()
    shoot(page, "rating-thanks")
    phone.open(f"/tickets/{town.told['done_code']}/rating/")
    assert page.locator('input[name="level"]').count() == 0


def test_the_hall_with_few_ratings_shows_none_and_the_worker_is_kindly_turned_away(town: Town, windows: Open) -> None:
    anybody, worker = windows(viewport=PHONE), windows()
    page = anybody.open("/sites/chunhe/ratings/")
    expect(page.locator(".empty")).to_be_visible()
    assert "%" not in page.locator("main").inner_text()
    assert violations(page) == []
    shoot(page, "ratings-hidden")
    sign_in_staff(worker, town, town.told["worker"])
    answer = worker.page.goto(f"{worker.home}/tickets/{town.told['done_code']}/rating/")
    assert answer is not None
    assert answer.status == 403
    assert violations(worker.page) == []
    shoot(worker.page, "rating-not-yours")
    worker.troubles.clear()  # the console notes the 403


def test_a_newspaper_taken_on_a_phone_is_gone_from_the_tablet_and_one_key_counts_a_visitor(
    town: Town, windows: Open
) -> None:
    tablet, phone, worker = windows(), windows(viewport=PHONE), windows()
    shelf = tablet.open("/sites/tuoran/amenities/?by=rack").locator(".shelf").first
    there = shelf.locator(".shelf-there").inner_text()
    phone.open("/sites/tuoran/amenities/")
    phone.send("/taking/")
    expect(phone.page.locator(".told-success")).to_be_visible()
    expect(shelf.locator(".shelf-there")).not_to_have_text(there)
    sign_in_staff(worker, town, town.told["worker"])
    page = worker.open("/sites/tuoran/amenities/desk/")
    tea = page.locator(".counters li").nth(1).locator("strong")
    before = int(tea.inner_text())
    with page.expect_navigation():
        page.keyboard.press("2")
    assert int(tea.inner_text()) == before + 1
