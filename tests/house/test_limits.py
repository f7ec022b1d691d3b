"""Every door through which a stranger can make something is under a limit that the database counts."""

from __future__ import annotations

import uuid

import pytest

from linli.base.limits.models import Count, Limit

from .access import BODIES, OPERATIONS, PAGES
from .conftest import Stage, undone
from .doors import operations
from .limited import LIMITED, NAMED
from .roles import ANONYMOUS, KIOSK
from .test_matrix import _json

pytestmark = pytest.mark.django_db


def _open_to_strangers() -> set[str]:
    pages = {name for name, door in PAGES.items() if ANONYMOUS in door.ways.get("POST", ())}
    posts = {each.id for each in operations() if each.method == "POST"}
    return pages | {name for name, roles in OPERATIONS.items() if ANONYMOUS in roles and name in posts}


def test_every_door_that_takes_something_of_a_stranger_is_limited_or_says_why_not() -> None:
    assert sorted(_open_to_strangers() ^ (LIMITED.keys() | NAMED.keys())) == []
    assert not LIMITED.keys() & NAMED.keys()


def test_every_limit_is_data_with_a_source() -> None:
    for kind in {*LIMITED.values(), "text", "wrong_code"}:
        assert set(Limit.objects.filter(kind=kind).values_list("span", flat=True)) == {"hour", "day"}
    assert not Limit.objects.filter(source="").exists()


@pytest.mark.parametrize("name", sorted(name for name in LIMITED if name in PAGES))
def test_a_page_counts_and_says_when_it_is_too_much(name: str, stage: Stage) -> None:
    with undone():
        client = stage.browser(ANONYMOUS)
        first = client.post(stage.at(name), stage.carried(name))
        assert first.status_code in (200, 303), f"{name}: {first.status_code}"
        assert set(Count.objects.filter(kind=LIMITED[name]).values_list("count", flat=True)) == {1}
        Limit.objects.filter(kind=LIMITED[name]).update(at_most=1)
        # In another browser at the same address, which no cookie makes a known one.
        again = stage.browser(ANONYMOUS).post(
            stage.at(name), _else(stage.carried(name)), headers={"accept-language": "en"}
        )
        assert again.status_code == 429, f"{name}: {again.status_code}"
        assert int(again["Retry-After"]) > 0
        assert any(word in again.content.decode() for word in ("At the desk or by telephone", "到服务台或打电话"))


def _else(carried: dict[str, object]) -> dict[str, object]:
    """Of another number, as one number gets one text."""
    return carried | ({"phone": "13800000077"} if "phone" in carried else {})


@pytest.mark.parametrize("operation", [each for each in operations() if each.id in LIMITED], ids=lambda each: each.id)
def test_an_operation_counts_and_says_when_it_is_too_much(operation, stage: Stage) -> None:  # type: ignore[no-untyped-def]
    with undone():
        Limit.objects.filter(kind=LIMITED[operation.id]).update(at_most=0)
        answer = stage.program(ANONYMOUS).generic(
            operation.method, operation.at(**stage.values), data=_json(BODIES.get(operation.id)),
            content_type="application/json", headers={"Idempotency-Key": str(uuid.uuid4())},
        )  # fmt: skip
        assert answer.status_code == 429
        assert answer["Content-Type"] == "application/problem+json"
        assert int(answer["Retry-After"]) > 0
        assert [each["code"] for each in answer.json()["objections"]] == ["too_often"]


def test_a_registered_kiosk_is_neither_counted_nor_kept_out_by_strangers(stage: Stage) -> None:
    with undone():
        Limit.objects.filter(kind="ticket").update(at_most=0)
        address, carried = stage.at("hall:kiosk"), stage.carried("hall:kiosk")
        assert stage.browser(KIOSK).post(address, carried).status_code == 303
        assert stage.browser(ANONYMOUS).post(address, carried).status_code == 429
        assert not Count.objects.exists()


def test_a_share_of_the_line_is_kept_for_kiosk_and_desk(stage: Stage) -> None:
    with undone():
        waiting = stage.cast.hall.tickets.filter(state="waiting").count()
        stage.cast.hall.terms.update(line_cap=waiting + 1, kept_percent=25, daily_cap=None)
        carried = stage.carried("hall:tickets")
        phone = stage.browser(ANONYMOUS).post(stage.at("hall:tickets"), carried, headers={"accept-language": "en"})
        assert phone.status_code == 409
        assert "kept for the kiosk and the desk" in phone.content.decode()
        assert stage.browser(KIOSK).post(stage.at("hall:kiosk"), carried).status_code == 303
