"""A printer of the hall is entered and changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from linli.base.kernel import Refused
from linli.base.once import actions as once
from linli.community.journal import actions as journal
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.features.hall.models import Hall

from .. import rules
from ..models import Printer


@dataclass(frozen=True)
class Entry:
    """What the head says of a printer."""

    name: str
    host: str
    port: int
    paper: int
    characters: str
    patience_seconds: int
    is_in_use: bool


def enter_printer(*, hall: Hall, printer: Printer | None, entry: Entry, by: Person, key: str, now: datetime) -> Printer:
    """The printer (a new one: None) as `entry` says. Only addresses of a private network are connected to, ever.

    :raises Refused: `host_outside`, `port_unusual`, `name_taken`.
    """
    actor, said = people.actor_of(by), asdict(entry)
    asked = {"verb": "enter_printer", "hall": hall.pk, "printer": printer and printer.pk, **said}
    with transaction.atomic():
        if (ref := once.answer(actor=actor, key=key, asked=asked, now=now)) is not None:
            return Printer.objects.get(pk=int(ref))
        others = Printer.objects.filter(hall=hall, name=entry.name).exclude(pk=printer.pk if printer else 0)
        found = rules.objections_to_printer(host=entry.host, port=entry.port, is_name_taken=others.exists())
        if found:
            raise Refused(*found)
        printer = printer or Printer(hall=hall)
        for field, value in said.items():
            setattr(printer, field, value)
        printer.save()
        journal.record(
            scope=hall.site.slug,
            actor=actor,
            verb="devices.enter_printer",
            subject=f"printer:{printer.pk}",
            at=now,
            details=said,
        )
        once.remember(actor=actor, key=key, ref=str(printer.pk))
        return printer
