"""What is sent to the house and kept nowhere, each with its reason; and what a test sends where it must know the place.

`tests/house/test_forms.py` sends every field of every form differently and looks for the difference in the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from linli.features.amenities import actions as amenities
from linli.features.booking import actions as booking
from linli.features.booking.models import Booking
from linli.features.guides.forms import ROWS
from linli.features.guides.models import ServiceItem
from linli.features.hall import actions as hall

# Fields that stand in many forms.
EVERYWHERE = {
    "key": "names the attempt, so that a form that is sent twice is done once",
    "version": "the version that was seen, so that nobody's change is lost",
    "seen": "the draft that was seen, so that nobody's change is lost",
    "accepts": "without it nothing is booked",
    "DELETE": "takes a row away",
    "takes": "whether days that cannot be had may be left out; they are noted with the series",
}
# One field of one form, as `Form.field`, or of one at one address.
NOT_KEPT: dict[str, str] = {
    "Meant.visitor": "whom the page showed, so that a step from an old page reaches nobody else",
    "Meant.shift": "the shift that the page showed, for the same reason",
    "Meant.step": "the last step that the page showed, for the same reason",
    "Shown.shown": "says which appointment has come; that it has come is kept with the appointment",
    "ErasureWish.understood": "without it nothing is erased, and afterwards nobody is there to keep it for",
    "SkippedDay.day": "says which of the days that were skipped is tried again; that day is booked",
    "Book.both": "says that a second room at that time is meant; without it that is asked",
    "Blocked.displaced": "the bookings that were shown to be in the way, so that no others are cancelled",
    "Holding.holds": "the block of numbers that a kiosk has; it decides which one it is given next",
    "Holding.left": "how many numbers of it are left; it decides whether it is given another",
    "Given.tickets": "what a kiosk gave by itself; each becomes a ticket (linli/features/devices/tests)",
    "Ordered.ticket": "says of which ticket a slip is printed",
    "CallTicket.ticket": "says who is called; that they are is kept with the ticket",
    "Workers.workers at hall:shift": "only a head names somebody else than herself (linli/features/hall/tests)",
    "TakeTicket.phone at hall:kiosk": "a kiosk does not ask for it",
    "TakeTicket.items at hall:desk": "the desk does not ask for it",
}
# Forms that nothing on this stage sends, and where they are tested instead.
ELSEWHERE: dict[str, str] = {
    "linli.features.booking.forms.Drag": "sent by the week's script; linli/features/booking/tests/test_views_staff.py",
    "linli.entrypoints.portal.forms.OneTimeCode": "signs somebody in; linli/entrypoints/portal/tests",
}
# Forms that only ask: what is sent decides what is shown.
ASKING: dict[str, str] = {
    "linli.features.booking.forms.Look": "looks for free times",
    "linli.features.guides.forms.Search": "looks for guides",
    "linli.features.guides.forms.Comparison": "names two versions to show side by side",
    "linli.features.hall.forms.LoadOf": "chooses what of the load is shown",
}


# What is sent beside what the table of access carries, so that every field has a place.
BESIDE: dict[str, dict[str, Any]] = {
    "booking:decision": {"verdict": "refuse", "reason": "那天有会"},
    "booking:series_change": {"days": ["TU"], "first_day": "2026-11-24", "until": "2026-12-08", "starts": "14:00"},
    "hall:outcome": {"note": "缺一份证明"},
    "guides:draft": {"publicity-days": 7, **{f"{rows}-TOTAL_FORMS": 1 for rows in ROWS}},
}
# Other values than those that fit a field's kind, by address and field.
OTHERS: dict[tuple[str, str], list[Any]] = {
    ("amenities:issues", "day"): ["2026-11-22"],
    # The newspaper and the item that `FIRST` enters.
    ("amenities:issues", "periodical"): [2],
    ("booking:blocks", "venue"): ["tea-room", "multi-hall"],
    ("booking:walk_ins", "venue"): ["multi-hall", "reading-room", "dance-room"],
    ("devices:printer", "host"): ["192.168.1.99"],
    ("devices:printer", "port"): [9101],
    ("devices:printers", "host"): ["192.168.1.99"],
    ("devices:printers", "port"): [9101],
    ("guides:ask", "site"): ["tuoran"],
    ("hall:item", "item"): ["home-visit-again"],
    ("hall:transfers", "to_window"): [2],
    ("guides:settlement", "item"): ["home-visit"],
}


# What must have been written, so that there is something else to choose ---------------------------------------------


def _second_newspaper(stage: Any) -> None:
    amenities.add_periodical(
        site=stage.cast.site, title="示例晚报", title_en="", kind="newspaper", frequency="daily", by=stage.cast.head,
        key="", now=stage.now,
    )  # fmt: skip


def _count_one(stage: Any) -> None:
    amenities.count_drop_in(site=stage.cast.site, purpose="tea", by=stage.cast.head, key="", now=stage.now)


def _cancel_the_later_day(stage: Any) -> None:
    later = Booking.objects.filter(series__bookings=stage.values["booking_pk"]).order_by("-starts_at")[0]
    booking.cancel(booking=later, key="", actor="", now=stage.now)


def _another_item_of_the_group(stage: Any) -> None:
    item = ServiceItem.objects.get(slug="home-visit")
    ServiceItem.objects.create(group=item.group, slug="home-visit-again", name="示例事项", name_en="Example")


def _open_the_second_window(stage: Any) -> None:
    window, worker = stage.cast.windows[2], stage.cast.workers[2]
    hall.open_window(window=window, workers=[worker], by=stage.cast.head, key="", now=stage.now)


FIRST: dict[str, Callable[[Any], None]] = {
    "amenities:issues": _second_newspaper,
    "amenities:drop_ins": _count_one,
    "booking:series_change": _cancel_the_later_day,
    "hall:item": _another_item_of_the_group,
    "hall:transfers": _open_the_second_window,
}
