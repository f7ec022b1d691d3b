"""A window's sign on paper: the same on the page and in the PDF, and a code that tells an outdated print."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import weasyprint
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from linli.base.ui import paper
from linli.features.guides import actions as guides
from linli.features.guides.models import ServiceItem
from linli.features.hall import queries
from linli.features.hall.models import Window
from linli.features.hall.rules import signs as rules
from linli.features.hall.views import signs

from .browsing import HALL, statements, text
from .day import Day

ONE = f"{HALL}/windows/1"


@pytest.fixture(autouse=True)
def clock_of_the_day(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are looked at when the day has come so far."""
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: day.now)


def drawn_text(html: str) -> str:
    """What a reader sees of the sign: no tags, no blanks."""
    inside = html.split("<article", 1)[1].split("</article>", maxsplit=1)[0]
    html = re.sub(r"<(svg|title)\b.*?</\1>", "", inside, flags=re.DOTALL)
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", "<article" + html)))


def sizes_of(html: str, size: str) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    styles = [weasyprint.CSS(string=one) for one in paper.texts_of(signs.STYLES[size])]
    pages = weasyprint.HTML(string=html).render(stylesheets=styles).pages
    return [(round(page.width * 25.4 / 96), round(page.height * 25.4 / 96)) for page in pages]


def sign(day: Day) -> queries.Sign:
    return queries.sign(window=day.cast.windows[1], now=day.now)


def worth(day: Day, code: str) -> queries.SignPrint:
    return queries.sign_print(window=day.cast.windows[1], code=code, now=day.now)


def divide(day: Day, *slugs: str) -> None:
    groups = [group for group in day.cast.groups if group.slug in slugs]
    day.by_head(1, "divide", groups=groups)


@pytest.mark.parametrize("size", ["a4", "a3"])
def test_the_sign_says_which_window_what_for_and_how_it_goes(client: Client, day: Day, size: str) -> None:
    page = text(client.get(f"{ONE}/sign/sheet/?size={size}"))
    window = day.cast.windows[1]
    for words in (window.name, window.name_en, "综合咨询", "办事流程", sign(day).code, f"wsign-{size}"):
        assert words in page
    assert ("hall/a3.css" in page) == (size == "a3")
    assert "每个窗口什么事都能办" in page


