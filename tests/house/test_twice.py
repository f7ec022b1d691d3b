"""A second click is the first again: every form sent twice, with one key and the cookies of before the first answer."""

from __future__ import annotations

import uuid

import pytest
from django.http import HttpResponse

from .access import PAGES
from .conftest import Stage, undone
from .roles import ANONYMOUS, ROLES

pytestmark = pytest.mark.django_db

SENT = sorted(name for name, door in PAGES.items() if "POST" in door.ways)


def _outcome(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, response.headers.get("Location", "")


@pytest.mark.parametrize("name", SENT)
def test_a_second_click_is_answered_like_the_first(name: str, stage: Stage) -> None:
    may = PAGES[name].ways["POST"]
    role = next(role for role in ("resident", ANONYMOUS, *ROLES) if role in may)
    sent = {**stage.carried(name), "key": str(uuid.uuid4())}
    outcomes = []
    with undone():
        for _ in range(2):
            browser = stage.browser(role)
            browser.cookies["csrftoken"] = "c" * 32
            outcomes.append(_outcome(browser.post(stage.at(name), sent)))
    assert outcomes[0] == outcomes[1]
