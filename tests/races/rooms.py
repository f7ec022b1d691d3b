"""What races for rooms: processes forked from one that is ready, so that even 64 of them are cheap.

{"scene": "crowd", "arguments": {"size": 64, "act": "book_one", "asked": {"venue": "front"}}}
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as hour
from typing import Any

from .crowd import forked

NOW = datetime.fromisoformat("2026-11-24T10:40:00+08:00")
START = datetime.fromisoformat("2026-11-26T10:00:00+08:00")


def prepare_rooms(*, monthly_count: int | None = None, needs_approval: bool = False) -> None:
    """Empty rooms of 拓然家苑; the study has three lanes and perhaps a monthly limit; front perhaps needs approval."""
    from linli.entrypoints.demo.cast import gather
    from linli.features.booking.models import (
        AtomDay,
        Booking,
        Claim,
        Move,
        QuotaUse,
        Series,
        SkippedDay,
        Terms,
        Venue,
        Wait,
    )  # fmt: skip
    from linli.features.booking.tests.rooms import furnish
    from tests.races.emptying import empty

    if Venue.objects.exists():
        for model in (Wait, Move, Claim, AtomDay, QuotaUse, Booking, SkippedDay, Series):
            model.objects.all().delete()
    else:
        empty()
        furnish(gather())
    Terms.objects.filter(venue__slug="front").update(needs_approval=needs_approval)
    Terms.objects.filter(venue__slug="study").update(monthly_count=monthly_count, monthly_minutes=None)


def crowd(*, size: int, act: str, asked: dict[str, Any] | None = None) -> list[Any]:
    """Let `size` processes do the same at the same moment; what each of them tells, in order."""
    told = forked(size, lambda number: ACTS[act](number=number, **(asked or {})))
    if failed := [one for one in told if isinstance(one, dict) and "failed" in one]:
        raise AssertionError(failed[0]["failed"])
    return told


def set_up(*, act: str, asked: dict[str, Any] | None = None) -> Any:
    """Do something alone, before the others."""
    return ACTS[act](**(asked or {}))


def look_at_rooms() -> dict[str, Any]:
    """The rows as a race left them, counted by plain SQL that knows nothing of how they came about."""
    from linli.community.journal.queries import verify
    from linli.features.booking.models import Booking, Claim, Move, Wait
    from linli.features.booking.tests.house import faults

    return {
        "states": sorted(Booking.objects.values_list("state", flat=True)),
        "venues": sorted(Booking.objects.filter(state__in=Booking.LIVE).values_list("venue__slug", flat=True)),
        "asked": Move.objects.filter(booking__state__in=Booking.LIVE).count(),
        "kinds": sorted(set(Claim.objects.values_list("kind", flat=True))),
        "waits": sorted(Wait.objects.values_list("state", flat=True)),
        "overlaps": _overlaps(),
        "faults": faults() + [str(one) for one in verify()],
    }


# What one process does -------------------------------------------------------------------------------------------


def book_one(*, number: int, venue: str | list[str], start: int = 0, step: int = 0, who: str = "") -> Any:
    """Book two hours: in the venues in turn, each `step` hours after the one before, for one holder or many."""
    from linli.features.booking import actions

    venues = [venue] if isinstance(venue, str) else venue
    starts_at = START + timedelta(hours=start + step * number)
    return _tried(
        lambda: actions.book(
            venue=_venue(venues[number % len(venues)]), wish=_wish(starts_at), holder=_holder(who or number),
            channel="web", key="", actor=f"device:{number}", now=NOW,
        ).pk
    )  # fmt: skip


def book_unknown(*, number: int = 0) -> dict[str, Any]:
    """Somebody nobody knows books two hours: what they got, and the code that was sent."""
    from linli.community.notices.models import Message
    from linli.community.notices.rules import code_in
    from linli.community.people.queries import Caller
    from linli.features.booking import actions

    stranger = Caller(name="示例", phone=f"+8613900000{number:03d}", address="192.0.2.1")
    booking = actions.book(
        venue=_venue("front"), wish=_wish(START), holder=stranger, channel="web", key="", actor="visitor", now=NOW
    )
    return {"pk": booking.pk, "code": code_in(Message.objects.latest("pk").text)}


def confirm_or_take(*, number: int, pk: int, code: str, take: bool) -> Any:
    """Confirm it at the last moment; or, a second later, every other one books the time that is free then."""
    from linli.features.booking import actions

    booking = _booking(pk)
    if take and number % 2:
        late = booking.hold_until + timedelta(seconds=1) if booking.hold_until else NOW
        return _tried(
            lambda: actions.book(
                venue=_venue("front"), wish=_wish(START), holder=_holder(number), channel="web", key="",
                actor=f"device:{number}", now=late,
            ).pk
        )  # fmt: skip
    return _tried(lambda: actions.confirm(booking=booking, code=code, key="", actor="visitor", now=NOW).pk)


def book_many(*, number: int, venue: str) -> Any:
    """Book a series of five days, all or nothing."""
    from linli.features.booking import actions
    from linli.features.booking.rules import SeriesWish

    wish = SeriesWish(
        rule="FREQ=DAILY;COUNT=5", first_day=date(2026, 11, 25), starts=hour(10 + number % 2), minutes=120,
        purpose="study", accepts_conditions=True,
    )  # fmt: skip
    return _tried(
        lambda: actions.book_series(
            venue=_venue(venue), wish=wish, holder=_holder(number), channel="web", key="", actor=f"device:{number}",
            now=NOW,
        ).pk
    )  # fmt: skip


def move_mine(*, number: int, ids: list[int]) -> Any:
    """Move one's own booking to the time everybody wants."""
    from linli.features.booking import actions

    booking = _booking(ids[number])
    return _tried(
        lambda: actions.change(
            booking=booking, wish=_wish(START + timedelta(days=5)), version=booking.version, key="",
            actor=f"device:{number}", now=NOW,
        ).pk
    )  # fmt: skip


