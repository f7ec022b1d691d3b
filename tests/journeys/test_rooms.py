"""Rooms, from the phone to the door: book, be answered, divide the hall, every week, drag the week."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .browser import HALL_HOST, Window, open_window, shoot, violations
from .conftest import Open, Town
from .doorway import sign_in_staff

pytestmark = pytest.mark.journeys

SPACES, ROOMS = "/sites/tuoran/spaces/", "/sites/tuoran/rooms/"

_visitors = count(1)


def _fill(page: Page, **said: Any) -> None:
    for name, value in said.items():
        field = page.locator(f'main form[method="post"] [name="{name}"]').first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(str(value))
        elif field.get_attribute("type") == "checkbox":
            field.check()
        else:
            field.fill(str(value))


def _book(window: Window, venue: str, **said: Any) -> Page:
    """The form of a room filled in and sent."""
    page = window.open(f"{SPACES}{venue}/booking/")
    who = {"name": "示例·住户", "phone": f"138000033{next(_visitors):02d}"}
    _fill(page, **(who | said))
    with page.expect_navigation():
        page.locator('main form[method="post"] button.btn-accent').first.click()
    if page.locator("#confirm-code").count():
        _confirm(page)
    return page


def _confirm(page: Page) -> None:
    """The code that the demo shows instead of a text message, entered."""
    page.fill("#confirm-code", page.locator(".demo-code strong").inner_text())
    with page.expect_navigation():
        page.locator('form[action$="/confirmation/"] button').click()


def test_a_resident_asks_for_saturdays_hall_on_a_phone_and_the_head_approves(
    town: Town, phone: Window, windows: Open
) -> None:
    page = phone.open("/")
    page.locator('.tabs-bottom a[href="/spaces/"]').click()
    page.locator(f'main a[href="{SPACES}"]').first.click()
    page.locator(f'main h2 a[href="{SPACES}multi-hall/"]').click()
    expect(page.locator(".free-grid")).to_be_visible()
    page = _book(
        phone, "multi-hall", day="2026-11-28", starts="10:00", minutes=60, people=40, purpose="recreation",
        layout="theatre", accepts=True,
    )  # fmt: skip
    expect(page.locator(".my-room-state")).to_have_text("等待答复")
    head = windows()
    sign_in_staff(head, town, town.told["head"])
    asked = head.open(ROOMS + "requests/").locator("article.request", has_text="示例·住户")
    with head.page.expect_navigation():
        asked.locator('button[value="approve"]').click()
    page.reload()
    expect(page.locator(".my-room-state")).to_have_text("已约好")
    assert not violations(page)


def test_half_the_hall_keeps_the_whole_and_says_every_reason(phone: Window) -> None:
    when: dict[str, Any] = {"day": "2026-11-29", "starts": "14:00", "minutes": 60, "people": 20}
    _book(phone, "multi-hall-front", **when, purpose="recreation", accepts=True)
    page = _book(phone, "multi-hall", **(when | {"people": 300}), purpose="training", accepts=True)
    reasons = page.locator("main .objections li")
    expect(reasons).to_have_count(2)
    expect(page.locator("main .objections")).to_contain_text("有人约了")
    expect(page.locator("main .objections")).to_contain_text("100 人")
    assert page.locator('main input[name="people"]').input_value() == "300"
    shoot(page, "booking-book-refused-zh-hans-normal-360")
    assert not violations(page)


def test_a_worker_books_for_an_elder_and_drags_it_to_another_day(town: Town, windows: Open) -> None:
    window = windows()
    sign_in_staff(window, town, town.told["head"])
    page = window.open(ROOMS + "desk/tea-room/")
    _fill(
        page, name="示例·张奶奶", phone="13800000034", day="2026-11-26", starts="09:00", minutes=60, people=4,
        purpose="recreation", accepts=True,
    )  # fmt: skip
    with page.expect_navigation():
        page.locator('main form[method="post"] button.btn-accent').click()
    expect(page.locator(".my-room")).to_contain_text("示例·张奶奶")
    page = window.open(ROOMS + "week/?venue=tea-room")
    event = page.locator(".week-calendar a", has_text="示例·张奶奶").first
    expect(event).to_be_visible()
    _drag(page, event, to="2026-11-27")
    expect(page.locator("[data-week-said]")).to_have_text("已移动。")
    page = window.open(ROOMS + "week/?venue=tea-room")
    expect(page.locator("section.card", has_text="11月27日").locator(".booked", has_text="张奶奶")).to_have_count(1)
    # On Saturday the room is open from half past nine only: it goes back, and says why.
    event = page.locator(".week-calendar a", has_text="示例·张奶奶").first
    column = _left_edge(event)
    _drag(page, event, to="2026-11-28")
    expect(page.locator("[data-week-said].is-refused")).to_be_visible()
    assert _left_edge(event) == column


def test_over_plain_http_a_booking_is_dragged_and_one_that_does_not_arrive_goes_back(
    town: Town, chromium: Browser
) -> None:
    window = open_window(chromium, f"http://{HALL_HOST}:{town.server.port}")
    sign_in_staff(window, town, town.told["head"])
    page = window.open(ROOMS + "desk/tea-room/")
    assert page.evaluate("() => !isSecureContext && !('randomUUID' in crypto)")
    _fill(
        page, name="示例·张奶奶", phone="13800000034", day="2026-11-26", starts="09:00", minutes=60, people=4,
        purpose="recreation", accepts=True,
    )  # fmt: skip
    with page.expect_navigation():
        page.locator('main form[method="post"] button.btn-accent').click()
    page = window.open(ROOMS + "week/?venue=tea-room")
    event, said = page.locator(".week-calendar a", has_text="示例·张奶奶").first, page.locator("[data-week-said]")
    _drag(page, event, to="2026-11-27")
    expect(said).to_have_text("已移动。")
    column = _left_edge(event)
    page.route("**/change/", lambda route: route.abort("connectionrefused"))
    window.is_server_away = lambda: True
    _drag(page, event, to="2026-11-25")
    expect(said).to_contain_text("预约还在原来的时间")
    expect(page.get_by_role("status").filter(has_text="没有送到")).to_have_count(1)
    assert _left_edge(event) == column
    page.unroute("**/change/")
    page.evaluate("() => { delete window.linliKey; }")
    _drag(page, event, to="2026-11-25")
    expect(page.locator("[data-week-said].is-refused")).to_be_visible()
    assert _left_edge(event) == column
    assert not window.troubles
    window.context.close()


def _left_edge(event: Any) -> float:
    box = event.bounding_box()
    assert box is not None
    return float(box["x"])


def _drag(page: Page, event: Any, *, to: str) -> None:
    """The event dropped at the same hour of another day, by mouse."""
    event.scroll_into_view_if_needed()
    box, column = event.bounding_box(), page.locator(f'.week-calendar [data-date="{to}"]').last.bounding_box()
    assert box is not None
    assert column is not None
    page.mouse.move(box["x"] + 12, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(column["x"] + column["width"] / 2, box["y"] + 8, steps=12)
    page.mouse.up()


def test_baduanjin_left_the_holidays_out_and_will_again(phone: Window) -> None:
    page = phone.open(SPACES + "use/rows/?weeks=13&venue=square")
    rows = page.locator("main table").inner_text()
    for day, was_there in {"2026-09-30": True, "2026-10-02": False, "2026-10-05": False, "2026-10-09": True}.items():
        assert (day in rows) is was_there, day
    page = phone.open(SPACES + "square/series/")
    page.locator('input[name="days"][value="FR"]').check()
    _fill(
        page, starts="11:00", minutes=60, first_day="2026-12-18", until="2027-01-08", people=30, purpose="recreation",
        accepts=True, name="示例", phone="13800000035",
    )  # fmt: skip
    with page.expect_navigation():
        page.locator('button[name="step"][value="plan"]').click()
    expect(page.locator(".plan li")).to_have_count(4)
    expect(page.locator(".plan .is-out")).to_contain_text("法定节假日")
    with page.expect_navigation():
        page.locator('button[name="step"][value="book"]').click()
    _confirm(page)
    page.locator('main a[href^="/booking-series/"]').click()
    expect(page.locator("#to-come")).to_have_text("还有 3 天")


def test_a_worker_books_baduanjin_for_the_teacher_who_came_to_the_desk(town: Town, windows: Open) -> None:
    window = windows()
    sign_in_staff(window, town, town.told["head"])
    page = window.open(ROOMS + "desk/square/")
    page.locator('main a[href$="/desk/square/series/"]').click()
    for day in ("MO", "WE", "FR"):
        page.locator(f'input[name="days"][value="{day}"]').check()
    _fill(
        page, name="示例·李老师", phone="13800000036", starts="13:00", minutes=60, first_day="2026-12-23",
        until="2027-01-04", people=30, purpose="recreation", accepts=True,
    )  # fmt: skip
    with page.expect_navigation():
        page.locator('button[name="step"][value="plan"]').click()
    expect(page.locator(".plan li")).to_have_count(6)
    expect(page.locator(".plan .is-out")).to_contain_text("元旦")
    with page.expect_navigation():
        page.locator('button[name="step"][value="book"]').click()
    expect(page.locator("main")).to_contain_text("示例·李老师")
    expect(page.locator("#days")).to_have_text("每周的预约：还有 5 天")
    assert not violations(page)
