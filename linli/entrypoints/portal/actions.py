"""What needs several features at once: a code goes out, a sign-in is noted, a person is erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.community.journal import actions as journal
from linli.community.notices import actions as notices
from linli.community.notices import queries as messages
from linli.community.notices.models import Message
from linli.community.people import actions as people_actions
from linli.community.people import queries as people
from linli.community.people.models import Person, SignInCode
from linli.features.appointments import actions as appointments
from linli.features.booking import actions as booking
from linli.features.hall import actions as hall
from linli.features.hall.models import Ticket

_CANNOT_TEXT = _(
    "No text messages can be sent here at the moment, so nobody can sign in with a phone. You need no account to be "
    "served: ask at the desk in the hall."
)


@transaction.atomic
def send_code(*, phone: str, code: str, address: str, now: datetime) -> SignInCode:
    """The note of a code that is on its way to `phone` (E.164), in the active language.

    The same is done, in the same time, whether or not the phone belongs to anybody.

    :raises Refused: cannot_text, where no text messages can be sent; too_many_codes.
    """
    if not messages.can_text():
        raise Refused(Objection("cannot_text", _CANNOT_TEXT, field="phone"))
    note = people_actions.note_code(phone=phone, code=code, address=address, now=now)
    minutes = round((note.expires_at - now).total_seconds() / 60)
    notices.tell(
        kind="sign_in_code",
        text=ngettext(
            "[Linli] Your sign-in code is {code}, good for {minutes} minute. Do not tell it to anybody.",
            "[Linli] Your sign-in code is {code}, good for {minutes} minutes. Do not tell it to anybody.",
            minutes,
        ).format(code=code, minutes=minutes),
        channel=Message.Channel.SMS,
        address=phone,
        once_key=f"sign_in_code:{note.pk}",
        now=now,
        is_secret=True,
        expires_at=note.expires_at,
        urgent=True,
    )
    return note


@transaction.atomic
def note_sign_in(*, person: Person, how: str, now: datetime) -> None:
    """The journal's line that a person signed in; `how` is "code" or "password and code"."""
    actor = people.actor_of(person)
    journal.record(scope="linli", actor=actor, verb="signed_in", subject=actor, at=now, details={"how": how})


@transaction.atomic
def erase(*, person: Person, now: datetime) -> None:
    """Erase what Linli knows of a person: live tickets are left, appointments and rooms given back, messages and
    numbers deleted, the account nameless.

    The journal keeps what was done under the person's number, as the law asks (Cybersecurity Law, Art. 23).

    :raises Refused: being_served, holds_a_role, or what stands against leaving a line; nothing is changed then.
    """
    actor = people.actor_of(person)
    live = list(
        Ticket.objects.filter(holder=person, state__in=Ticket.LIVE).select_related("hall__site").order_by("hall", "pk")
    )
    is_being_served = any(ticket.state == Ticket.State.SERVING for ticket in live)
    found = people.objections_to_erasure(person=person, is_being_served=is_being_served)
    if found:
        raise Refused(*found)
    appointments.lock_books(person=person)
    for ticket in live:
        hall.leave_line(ticket=ticket, key=f"erase:{ticket.pk}", actor=actor, now=now)
    booking.forget_person(person=person, actor=actor, now=now)
    notices.forget(person=person)
    cancelled = appointments.forget_person(person=person, actor=actor, now=now)
    hall.forget_contacts(person=person)
    people_actions.erase_me(person=person, is_being_served=is_being_served, now=now)
    journal.record(
        scope="linli",
        actor=actor,
        verb="erased",
        subject=actor,
        at=now,
        details={"tickets_left": len(live), "appointments_cancelled": cancelled},
    )
