"""Telling the holders of appointments that the hall has closed at their time, and that it has opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _
from linli.base.ui import words
from linli.community.notices import actions as notices
from linli.community.notices.models import Message
from linli.features.hall.models import Hall
from linli.features.hall.queries import heads

from ..models import Appointment
from ..queries.displaced import Displaced, displaced, halls_with_appointments_ahead
from ..queries.slots import zone_of
from .deed import Deed

TEXTS = {
    "displaced": _("[Linli] {site} is closed at the time of your appointment, {time}: {reason}. We are sorry. "
                   "Another time: {address}"),
    "reinstated": _("[Linli] {site} is open after all: your appointment {time} stands. {address}"),
    "head": _("[Linli] {site} is closed at the time of {count} appointments, the first {time}. Their holders are "
              "told; {silent} of them left no way to tell them. The list: {address}"),
}  # fmt: skip
NO_REASON = _("the hours have changed")
ACTOR = "system"


def tell_displaced(*, now: datetime) -> int:
    """Tell everybody whose time a closure (or other hours) took, once; and those whose time was given back.

    How many were told anew. Whatever took the time, a closure, new hours or a holiday, it shows here.
    """
    return sum(_tell_of_hall(hall, now) for hall in halls_with_appointments_ahead(now=now))


def _tell_of_hall(hall: Hall, now: datetime) -> int:
    gone = displaced(hall=hall, now=now)
    told = Appointment.objects.filter(hall=hall, state=Appointment.State.BOOKED, ends_at__gt=now)
    news = [one for one in gone if one.appointment.displaced_at is None]
    back = told.exclude(displaced_at=None).exclude(pk__in=[one.appointment.pk for one in gone])
    if not news and not back.exists():
        return 0
    with transaction.atomic():
        deed = Deed(hall=hall, verb="tell_displaced", actor=ACTOR, key="", now=now)
        deed.lock()
        untold = told.filter(pk__in=[one.appointment.pk for one in news], displaced_at=None).select_related("holder")
        return _write(deed, news, list(untold), list(back.select_related("holder")))


def _write(deed: Deed, news: Sequence[Displaced], untold: Sequence[Appointment], back: Sequence[Appointment]) -> int:
    found = {one.appointment.pk: one for one in news}
    silent = [one for one in untold if not _tell_holder(deed, one, "displaced", found[one.pk])]
    for one in back:
        _tell_holder(deed, one, "reinstated", None)
    Appointment.objects.filter(pk__in=[one.pk for one in untold]).update(displaced_at=deed.now)
    Appointment.objects.filter(pk__in=[one.pk for one in back]).update(displaced_at=None)
    if untold:
        _tell_heads(deed, untold, len(silent))
    deed.note(f"hall:{deed.hall.pk}", displaced=[one.pk for one in untold], reinstated=[one.pk for one in back])
    return len(untold) + len(back)


def _tell_holder(deed: Deed, one: Appointment, kind: str, why: Displaced | None) -> bool:
    """Tell a holder in Linli and by text message, where there is either; whether there was."""
    hall, holder = deed.hall, one.holder
    with override(one.language or (holder and holder.language) or settings.LANGUAGE_CODE):
        closure = why.closure if why else None
        reason = words.local(closure, "reason") if closure else words.say(Objection("hours", NO_REASON))
        text = words.say(
            Objection(
                kind,
                TEXTS[kind],
                {
                    "site": hall.site,
                    "time": words.stamp(one.starts_at.astimezone(zone_of(hall))),
                    "reason": reason,
                    "address": _address("appointments:appointment", one.code),
                },
            )
        )
    phone = one.contact or (holder.phone if holder else "")
    key = f"appointment:{one.pk}:{kind}:{deed.now.isoformat()}"
    common: dict[str, Any] = {"kind": f"appointment_{kind}", "text": text, "now": deed.now, "expires_at": one.ends_at}
    if holder is not None:
        notices.tell(channel=Message.Channel.IN_APP, person=holder, once_key=key, **common)
    if phone:
        notices.tell(channel=Message.Channel.SMS, address=phone, once_key=f"{key}:sms", **common)
    return bool(holder or phone)


def _tell_heads(deed: Deed, gone: Sequence[Appointment], silent: int) -> None:
    hall = deed.hall
    first = min(one.starts_at for one in gone).astimezone(zone_of(hall))
    for head in heads(hall=hall):
        with override(head.language or settings.LANGUAGE_CODE):
            values = {
                "site": hall.site,
                "count": len(gone),
                "time": words.stamp(first),
                "silent": silent,
                "address": _address("appointments:desk", hall.site.slug),
            }
            text = words.say(Objection("displaced", TEXTS["head"], values))
        key = f"displaced:{hall.pk}:{deed.now.isoformat()}:{head.pk}"
        common: dict[str, Any] = {"kind": "appointments_displaced", "text": text, "now": deed.now, "person": head}
        notices.tell(channel=Message.Channel.IN_APP, once_key=key, **common)
        if head.phone:
            notices.tell(channel=Message.Channel.SMS, once_key=f"{key}:sms", **common)


def _address(name: str, *args: str) -> str:
    """Where it is, on the installation's own address if it has one set."""
    return f"{str(settings.LINLI_ADDRESS).rstrip('/')}{reverse(name, args=list(args))}"
