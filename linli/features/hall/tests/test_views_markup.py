"""What no page of the hall may contain: inline style or script, or a form that is done twice when it is sent twice."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.signing_in import signed_in

from .browsing import HALL, text
from .day import Day

INLINE = re.compile(r"""<[^>]*\s(?:style|on[a-z]+)=["']|<style|<script(?![^>]*\ssrc=)""", re.IGNORECASE)
FORM = re.compile(r'<form[^>]*method="post"[^>]*action="(/sites/tuoran|/tickets)[^"]*"[^>]*>(.*?)</form>', re.DOTALL)


@pytest.fixture
def pages(day: Day) -> dict[str, str]:
    tickets = [day.take("consult", "housing") for _ in range(4)]
    day.open(1, 2).serve(1)
    day.at(1, "park", reason="填表")
    day.serve(1)
    day.at(2, "call_next")
    public = {
        name: text(Client().get(address))
        for name, address in {
            "hall": f"{HALL}/hall/",
            "tickets": f"{HALL}/tickets/",
            "ticket": f"/tickets/{tickets[3].code}/",
            "departure": f"/tickets/{tickets[3].code}/departure/",
            "slip": f"/tickets/{tickets[3].code}/slip/",
            "kiosk": f"{HALL}/kiosk/",
            "kiosk-how": f"{HALL}/kiosk/?groups=consult",
            "kiosk-take": f"{HALL}/kiosk/?groups=consult&priority=elder",
            "kiosk-ticket": f"{HALL}/kiosk/{tickets[3].code}/?print=1",
            "board": f"{HALL}/board/?after=0&day=2026-11-24",
            "sign": f"{HALL}/windows/2/sign/",
        }.items()
    }
    worker, head = signed_in(day.cast.workers[1]), signed_in(day.cast.head)
    return public | {
        "bench": text(worker.get(f"{HALL}/windows/1/")),
        "desk": text(worker.get(f"{HALL}/desk/?taken={tickets[3].code}")),
        "windows": text(head.get(f"{HALL}/windows/")),
    }


def test_no_page_has_inline_style_or_script(pages: dict[str, str]) -> None:
    assert {name: INLINE.findall(page) for name, page in pages.items() if INLINE.search(page)} == {}


def test_every_form_carries_a_key_and_a_csrf_token(pages: dict[str, str]) -> None:
    forms = [(name, body) for name, page in pages.items() for _, body in FORM.findall(page)]
    assert len(forms) > 20
    without = [name for name, body in forms if 'name="key"' not in body or "csrfmiddlewaretoken" not in body]
    assert without == []


def test_every_page_names_itself_and_its_language(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert re.search(r"<title>\s*\S", page), name
        assert re.search(r'<html lang="[\w-]+"', page), name
        assert page.count("<h1") == 1, name
