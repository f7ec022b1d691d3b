"""Who is let in, who is led to sign in and back, and what nobody keeps a copy of."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from linli.base.ui.doors import staff_at_site


def _require(*, person: Any, right: str, place: str) -> None:
    if (right, place) not in person.rights:
        raise PermissionDenied


@staff_at_site(
    "serve",
    require=_require,
    find=lambda slug: {"place": f"place of {slug}"},
    gives="hall",
    place=lambda hall: hall["place"],
    back=lambda site, number: f"/{site}/windows/{number}/",
)
def window(request: HttpRequest, *, hall: dict[str, str], number: int) -> HttpResponse:
    return HttpResponse(f"{hall['place']}, window {number}")


def ask(method: str = "get", *, rights: set[tuple[str, str]] | None = None, **headers: str) -> HttpResponse:
    request = getattr(RequestFactory(), method)("/here/?q=1", headers=headers)
    request.user = SimpleNamespace(is_authenticated=rights is not None, rights=rights)
    return window(request, site="tuoran", number=2)


def test_who_holds_the_right_gets_in_and_nobody_keeps_a_copy() -> None:
    answer = ask(rights={("serve", "place of tuoran")})
    assert answer.content == b"place of tuoran, window 2"
    assert answer["Cache-Control"] == "private, no-store"


def test_who_holds_it_elsewhere_does_not() -> None:
    with pytest.raises(PermissionDenied):
        ask(rights={("serve", "another place")})


@pytest.mark.parametrize(
    ("method", "back"),
    [("get", "%2Fhere%2F%3Fq%3D1"), ("head", "%2Fhere%2F%3Fq%3D1"), ("post", "%2Ftuoran%2Fwindows%2F2%2F")],
)
def test_who_has_not_signed_in_does_so_and_comes_back_to_the_page_or_to_the_one_with_the_form(
    method: str, back: str
) -> None:
    answer = ask(method)
    assert (answer.status_code, answer["Location"]) == (302, f"/staff/sign-in/?next={back}")


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in() -> None:
    answer = ask("post", **{"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"][:15]) == (200, "/staff/sign-in/")
