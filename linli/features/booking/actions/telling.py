"""What holders are told, in their own language; of a confidential talk a message only names the site."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from linli.base.kernel import Objection, TooOften
from linli.base.kernel import gettext_noop as _
from linli.base.limits import actions as limits
from linli.base.limits.queries import of_number
from linli.base.ui import words
from linli.base.ui.addresses import texted_address
from linli.community.notices import actions as notices
from linli.community.notices import queries as messages
from linli.community.notices.models import Message
from linli.community.people.models import Person

from ..models import Booking, Move

TEXTS = {
    "booked": _("[Linli] {venue} is yours: {time}."),
    "requested": _("[Linli] Your request for {venue}, {time}, has arrived. You hear from us by {until}."),
    "approved": _("[Linli] Your request is granted: {venue}, {time}."),
    "refused": _("[Linli] Your request for {venue}, {time}, could not be granted: {reason}."),
    "cancelled": _("[Linli] We had to cancel your booking of {venue}, {time}: {reason}. We are sorry."),
    "changed": _("[Linli] Your booking was changed: {venue}, {time}."),
    "move_requested": _(
        "[Linli] You asked for another time: {venue}, {time}. You hear from us by {until}; until then your booking "
        "stays as it is."
    ),
    "move_refused": _(
        "[Linli] The other time you asked for, {venue}, {time}, could not be granted: {reason}. Your booking stays as "
        "it was: {old}."
    ),
    "move_lapsed": _(
        "[Linli] The other time you asked for, {venue}, {time}, was not decided in time. Your booking stays as it was: "
        "{old}."
    ),
    "move_left": _(
        "[Linli] We had to take back your booking of {old}: {reason}. We are sorry. The other time you asked for, "
        "{venue}, {time}, is still held for you; you hear from us by {until}."
    ),
    "offered": _("[Linli] {venue} is free for you: {time}. Please accept by {until}, then it goes to the next."),
    "lapsed": _("[Linli] Your request for {venue}, {time}, was not decided in time and has lapsed. We are sorry."),
    "offer_lapsed": _("[Linli] {venue}, {time}, went to the next in line."),
    "no_show": _("[Linli] Nobody came to {venue}, {time}, so we gave the room on. Please cancel next time."),
}
# What cannot wait until somebody looks into Linli also goes to their phone.
LOUD = frozenset({"cancelled", "offered", "approved", "refused", "changed", "move_refused", "move_lapsed", "move_left"})


def tell_holder(*, booking: Booking, kind: str, now: datetime, at: Move | None = None, **values: Any) -> None:
    """Tell a booking's holder in Linli, by text message, or both; nobody is told of a walk-in. `at` is the other time
    that it is about, where it is not about the booking's own.
    """
    about = at or booking
    zone = ZoneInfo(booking.venue.site.timezone)
    with override(booking.language or (booking.holder and booking.holder.language) or settings.LANGUAGE_CODE):
        said = {name: _said(value, zone) for name, value in values.items()}
        venue = about.venue.site if about.terms.is_confidential else about.venue
        time = words.stamp(about.starts_at.astimezone(zone))
        text = words.say(Objection(kind, TEXTS[kind], {"venue": venue, "time": time, **said}))
    tell(
        person=booking.holder,
        phone=booking.contact,
        kind=f"booking_{kind}",
        text=text,
        link=_link(booking, kind),
        once_key=f"booking:{booking.pk}:{booking.version}:{kind}",
        is_loud=kind in LOUD,
        is_proved=bool(booking.holder_key or booking.made_by_id),
        now=now,
    )


def tell_made(*, booking: Booking, subject: str, now: datetime) -> None:
    """Tell who booked that it is booked or asked for; or, where nobody stands for the number, send a code there.

    :raises TooOften: if the number has had as many texts as it may get.
    """
    if booking.state != Booking.State.UNPROVED:
        kind = "requested" if booking.hold_until else "booked"
        tell_holder(booking=booking, kind=kind, now=now, until=booking.hold_until)
    elif messages.asks_code(phone=booking.contact) and booking.hold_until:
        with override(booking.language or settings.LANGUAGE_CODE):
            place = words.local(booking.venue.site, "name")
            until = booking.hold_until
            notices.ask_proof(subject=subject, phone=booking.contact, place=place, until=until, now=now)


def tell(
    *,
    person: Person | None,
    phone: str,
    kind: str,
    text: str,
    link: str = "",
    once_key: str,
    is_loud: bool,
    is_proved: bool = True,
    now: datetime,
) -> None:
    """Tell a person in Linli, and by text message who has only a phone or must know at once, with the `link`.

    A number that nobody stands for (not `is_proved`) gets no more texts than its limit; then it is not told.
    """
    common = {"kind": kind, "now": now}
    if person is not None:
        notices.tell(channel=Message.Channel.IN_APP, person=person, text=text, once_key=once_key, **common)  # type: ignore[arg-type]
    if phone and (person is None or is_loud) and (is_proved or _may_text(phone, now)):
        said = f"{text} {link}" if link else text
        notices.tell(channel=Message.Channel.SMS, address=phone, text=said, once_key=f"{once_key}:sms", **common)  # type: ignore[arg-type]


def _link(booking: Booking, kind: str) -> str:
    """Where an offer is taken up; and for who has no account the only way to their booking."""
    if booking.state not in booking.LIVE or (booking.holder_id is not None and kind != "offered"):
        return ""
    return texted_address(reverse("booking:booking", args=[booking.code]))


def _may_text(phone: str, now: datetime) -> bool:
    try:
        with transaction.atomic():
            limits.count(kind="text", who=of_number(phone), now=now)
    except TooOften:
        return False
    return True


def _said(value: Any, zone: ZoneInfo) -> Any:
    """Moments in full: a message is read later than it is written."""
    return words.stamp(value.astimezone(zone)) if isinstance(value, datetime) else value
