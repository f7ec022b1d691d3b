from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_search_engines_are_told_what_to_leave_alone() -> None:
    answer = Client().get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /tickets/", "Disallow: /mine/", "Disallow: /staff/"} <= set(lines)
    assert "Disallow: /" not in lines


def test_a_browser_finds_the_sign_where_it_always_asks_for_it() -> None:
    answer = Client().get("/favicon.ico")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/x-icon")
    assert answer.content.startswith(b"\x00\x00\x01\x00")
    assert answer["Cache-Control"] == "max-age=86400, public"
