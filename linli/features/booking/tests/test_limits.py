"""What may be entered at once at the most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from linli.features.booking import actions

from .house import House

Check = Callable[..., Any]


def test_a_room_is_blocked_for_a_quarter_of_a_year_at_once(house: House, refused: Check) -> None:
    starts_at = house.at("25 9:00")
    asked: dict[str, Any] = {
        "venue": house.rooms.front, "starts_at": starts_at, "reason": "装修", "by": house.cast.head, "now": house.now,
    }  # fmt: skip
    with refused("too_long") as info:
        actions.block(**asked, ends_at=starts_at + timedelta(days=92, minutes=15), key="long")
    assert info.value.objections[0].values == {"longest": 92}
    assert actions.block(**asked, ends_at=starts_at + timedelta(days=92), key="fits").pk


def test_somebody_is_suspended_for_a_year_at_once(house: House, refused: Check) -> None:
    asked: dict[str, Any] = {
        "site": house.cast.site, "holder": house.holder(), "reason": "损坏设备", "by": house.cast.head,
        "now": house.now,
    }  # fmt: skip
    with refused("too_long") as info:
        actions.suspend(**asked, until=house.now + timedelta(days=366, minutes=1), key="long")
    assert info.value.objections[0].values == {"longest": 366}
    assert actions.suspend(**asked, until=house.now + timedelta(days=366), key="fits").pk