def decide_or_book(*, number: int, pk: int) -> Any:
    """Approve a request, or try to book its time."""
    from linli.community.people.models import Person
    from linli.features.booking import actions

    if number % 2:
        return book_one(number=number, venue="talk")
    head = Person.objects.get(staff_number="T001")
    return _tried(lambda: actions.approve(booking=_booking(pk), by=head, key="", now=NOW).pk)


def ask_for_another_time(*, number: int, pk: int) -> Any:
    """The head has granted the booking; its holder asks for the day after instead."""
    from linli.community.people.models import Person
    from linli.features.booking import actions

    head = Person.objects.get(staff_number="T001")
    granted = actions.approve(booking=_booking(pk), by=head, key="", now=NOW)
    moved = actions.change(
        booking=granted, wish=_wish(START + timedelta(hours=1)), version=granted.version, key="", actor="device:0",
        now=NOW,
    )  # fmt: skip
    return moved.pk


def answer_or_get_past(*, number: int, pk: int) -> Any:
    """At the same moment: two grant the other time, two refuse it, the holder withdraws or cancels, others book."""
    from linli.community.people.models import Person
    from linli.features.booking import actions

    head = Person.objects.get(staff_number="T001")
    asked: dict[str, Any] = {"booking": _booking(pk), "key": "", "now": NOW}
    acts: list[Callable[[], Any]] = [
        lambda: actions.approve(**asked, by=head).pk,
        lambda: actions.refuse(**asked, by=head, reason="示例").pk,
        lambda: actions.withdraw_move(**asked, actor="device:0").pk,
        lambda: actions.cancel(**asked, actor="device:1").pk,
        lambda: actions.book(
            venue=_venue("front"), wish=_wish(START + timedelta(hours=number % 3)), holder=_holder(number),
            channel="web", key="", actor=f"device:{number}", now=NOW,
        ).pk,
    ]  # fmt: skip
    return _tried(acts[number % 5])


def wait_in_line(*, number: int, venue: str) -> Any:
    """Wait for the time that is taken."""
    from linli.features.booking import actions

    return _tried(
        lambda: actions.wait_for_slot(
            venue=_venue(venue), wish=_wish(START), holder=_holder(f"waits{number}"), key="", actor=f"device:{number}",
            now=NOW,
        ).pk
    )  # fmt: skip


def cancel_or_book(*, number: int, pk: int) -> Any:
    """Racer 0 cancels the booking, everybody else tries to get its time past those who wait."""
    from linli.features.booking import actions

    if number:
        return book_one(number=number, venue="front")
    return _tried(lambda: actions.cancel(booking=_booking(pk), key="", actor="device:0", now=NOW).pk)


def accept_or_decline(*, number: int, pk: int) -> Any:
    """Take the offer up, or give it up, or let it lapse, at the same moment."""
    from linli.features.booking import actions

    if number % 3 == 2:
        return _tried(lambda: actions.decline_offer(booking=_booking(pk), key="", actor="device:0", now=NOW).pk)
    return _tried(lambda: actions.accept_offer(booking=_booking(pk), key="", actor="device:0", now=NOW).pk)


