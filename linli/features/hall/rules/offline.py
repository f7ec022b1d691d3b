"""Numbers given without the network: what stands in the way of keeping some, and where their holders stand."""

from __future__ import annotations

from collections.abc import Collection

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _

from .line import PLACE_STEP


def objections_to_reserving(
    *, is_day_closed: bool, is_open_today: bool, given: int, count: int, daily_cap: int | None
) -> list[Objection]:
    """Why no `count` numbers can be kept for a machine; kept ones count against the day's cap like given ones."""
    found = []
    if is_day_closed or not is_open_today:
        found.append(Objection("day_closed", _("The hall gives no more numbers today.")))
    if daily_cap is not None and given + count > daily_cap:
        text = _("Of today's {cap} numbers {left} are left; {count} cannot be kept.")
        found.append(
            Objection("daily_cap", text, {"cap": daily_cap, "left": max(daily_cap - given, 0), "count": count})
        )
    return found


def place_among(*, arrival: int, second_of_day: float, taken: Collection[int]) -> int:
    """The place of somebody who took a number offline after arrival number `arrival` and before the next one.

    Among several there the second of the business day decides, so that those of two machines mix in the order in
    which they came, whichever machine tells first. `taken` are the places held already: no two share one.
    """
    tenths = min(max(int(second_of_day * 10), 0), PLACE_STEP - 2)
    place = arrival * PLACE_STEP + 1 + tenths
    while place in taken:
        place += 1
    return place