def test_the_pdf_says_the_same_as_the_page(client: Client, day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    draw = paper.pdf
    monkeypatch.setattr(paper, "pdf", lambda html, styles: made.append(html) or draw(html, styles=styles))
    response = client.get(f"{ONE}/sign.pdf?size=a3")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF")
    assert sizes_of(made[0], "a3") == [(297, 420)]
    assert drawn_text(made[0]) == drawn_text(text(client.get(f"{ONE}/sign/sheet/?size=a3")))
    client.get(f"{ONE}/sign.pdf?size=a3")
    assert len(made) == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_even_a_sign_with_every_group_fits_on_one_page(
    client: Client, day: Day, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    guides.import_guides(now=day.now)
    divide(day, *(group.slug for group in day.cast.groups))
    made: list[str] = []
    monkeypatch.setattr(paper, "pdf", lambda html, styles: made.append(html) or b"%PDF")
    client.get(f"{ONE}/sign.pdf?size=a4&lang={language}")
    assert sizes_of(made[0], "a4") == [(210, 297)]


def test_the_sign_speaks_the_sites_language_whoever_prints_it(client: Client, day: Day) -> None:
    client.cookies["linli_language"] = "en"
    assert "办事流程" in text(client.get(f"{ONE}/sign/sheet/"))
    assert "How it goes here" in text(client.get(f"{ONE}/sign/sheet/?lang=en"))


def test_without_the_system_libraries_the_page_to_print_stands_in(
    client: Client, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(html: str, *, styles: tuple[str, ...]) -> bytes:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(paper, "pdf", missing)
    response = client.get(f"{HALL}/windows/2/sign.pdf?size=a3")
    assert response.status_code == 503
    assert "/windows/2/sign/sheet/?size=a3" in text(response)


def test_the_same_sign_has_the_same_code_whenever_it_is_printed(day: Day) -> None:
    code = sign(day).code
    day.wait(days=3)
    assert sign(day).code == code
    assert worth(day, code).is_current
    assert queries.sign(window=day.cast.windows[2], now=day.now).code != code


def test_another_division_makes_the_print_outdated_and_says_what_changed(client: Client, day: Day) -> None:
    code = sign(day).code
    day.wait(minutes=1)
    divide(day, "housing")
    day.wait(minutes=1)
    found = worth(day, code)
    assert not found.is_current
    assert [group.slug for group in found.groups_new] == ["housing"]
    assert [group.slug for group in found.groups_gone] == ["consult"]
    page = text(client.get(f"{ONE}/sign/{code}/"))
    assert "已过期" in page
    assert "新增： 住房保障" in page
    assert "不再列出： 综合咨询" in page
    assert "仍然有效" in text(client.get(f"{ONE}/sign/{sign(day).code}/"))


def test_an_exception_that_comes_and_goes_is_told_too(day: Day) -> None:
    plain = sign(day).code
    group = next(group for group in day.cast.groups if group.slug == "health")
    day.wait(minutes=1).by_head(1, "set_exception", group=group, reason="设备检修")
    excepted = sign(day).code
    assert [one.slug for one in worth(day, plain).exceptions_new] == ["health"]
    day.wait(minutes=1).by_head(1, "end_exception", group=group)
    assert [one.slug for one in worth(day, excepted).exceptions_gone] == ["health"]
    # The sign says again what the first print says: that print is not worth less for what was in between.
    assert worth(day, plain).is_current


def test_another_guide_makes_the_print_outdated(client: Client, day: Day) -> None:
    divide(day, "housing")
    day.wait(minutes=1)
    guides.import_guides(now=day.now, only=frozenset({"public-rental"}))
    item = ServiceItem.objects.get(slug="public-rental")
    code = sign(day).code
    assert f'href="/guides/{item.slug}/"' in text(client.get(f"{ONE}/sign/{code}/"))
    day.wait(days=1)
    guides.withdraw(version=item.versions.get(), reason="条件变了", actor="demo", key="", now=day.now)
    day.wait(minutes=1)
    found = worth(day, code)
    assert (found.is_current, found.guides) == (False, (item,))
    assert "办事指南已更新" in text(client.get(f"{ONE}/sign/{code}/"))


def test_another_name_makes_the_print_outdated(client: Client, day: Day) -> None:
    code = sign(day).code
    Window.objects.filter(pk=day.cast.windows[1].pk).update(name="综合窗口")
    assert "窗口名称或牌上文字有改动" in text(client.get(f"{ONE}/sign/{code}/"))


@pytest.mark.parametrize("code", ["nothing", "2-222222222", "zzzzzzz-222222", "zzzzzzzzz-222222", "sheet-1"])
def test_what_no_sign_ever_had_leads_nowhere(client: Client, day: Day, code: str) -> None:
    assert client.get(f"{ONE}/sign/{code}/").status_code == 404


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1)))
def test_a_code_carries_the_second_since_which_the_sign_says_it(since: datetime) -> None:
    since = since.replace(tzinfo=rules.EPOCH.tzinfo)
    code = rules.edition(since=since, content=["1 综合"])
    printed = rules.printed_since(code)
    assert printed is not None
    assert timedelta(0) < printed - since <= timedelta(seconds=1)
    assert code != rules.edition(since=since, content=["2 综合"])


def test_a_sign_costs_the_same_however_much_stands_on_it(client: Client, day: Day) -> None:
    few = len(statements(client, f"{ONE}/sign/sheet/"))
    guides.import_guides(now=day.now)
    divide(day, *(group.slug for group in day.cast.groups))
    assert len(statements(client, f"{ONE}/sign/sheet/")) == few


def test_no_worker_is_on_a_sign(client: Client, day: Day) -> None:
    day.open(1)
    pages: list[Any] = [client.get(f"{ONE}/sign/sheet/"), client.get(f"{ONE}/sign/{sign(day).code}/")]
    assert not [page for page in pages if day.cast.workers[1].name in text(page)]
