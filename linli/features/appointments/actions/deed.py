"""What every write of the book has in common: asked once, under the book's lock, told at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from linli.base.live import actions as live
from linli.base.once import actions as once
from linli.community.calendar import queries as calendar
from linli.community.journal import actions as journal
from linli.features.hall.models import Hall

from ..models import Appointment

# One statement opens the hall's book where there is none yet, and locks it.
_LOCK = """
INSERT INTO appointments_book (hall_id, writes) VALUES (%s, 1)
ON CONFLICT (hall_id) DO UPDATE SET writes = appointments_book.writes + 1
"""


@dataclass
class Deed:
    """One write of a hall's book.

    Within a transaction: `ask()` first, and where it finds an earlier answer to the same request return that;
    then `lock()`, judge, write, and `end()` last. Who locks the hall's day too does so after the book.
    """

    hall: Hall
    verb: str
    actor: str
    key: str
    now: datetime
    today: date = field(init=False)

    def __post_init__(self) -> None:
        self.today = calendar.business_day(site=self.hall.site, now=self.now)

    def ask(self, **asked: object) -> Appointment | None:
        """The appointment this very request made or changed before, or None when it is the first."""
        asked = {"verb": f"appointments.{self.verb}", "hall": self.hall.pk, **asked}
        ref = once.answer(actor=self.actor, key=self.key, asked=asked, now=self.now)
        return fresh(int(ref.partition(":")[2])) if ref is not None else None

    def lock(self) -> None:
        """Wait for the book's other writes and keep them waiting."""
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [self.hall.pk])

    def end(self, appointment: Appointment, **details: object) -> Appointment:
        """Write the journal and the answer to this request, and tell the screens that show the book."""
        self.note(f"appointment:{appointment.pk}", starts_at=appointment.starts_at.isoformat(), **details)
        return self.end_unchanged(appointment)

    def end_unchanged(self, appointment: Appointment) -> Appointment:
        """Remember the answer to a request that changed nothing."""
        once.remember(actor=self.actor, key=self.key, ref=f"appointment:{appointment.pk}")
        return appointment

    def note(self, subject: str, **details: object) -> None:
        """Write the journal and tell the screens, without an answer to remember."""
        journal.record(
            scope=self.hall.site.slug,
            actor=self.actor,
            verb=f"appointments.{self.verb}",
            subject=subject,
            at=self.now,
            details=details,
        )
        live.touch(f"appointments.{self.hall.site.slug}")


def fresh(pk: int) -> Appointment:
    """An appointment as it stands now, with its hall and site."""
    return Appointment.objects.select_related("hall__site", "group", "item", "ticket", "holder").get(pk=pk)
