"""Booking a time, moving it, giving it back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.base.limits import actions as limits
from linli.community.calendar import queries as calendar
from linli.community.notices import queries as notices
from linli.community.people.models import Person
from linli.community.people.queries import NOBODY, Caller
from linli.features.guides.models import ItemGroup, ServiceItem
from linli.features.hall.models import Hall

from .. import rules
from ..models import Appointment, AppointmentTerms
from ..queries.displaced import displacement
from ..queries.slots import free_slots, takes, terms_in_force, zone_of
from .deed import Deed, fresh
from .holding import ask_code, lapse_due


def book(
    *,
    hall: Hall,
    starts_at: datetime,
    group: ItemGroup,
    item: ServiceItem | None = None,
    priority: str,
    channel: str,
    caller: Caller = NOBODY,
    booked_by: Person | None = None,
    key: str,
    actor: str,
    now: datetime,
) -> Appointment:
    """The appointment of a visitor who comes for `group` (perhaps for one `item` of it) at `starts_at`.

    Who `caller` counts as bounds how many a visitor holds; only a digest of phone and device is kept to compare, the
    phone itself sealed until the day is over.
    `booked_by` is the worker who books on behalf of a person at the desk. A repeated `key` gives the first one.
    For somebody unknown it is only held (`unproved`): until the code that goes to their phone comes back, or, without
    a phone or without texts, until a worker confirms it.

    :raises Refused: with every reason at once: `no_appointments`, `too_soon`, `too_far`, `no_such_time`, `slot_full`
        (these four with the nearest free times), `group_not_taken`, `already_booked`, `too_many_ahead`.
        TooOften: `too_often`.
    """
    key_of_holder = caller.key(of="appointments")
    with transaction.atomic():
        deed = Deed(hall=hall, verb="book", actor=actor, key=key, now=now)
        asked = {"starts_at": starts_at, "group": group.pk, "priority": priority, "channel": channel}
        if (earlier := deed.ask(**asked, item=item.pk if item else None, holder=key_of_holder)) is not None:
            return earlier
        limits.count(kind="appointment", who=caller.counted, now=now)
        deed.lock()
        lapse_due(deed)
        known = _gather(deed, starts_at=starts_at, group=group, holder=key_of_holder)
        _refuse_if(rules.objections_to_booking(known))
        slot = _slot(known)
        day = calendar.business_day(site=hall.site, now=starts_at)
        appointment = Appointment.objects.create(
            hall=hall,
            day=day,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            seat=_free_seat(hall, slot),
            group=group,
            item=item,
            priority=priority,
            **_held_for(caller, starts_at=slot.starts_at, now=now),
            code=secrets.token_urlsafe(12),
            short_code=_short_code(hall, day),
            channel=channel,
            holder=caller.person,
            holder_key=key_of_holder,
            contact=caller.contact if caller.phone else "",
            booked_by=booked_by,
            language=caller.language,
            booked_at=now,
            changed_at=now,
        )
        ask_code(appointment, now=now)
        return deed.end(appointment, group=group.slug, channel=channel, priority=priority, seat=appointment.seat)


def move(
    *, appointment: Appointment, starts_at: datetime, key: str, actor: str, now: datetime, version: int | None = None
) -> Appointment:
    """The appointment at its new time; the old seat is given free by the very statement that claims the new one.

    `version` is the one the holder looked at: a time that was moved since is left alone.

    :raises Refused: `changed_meanwhile`, `checked_in`, `cancelled`, `missed`, `too_late_to_change`, and what stands
        against the new time: as `book` without `too_many_ahead`. The old time stays booked then.
    """
    with transaction.atomic():
        deed = Deed(hall=appointment.hall, verb="move", actor=actor, key=key, now=now)
        if (earlier := deed.ask(appointment=appointment.pk, starts_at=starts_at, version=version)) is not None:
            return earlier
        deed.lock()
        lapse_due(deed)
        appointment = fresh(appointment.pk)
        _refuse_if(_changed_since(appointment, version))
        before = appointment.starts_at
        found = _objections_to_change(appointment, _minutes(appointment, terms_of(deed).move_minutes, now), now)
        if not found and starts_at == before:
            return deed.end_unchanged(appointment)
        known = _gather(
            deed, starts_at=starts_at, group=appointment.group, holder=appointment.holder_key, without=appointment
        )
        _refuse_if([*found, *rules.objections_to_booking(known)])
        slot, day = _slot(known), calendar.business_day(site=deed.hall.site, now=starts_at)
        if day != appointment.day:
            appointment.short_code = _short_code(deed.hall, day, wish=appointment.short_code)
        appointment.seat = _free_seat(deed.hall, slot)
        appointment.day, appointment.starts_at, appointment.ends_at = day, slot.starts_at, slot.ends_at
        appointment.displaced_at = None
        counted = appointment.count_change(now=now)
        appointment.save(update_fields=["displaced_at", "day", "starts_at", "ends_at", "seat", "short_code", *counted])
        return deed.end(appointment, moved_from=before.isoformat(), seat=appointment.seat)


def cancel(*, appointment: Appointment, key: str, actor: str, now: datetime, version: int | None = None) -> Appointment:
    """The appointment after its holder gave it back; its time is free again, and the phone number is forgotten.
    `version` as in `move`.

    :raises Refused: `changed_meanwhile`, `checked_in`, `cancelled`, `missed`, `too_late_to_change`.
    """
    with transaction.atomic():
        deed = Deed(hall=appointment.hall, verb="cancel", actor=actor, key=key, now=now)
        if (earlier := deed.ask(appointment=appointment.pk, version=version)) is not None:
            return earlier
        deed.lock()
        appointment = fresh(appointment.pk)
        _refuse_if(_changed_since(appointment, version))
        minutes = _minutes(appointment, terms_of(deed).cancel_minutes, now)
        _refuse_if(_objections_to_change(appointment, minutes, now, may_be_held=True))
        appointment.state, appointment.ended_at, appointment.contact = Appointment.State.CANCELLED, now, ""
        appointment.hold_until = None
        ended = ["state", "ended_at", "contact", "hold_until"]
        appointment.save(update_fields=[*ended, *appointment.count_change(now=now)])
        return deed.end(appointment)


def _held_for(caller: Caller, *, starts_at: datetime, now: datetime) -> dict[str, Any]:
    """How it stands at first: booked, or for somebody unknown held, at most until its time."""
    if not caller.is_unknown:
        return {"state": Appointment.State.BOOKED}
    return {
        "state": Appointment.State.UNPROVED,
        "hold_until": min(notices.waits_until(phone=caller.contact, now=now), starts_at),
        "device_key": Caller(device=caller.device).key(of="appointments"),
    }


def _gather(
    deed: Deed, *, starts_at: datetime, group: ItemGroup, holder: str, without: Appointment | None = None
) -> rules.Booking:
    """All that decides on a time, with the times of the whole horizon to offer others from."""
    hall, terms, zone = deed.hall, terms_of(deed), zone_of(deed.hall)
    days = free_slots(
        hall=hall, first=deed.today, days=terms.horizon_days + 1, now=deed.now, group=group, without=without
    )
    slots = [slot for day in days for slot in day.slots]
    day = calendar.business_day(site=hall.site, now=starts_at)
    held = dict(held_ahead(hall=hall, holder=holder, without=without, now=deed.now)) if holder else {}
    own = held.get(day)
    return rules.Booking(
        starts_at=starts_at,
        slot=next((slot for slot in slots if slot.starts_at == starts_at), None),
        from_=deed.now + timedelta(minutes=terms.notice_minutes),
        until=datetime.combine(deed.today + timedelta(days=terms.horizon_days + 1), hall.site.day_starts_at, zone),
        instead=[slot.starts_at for slot in rules.nearest(slots=slots, to=starts_at)],
        own_that_day=own.astimezone(zone) if own else None,
        ahead=len(held) if without is None else 0,
        open_limit=terms.open_limit,
        refused_group=None if takes(hall=hall, group=group) else group,
    )


def held_ahead(
    *, hall: Hall, holder: str, without: Appointment | None, now: datetime
) -> Iterable[tuple[date, datetime]]:
    """The holder's appointments that still stand or are held, by day (there is one a day)."""
    held = Appointment.objects.filter(hall=hall, holder_key=holder, state__in=Appointment.AHEAD)
    if without is not None:
        held = held.exclude(pk=without.pk)
    return held.filter(day__gte=calendar.business_day(site=hall.site, now=now)).values_list("day", "starts_at")


