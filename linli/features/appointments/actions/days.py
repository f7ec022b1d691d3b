"""What time does to appointments, and what may be known of their holders afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from linli.base.identity.models import one_more
from linli.base.seal.fields import rows_saying
from linli.base.seal.seal import digest
from linli.community.calendar import queries as calendar
from linli.community.people.models import Person
from linli.features.hall.models import Hall, Terms

from ..models import Appointment
from ..queries.slots import terms_in_force
from .deed import Deed, lock_book

ACTOR = "system"


def mark_missed_due(*, now: datetime) -> int:
    """Mark as missed every appointment whose holder did not come within the minutes of grace; how many there were.

    They are not lost: who still comes that day gets an ordinary number.
    """
    waiting = Appointment.objects.filter(state=Appointment.State.BOOKED, starts_at__lt=now).order_by("hall", "day")
    days = waiting.values_list("hall", "day").distinct()
    halls = Hall.objects.select_related("site").in_bulk({hall for hall, _day in days})
    return sum(_mark_missed(halls[hall], day, now) for hall, day in days)


def purge_contacts(*, now: datetime) -> int:
    """Remove phone numbers, and the digests of phones and devices, from the appointments of days past keeping.

    Gives how many appointments were cleaned. They are kept as long as on the hall's tickets (`contact_days`).
    """
    kept = Appointment.objects.filter(purged_at=None, day__lt=now.date() + timedelta(days=1)).order_by("hall")
    halls = Hall.objects.select_related("site").in_bulk(set(kept.values_list("hall", flat=True)))
    return sum(_purge(hall, now) for hall in halls.values())


def lock_books(*, person: Person) -> None:
    """Hold the books in which the person has times ahead, until the transaction ends.

    Books are locked before a hall's day, never after: whoever will change both for a person calls this first.
    """
    for hall in _halls_ahead(person):
        lock_book(hall)


def forget_person(*, person: Person, actor: str, now: datetime) -> int:
    """Cancel the person's appointments ahead, also those made with the same number before signing in, and remove
    the number and the person from all of theirs; how many were cancelled.

    Call it while the person still has the number, which a code has shown to be theirs (PIPL 47). No term stands
    against it.
    """
    cancelled, theirs = 0, _theirs(person)
    with transaction.atomic():
        ahead = Appointment.objects.filter(theirs, state__in=Appointment.AHEAD)
        for hall in _halls_ahead(person):
            deed = Deed(hall=hall, verb="forget_person", actor=actor, key="", now=now)
            deed.lock()
            here = ahead.filter(hall=hall).update(
                state=Appointment.State.CANCELLED, hold_until=None, ended_at=now, **one_more(now)
            )
            deed.note(actor, cancelled=here)
            cancelled += here
        Appointment.objects.filter(theirs).update(contact="", holder_key="", device_key="")
    return cancelled


def _theirs(person: Person) -> Q:
    """What the person booked, signed in or with the number that is theirs."""
    theirs = Q(holder=person) | Q(holder_key=f"p:{person.pk}")
    if person.phone:
        theirs |= Q(holder_key="c:" + digest(person.phone, purpose="appointments.contact"))
    # One made in a browser where nobody had signed in is held by that browser: only its number says whose it is.
    anonymous = Appointment.objects.filter(holder=None)
    return theirs | Q(pk__in=rows_saying(rows=anonymous, name="contact", text=person.phone))


def _halls_ahead(person: Person) -> Iterable[Hall]:
    ahead = Appointment.objects.filter(_theirs(person), state__in=Appointment.AHEAD)
    return Hall.objects.filter(pk__in=ahead.values("hall")).select_related("site").order_by("pk")


def _mark_missed(hall: Hall, day: date, now: datetime) -> int:
    terms = terms_in_force(hall=hall, day=day)
    late = timedelta(minutes=terms.late_minutes) if terms else timedelta(0)
    due = Appointment.objects.filter(hall=hall, day=day, state=Appointment.State.BOOKED, starts_at__lt=now - late)
    if not due.exists():
        return 0
    with transaction.atomic():
        deed = Deed(hall=hall, verb="mark_missed", actor=ACTOR, key="", now=now)
        deed.lock()
        # Whom the hall closed on has missed nothing.
        due.exclude(displaced_at=None).update(state=Appointment.State.CANCELLED, ended_at=now)
        missed = list(due.filter(displaced_at=None).values_list("pk", flat=True))
        Appointment.objects.filter(pk__in=missed).update(state=Appointment.State.MISSED, ended_at=now, **one_more(now))
        deed.note(f"hall:{hall.pk}", day=day.isoformat(), missed=missed)
        return len(missed)


def _purge(hall: Hall, now: datetime) -> int:
    today = calendar.business_day(site=hall.site, now=now)
    terms = Terms.objects.filter(hall=hall, from_day__lte=today).order_by("-from_day").first()
    before = today - timedelta(days=terms.contact_days if terms else 0)
    past = Appointment.objects.filter(hall=hall, day__lt=before, purged_at=None)
    if not past.exists():
        return 0
    with transaction.atomic():
        deed = Deed(hall=hall, verb="purge_contacts", actor=ACTOR, key="", now=now)
        deed.lock()
        known = ~Q(contact="") | ~Q(device_key="") | Q(holder_key__startswith="c:") | Q(holder_key__startswith="d:")
        purged = past.filter(known).count()
        past.exclude(holder_key__startswith="p:").update(holder_key="")
        past.update(contact="", device_key="", purged_at=now)
        deed.note(f"hall:{hall.pk}", before=before.isoformat(), purged=purged)
        return purged
