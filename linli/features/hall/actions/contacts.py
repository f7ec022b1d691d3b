"""A person's phone number on tickets, when the person is erased."""

from __future__ import annotations

from django.db.models import Q

from linli.base.seal.fields import rows_saying
from linli.base.seal.seal import digest
from linli.community.people.models import Person

from ..models import Ticket


def forget_contacts(*, person: Person) -> int:
    """Remove the phone number from every ticket of a person and from those taken with the person's own number.

    Gives how many tickets were cleaned. Call it while the person still has the number (PIPL 47).
    """
    theirs = Q(holder=person)
    if person.phone:
        theirs |= Q(holder_key="c:" + digest(person.phone, purpose="hall.contact"))
        anonymous = Ticket.objects.filter(holder=None)
        theirs |= Q(pk__in=rows_saying(rows=anonymous, name="contact", text=person.phone))
    return Ticket.objects.filter(theirs).exclude(contact="").update(contact="")
