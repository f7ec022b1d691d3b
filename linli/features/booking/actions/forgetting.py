"""A person's bookings, when the person is erased."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from linli.base.seal.fields import rows_saying
from linli.community.people.models import Person
from linli.community.people.queries import Caller

from ..models import Booking, Feed, QuotaUse, Series, Suspension, Wait
from .bookings import cancel
from .deed import in_one_go
from .waits import leave_wait


@in_one_go
def forget_person(*, person: Person, actor: str, now: datetime) -> int:
    """Cancel what a person has still to come, take them from every line, and remove name, number and notes.

    Gives how many bookings were cancelled. Call it while the person still has the number (PIPL 47).
    """
    key = Caller(person=person).key(of="booking")
    theirs = Q(holder=person) | Q(holder_key=key)
    nobodys = Booking.objects.filter(holder=None)
    booked = theirs | Q(pk__in=rows_saying(rows=nobodys, name="contact", text=person.phone))
    waits = Wait.objects.filter(theirs, state__in=[Wait.State.WAITING, Wait.State.OFFERED])
    for wait in waits.select_related("venue__site").order_by("pk"):
        leave_wait(wait=wait, key="", actor=actor, now=now)
    ahead = Booking.objects.filter(booked, state__in=[Booking.State.REQUESTED, Booking.State.BOOKED], starts_at__gt=now)
    cancelled = list(ahead.select_related("venue__site", "terms").order_by("pk"))
    for booking in cancelled:
        booking.terms.change_minutes = 0
        cancel(booking=booking, key="", actor=actor, now=now)
    nothing = {"name": "", "contact": "", "holder": None, "holder_key": ""}
    Booking.objects.filter(booked).update(**nothing, note="", purged_at=now)
    Wait.objects.filter(theirs).update(**nothing, note="", title="")
    Series.objects.filter(holder=person).update(holder=None)
    Suspension.objects.filter(Q(person=person) | Q(holder_key=key)).update(person=None, holder_key="", appeal="")
    QuotaUse.objects.filter(holder_key=key).delete()
    Feed.objects.filter(person=person).delete()
    return len(cancelled)
