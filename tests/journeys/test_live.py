"""Live pages as people use them: one stream a browser, focus and words kept, and said aloud only what has changed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.real import Worker

from .browser import Window
from .conftest import Open, Town
from .doorway import sign_in_staff
from .happening import BLOCK, CALL, NOBODY_CAME, RACK, TAKE, TOUCH

pytestmark = pytest.mark.journeys

SCREENS = [
    "/sites/tuoran/board/", "/sites/tuoran/hall/", "/sites/tuoran/kiosk/", "/sites/tuoran/board/?lang=en",
    "/sites/tuoran/windows/1/sign/", "/sites/tuoran/windows/2/sign/", "/sites/tuoran/windows/5/sign/",
]  # fmt: skip


def _take(window: Window) -> str:
    """A number taken at the kiosk by somebody else."""
    page = window.open("/sites/tuoran/kiosk/")
    for _ in range(2):
        with page.expect_navigation():
            page.locator("a.kiosk-choice").first.click()
    with page.expect_navigation():
        page.locator(".kiosk-take").click()
    return page.locator(".kiosk-number strong").inner_text().strip()


def _count_looks(page: Page) -> None:
    """From now on the page notes how often a live part was fetched again."""
    page.evaluate(
        """() => {
            window.looks = 0;
            const note = (event) => { if (event.detail.elt.dataset.stream) window.looks += 1; };
            document.addEventListener("htmx:afterRequest", note);
        }"""
    )


@pytest.mark.parametrize("without", ["", "delete window.SharedWorker"], ids=["in a shared worker", "in turn"])
def test_twelve_live_pages_in_one_browser_hear_of_one_visitor_and_the_thirteenth_page_answers(
    town: Town, windows: Open, without: str
) -> None:
    window = windows()
    window.context.add_init_script(without or "0")
    streams: list[str] = []
    is_stream = f"{town.server.url}/live/"
    window.context.on("request", lambda it: streams.append(it.url) if it.url.startswith(is_stream) else None)
    pages = [window.context.new_page() for _ in range(12)]
    for page, path in zip(pages, SCREENS + SCREENS, strict=False):
        page.goto(town.server.url + path)
        _count_looks(page)
    _take(windows())
    for page in pages:
        page.wait_for_function("() => window.looks > 0")
    began = time.monotonic()
    window.open("/")
    assert time.monotonic() - began < 5
    # A worker's requests are not the pages'; without it one page asked for all.
    assert len(streams) == (1 if without else 0)


@dataclass
class Look:
    """A live page: what somebody stands on in it (or selects, where nothing can be pressed)."""

    path: str
    stands_on: str = ""
    selects: str = ""
    by: str = "worker"


LIVE = {
    "bench": Look("/sites/tuoran/windows/5/", 'form[action$="/windows/5/calls/"] button'),
    "windows": Look("/sites/tuoran/windows/", "#window-row-3 a", by="head"),
    "desk": Look("/sites/tuoran/appointments/desk/", "#day-now .desk-steps button"),
    "ticket": Look("/tickets/{waiting_code}/", "#my-ticket-leave"),
    "hall": Look("/sites/tuoran/hall/", "#way-to-slots"),
    "rack": Look("/sites/tuoran/amenities/", "#rack-now button"),
    "preparation": Look("/sites/tuoran/guides/disability-certificate/", selects="#hall-now dd"),
    "kiosk": Look("/sites/tuoran/kiosk/", "a.kiosk-choice"),
    "board": Look("/sites/tuoran/board/", selects=".board-waiting-count"),
    "sign": Look("/sites/tuoran/windows/5/sign/", selects=".sign-groups"),
    "door": Look("/sites/tuoran/spaces/{venue}/door/", selects=".door-foot"),
}
VENUE = "tea-room"
# What is said when somebody came, and when somebody was called, nobody came to the appointments, a room was blocked.
SAYS = {
    "zh-hans": {
        "came": re.compile(r"^新来了一位办事人，排队 \d+ 人 $"),
        "rack": re.compile(r"^北京日报, 今天: 架上 \d 份 $"),
        "bench": "^已叫号，等他过来 $",
        "windows": "^5 号窗口: 请到窗口 LABEL $",
        "desk": r"\d\d:\d\d · \d{6}: 已过时间",
        "ticket": r"^前面还有 \d 位 $",
        "hall": r"^\d+ 位在等候 · 5 个窗口在办理 $",
        "preparation": r"^\d+ 人 · 5 个窗口在办理 $",
        "kiosk": r"^\d+ 位在等候 · 5 个窗口在办理 $",
        "board": "^请 LABEL 到 5 号窗口 $",
        "sign": "^请到窗口 LABEL $",
        "door": r"^空闲 到 今天 \d+:\d\d $",
    },
    "en": {
        "came": re.compile(r"^New visitor waiting: \d+ in line $"),
        "rack": re.compile(r"^Beijing Daily, today: \d copies here $"),
        "bench": "^Called, on the way $",
        "windows": "^Window 5: Please come LABEL $",
        "desk": r"\d\d:\d\d · \d{6}: Time passed",
        "ticket": r"^\d people ahead of you $",
        "hall": r"^\d+ people waiting · 5 windows serving $",
        "preparation": r"^\d+ people · 5 windows serving $",
        "kiosk": r"^\d+ people waiting · 5 windows serving $",
        "board": "^Number LABEL: window 5 $",
        "sign": "^Please come LABEL $",
        "door": r"^free until .*\d+:\d\d $",
    },
}
STAND = """([stands_on, selects]) => {
    window.place = document.querySelector(stands_on || selects);
    if (stands_on) window.place.focus();
    else getSelection().selectAllChildren(window.place);
    window.scrollTo(0, 40);
    window.from = window.scrollY;
}"""
STANDS = """([stands_on]) => window.place.isConnected && window.scrollY === window.from
    && (stands_on ? document.activeElement === window.place : getSelection().containsNode(window.place, true))"""


@pytest.fixture
def others(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """Somebody else, who does things in the same town at the same time."""
    monkeypatch.setenv("LINLI_CLOCK_OFFSET", str(town.told["offset_s"]))
    with Worker(town.server.database) as worker:
        yield worker


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_focus_selection_and_place_outlast_ten_events_and_only_what_changed_is_said(
    town: Town, windows: Open, others: Worker, language: str
) -> None:
    pages = _open_all(town, windows, language)
    for _ in range(9):
        before = {name: page.evaluate("window.looks") for name, page in pages.items()}
        for event in (TAKE, RACK, TOUCH):
            others.ask(event)
        for name, page in pages.items():
            page.wait_for_function("before => window.looks > before", arg=before[name])
    for name, page in pages.items():
        stands = page.evaluate(STANDS, [LIVE[name].stands_on])
        assert stands, f"{name}: {page.locator('[data-said]').inner_text()}"
    expect(pages["bench"].locator("[data-said]")).to_have_text(SAYS[language]["came"])
    expect(pages["rack"].locator("[data-said]")).to_have_text(SAYS[language]["rack"])
    called = others.ask(CALL.format(worker=town.told["worker"]))
    others.ask(NOBODY_CAME)
    others.ask(BLOCK.format(venue=VENUE, head=town.told["head"]))
    for name, words in SAYS[language].items():
        if name in pages and name != "rack":
            expect(pages[name].locator("[data-said]")).to_have_text(re.compile(words.replace("LABEL", called)))


def _open_all(town: Town, windows: Open, language: str) -> dict[str, Page]:
    browsers = {who: windows() for who in ("worker", "head")}
    for who, window in browsers.items():
        sign_in_staff(window, town, town.told[who])
        window.context.add_cookies([{"name": "linli_language", "value": language, "url": town.server.url}])
    browsers["worker"].open("/sites/tuoran/windows/5/")
    if browsers["worker"].page.locator('form[action$="/windows/5/shift/"]').count():
        browsers["worker"].send("/windows/5/shift/")
    return {name: _stand(browsers[look.by], town, look, language) for name, look in LIVE.items()}


def _stand(window: Window, town: Town, look: Look, language: str) -> Page:
    page = window.context.new_page()
    path = look.path.format(waiting_code=town.told["waiting_code"], venue=VENUE)
    page.goto(f"{town.server.url}{path}?lang={language}")
    _count_looks(page)
    assert page.locator(look.stands_on or look.selects).count(), path
    page.evaluate(STAND, [look.stands_on, look.selects])
    return page


HIDE = """(isHidden) => {
    Object.defineProperty(document, "hidden", {value: isHidden, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""

# The page notes that the stream has begun to speak to it.
HEARS = """addEventListener("linli:stream", ({detail}) => {
    window.hears ||= ["open", "beat"].includes(detail);
}, true)"""


def test_a_page_nobody_looks_at_rests_and_is_fresh_when_it_is_looked_at_again(
    town: Town, windows: Open, others: Worker
) -> None:
    window = windows()
    window.context.add_init_script(HEARS)
    page, board = window.open("/sites/tuoran/hall/"), window.context.new_page()
    board.goto(town.server.url + "/sites/tuoran/board/")
    for each in (page, board):
        _count_looks(each)
        each.wait_for_function("() => window.hears")
    page.evaluate(HIDE, True)
    board.evaluate(HIDE, True)
    shown = page.locator("[data-say=waiting]").text_content()
    others.ask(TAKE)
    board.wait_for_function("() => window.looks > 0")  # it calls people who look elsewhere
    assert page.evaluate("window.looks") == 0
    page.evaluate(HIDE, False)
    expect(page.locator("[data-say=waiting]")).not_to_have_text(shown or "")
    assert page.evaluate("window.looks") == 1


def test_what_is_typed_chosen_and_opened_outlasts_a_morph(windows: Open) -> None:
    page = windows().open("/sites/tuoran/hall/")
    kept = page.evaluate(
        """() => {
            const part = document.querySelector("[data-stream]");
            const fields = (more, typed) => `<p>${more}</p><label>a<input id="a" value="${typed}"></label>
                <label>b<textarea id="b"></textarea></label><label>c<input type="checkbox" id="c"></label>
                <label>d<select id="d"><option>1</option><option>2</option></select></label>
                <input type="hidden" id="e" value="${more}"><input id="f" value="${typed}">
                <details id="g"><summary>g</summary></details>`;
            Idiomorph.morph(part, fields("before", "x"), {morphStyle: "innerHTML"});
            const by = (id) => document.getElementById(id);
            by("a").value = "typed"; by("b").value = "typed"; by("c").checked = true;
            by("d").value = "2"; by("g").open = true;
            by("a").focus(); by("a").setSelectionRange(1, 3);
            Idiomorph.morph(part, fields("after", "y"), {morphStyle: "innerHTML"});
            return [by("a").value, by("b").value, by("c").checked, by("d").value, by("e").value, by("f").value,
                by("g").open, document.activeElement.id, by("a").selectionStart, by("a").selectionEnd,
                part.querySelector("p").textContent];
        }"""
    )
    assert kept == ["typed", "typed", True, "2", "after", "y", True, "a", 1, 3, "after"]


def test_a_worker_who_types_is_not_disturbed_and_sees_the_news_afterwards(
    town: Town, windows: Open, others: Worker
) -> None:
    window = windows()
    sign_in_staff(window, town, town.told["worker"])
    page = window.open("/sites/tuoran/windows/5/")
    if page.locator('form[action$="/windows/5/shift/"]').count():
        window.send("/windows/5/shift/")
    page.locator("#dialog-pause summary").click()
    page.locator("#pause-reason").fill("马上")
    waiting = page.locator("#line .bench-count").inner_text()
    board = window.context.new_page()
    board.goto(town.server.url + "/sites/tuoran/board/")
    _count_looks(board)
    others.ask(TAKE)
    board.wait_for_function("() => window.looks > 0")  # the news has reached this browser
    expect(page.locator("#pause-reason")).to_have_value("马上")
    page.keyboard.press("Escape")
    expect(page.locator("#line .bench-count")).to_have_text(str(int(waiting) + 1))
    expect(page.locator("#dialog-pause summary")).to_be_focused()


def test_a_browser_without_room_for_a_stream_looks_by_itself_and_says_how_old_it_is(
    town: Town, windows: Open, others: Worker
) -> None:
    window = windows()
    window.context.add_init_script("delete window.SharedWorker")  # what a worker asks for cannot be answered here
    refusal = {"status": 429, "headers": {"Retry-After": "1"}, "body": "Too many."}
    window.context.route(
        re.compile("/live/"), lambda it: it.fulfill(**refusal) if "?t=" in it.request.url else it.continue_()
    )
    page = window.open("/sites/tuoran/hall/")
    expect(page.locator("[data-stale]")).to_contain_text("起收不到新消息")
    expect(page.locator("[data-said]")).to_contain_text("起收不到新消息")
    shown = page.locator("[data-say=waiting]").text_content()
    others.ask(TAKE)
    expect(page.locator("[data-say=waiting]")).not_to_have_text(shown or "")
    window.context.unroute_all()
    expect(page.locator("[data-stale]")).to_be_hidden()
    window.troubles.clear()  # the refusals