def terms_of(deed: Deed) -> AppointmentTerms:
    """What the hall promises today.

    :raises Refused: `no_appointments`.
    """
    terms = terms_in_force(hall=deed.hall, day=deed.today)
    if terms is None:
        raise Refused(Objection("no_appointments", _("This hall gives no appointments. Please take a number.")))
    return terms


def _changed_since(appointment: Appointment, version: int | None) -> list[Objection]:
    if version in (None, appointment.version) or appointment.state != Appointment.State.BOOKED:
        return []
    text = _("This appointment was moved meanwhile; now it is {starts_at}. Nothing was done, please look again.")
    starts_at = appointment.starts_at.astimezone(zone_of(appointment.hall))
    return [Objection("changed_meanwhile", text, {"starts_at": starts_at})]


def _minutes(appointment: Appointment, minutes: int, now: datetime) -> int:
    """Until how many minutes before its time it may be changed; until its end where the hall has closed."""
    length = appointment.ends_at - appointment.starts_at
    is_displaced = displacement(appointment=appointment, now=now) is not None
    return -int(length.total_seconds() // 60) if is_displaced else minutes


def _objections_to_change(
    appointment: Appointment, minutes: int, now: datetime, *, may_be_held: bool = False
) -> list[Objection]:
    state = appointment.state_at(now)
    return rules.objections_to_change(
        state=Appointment.State.BOOKED if may_be_held and state == Appointment.State.UNPROVED else state,
        label=appointment.ticket.label if appointment.ticket else "",
        starts_at=appointment.starts_at.astimezone(zone_of(appointment.hall)),
        minutes=minutes,
        now=now,
    )


def _slot(known: rules.Booking) -> rules.Slot:
    if known.slot is None:
        raise LookupError("a time without a slot was not objected to")
    return known.slot


def _free_seat(hall: Hall, slot: rules.Slot) -> int:
    standing = Appointment.objects.filter(
        hall=hall, starts_at=slot.starts_at, state__in=Appointment.HOLDS_SEAT
    ).values_list("seat", flat=True)
    return rules.first_free_seat(taken=list(standing))


def _short_code(hall: Hall, day: date, wish: str = "") -> str:
    """Six digits that no appointment of the day has, the wished ones if they are free."""
    used = set(Appointment.objects.filter(hall=hall, day=day).values_list("short_code", flat=True))
    while not wish or wish in used:
        wish = f"{secrets.randbelow(1_000_000):06d}"
    return wish


def _refuse_if(found: list[Objection]) -> None:
    if found:
        raise Refused(*found)