def storm(*, number: int, seed: int, turns: int) -> list[str]:
    """Do this and that at random with a few rooms and hours, so that everything meets everything."""
    chance = random.Random(seed * 1000 + number)
    mine: list[int] = []
    return [_turn(chance, mine, number, turn) for turn in range(turns)]


def _turn(chance: random.Random, mine: list[int], number: int, turn: int) -> str:
    from linli.features.booking import actions

    venue = _venue(chance.choice(["hall", "front", "back", "study"]))
    starts_at = START + timedelta(days=chance.randrange(2), minutes=30 * chance.randrange(12))
    wish = _wish(starts_at, hours=chance.choice([0.5, 1, 2]))
    common: dict[str, Any] = {"key": "", "actor": f"device:{number}", "now": NOW}
    if not mine or (what := chance.random()) < 0.5:
        answer = _tried(
            lambda: actions.book(venue=venue, wish=wish, holder=_holder(f"{number}-{turn}"), channel="web", **common).pk
        )
    elif what < 0.75:
        answer = _tried(lambda: actions.cancel(booking=_booking(mine.pop()), **common).pk)
    elif what < 0.9:
        booking = _booking(chance.choice(mine))
        answer = _tried(lambda: actions.change(booking=booking, wish=wish, version=booking.version, **common).pk)
    else:
        answer = _tried(
            lambda: actions.wait_for_slot(venue=venue, wish=wish, holder=_holder(f"{number}-{turn}"), **common).pk
        )
        return "waited"
    if isinstance(answer, int):
        mine.append(answer)
        return "done"
    return ",".join(answer)


# Small things ----------------------------------------------------------------------------------------------------


def _tried(act: Callable[[], Any]) -> Any:
    from linli.base.kernel import Refused

    try:
        return act()
    except Refused as refused:
        return sorted(set(refused.codes))


LIVE = "('requested', 'offered', 'booked', 'used')"
EDGES = (("starts_at", "-", "setup_minutes"), ("ends_at", "+", "cleanup_minutes"))


def _overlaps() -> int:
    """Pairs of live bookings that share an atom of one lane and, buffers included, an instant."""
    from django.db import connection

    if connection.vendor == "postgresql":
        before, after = (
            f"{{0}}.{moment} {sign} {{0}}t.{minutes} * interval '1 minute'" for moment, sign, minutes in EDGES
        )
    else:
        before, after = (
            f"julianday({{0}}.{moment}) * 1440 {sign} {{0}}t.{minutes} - {slack}"
            for (moment, sign, minutes), slack in zip(EDGES, (0, 0.01), strict=True)
        )
    statement = f"""
        SELECT COUNT(*) FROM booking_booking a JOIN booking_terms at ON at.id = a.terms_id
        JOIN booking_venueatom pa ON pa.venue_id = a.venue_id
        JOIN booking_atom atom ON atom.id = pa.atom_id AND atom.lanes = 1
        JOIN booking_venueatom pb ON pb.atom_id = pa.atom_id
        JOIN booking_booking b ON b.venue_id = pb.venue_id AND b.id > a.id JOIN booking_terms bt ON bt.id = b.terms_id
        WHERE a.state IN {LIVE} AND b.state IN {LIVE}
        AND {before.format("a")} < {after.format("b")} AND {before.format("b")} < {after.format("a")}
    """
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _venue(slug: str) -> Any:
    from linli.features.booking.queries import venue_at

    return venue_at(site="tuoran", venue=slug)


def _booking(pk: int) -> Any:
    from linli.features.booking.models import Booking

    return Booking.objects.select_related("venue__site", "terms").get(pk=pk)


def _holder(who: Any) -> Any:
    from linli.community.people.queries import Caller

    return Caller(name="示例", phone=f"+86139{abs(hash(str(who))) % 10**8:08d}", language="zh-hans", is_proved=True)


def _wish(starts_at: datetime, hours: float = 2) -> Any:
    from linli.features.booking.rules import Wish

    return Wish(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), purpose="study", accepts_conditions=True
    )


ACTS: dict[str, Callable[..., Any]] = {
    act.__name__: act
    for act in (
        book_one, book_unknown, confirm_or_take, book_many,
        move_mine, decide_or_book, ask_for_another_time, answer_or_get_past, wait_in_line,
        cancel_or_book, accept_or_decline, storm,
    )
}  # fmt: skip
SCENES = {scene.__name__: scene for scene in (prepare_rooms, crowd, set_up, look_at_rooms)}
