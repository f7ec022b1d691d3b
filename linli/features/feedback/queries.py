"""A visit that may be rated and by whom not, what is published, and the words a reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied

from linli.base.kernel import Objection
from linli.base.kernel.dated import in_force
from linli.base.seal.seal import digest
from linli.community.calendar import queries as calendar
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.features.hall import queries as halls
from linli.features.hall.models import Hall, Ticket

from . import rules
from .models import RatingUse, Remark, Stretch

DATA = Path(__file__).parent / "data"
MONTHS_SHOWN = 24


def terms(*, day: date) -> rules.Terms:
    """How a visit of a business day is rated."""
    entry = in_force(file=DATA / "terms.toml", day=day)
    return rules.Terms(**{name: entry[name] for name in rules.Terms.__dataclass_fields__})


# Rating a visit -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asking:
    """A visit that somebody may rate: until when, and why not now (nothing in the way: no objections)."""

    ticket: Ticket
    until: date
    is_rated: bool
    objections: tuple[Objection, ...]


def ticket_to_rate(*, code: str, person: Person | None) -> Ticket:
    """The ticket a secret code opens, for somebody who may rate the visit.

    :raises Http404: if no ticket has this code.
    :raises PermissionDenied: for whoever served the visit, and for everybody with a role at this hall or above it,
        however they signed in: a rating belongs to the visitor.
    """
    ticket = halls.ticket_by_code(code=code)
    if person is not None:
        works_here = people.works_at(person=person, place=ticket.hall.site.community_id)
        if works_here or person.pk in halls.served_by(ticket=ticket):
            raise PermissionDenied
    return ticket


def asking(*, ticket: Ticket, now: datetime) -> Asking:
    """Whether a visit can be rated now."""
    its_terms = terms(day=ticket.day)
    is_rated = RatingUse.objects.filter(pk=use_of(ticket)).exists()
    found = rules.objections_to_asking(
        is_served=ticket.state == Ticket.State.DONE,
        day=ticket.day,
        today=calendar.business_day(site=ticket.hall.site, now=now),
        terms=its_terms,
        is_rated=is_rated,
    )
    return Asking(ticket, its_terms.last_day(ticket.day), is_rated, tuple(found))


def use_of(ticket: Ticket) -> str:
    """How it is remembered that a ticket was used: not to be read back without the installation's key."""
    return digest(ticket.code, purpose="feedback.use")


# What is published --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """A month's figures, and the published stretches (ending in it) that they are the sum of, the newest first."""

    first_day: date
    figures: rules.Figures
    stretches: tuple[tuple[Stretch, rules.Figures], ...]


@dataclass(frozen=True)
class Published:
    """A hall's public ratings: the months, the newest first, and their sum."""

    months: tuple[Month, ...]
    figures: rules.Figures

    @property
    def is_empty(self) -> bool:
        """Nothing may be shown yet."""
        return not self.months


def published(*, hall: Hall, now: datetime) -> Published:
    """What everybody may see of a hall's ratings: the last 24 months. One statement."""
    today = calendar.business_day(site=hall.site, now=now)
    since = rules.first_of_months(today, months=MONTHS_SHOWN)
    by_month: dict[date, list[tuple[Stretch, rules.Figures]]] = {}
    for stretch in Stretch.objects.filter(hall=hall, last_day__gte=since).order_by("-last_day"):
        figures = rules.Figures(stretch.levels, stretch.served)
        by_month.setdefault(stretch.last_day.replace(day=1), []).append((stretch, figures))
    months = tuple(
        Month(first_day, rules.together(figures for _, figures in rows), tuple(rows))
        for first_day, rows in by_month.items()
    )
    return Published(months, rules.together(month.figures for month in months))


def aspects(*, months: Sequence[Month]) -> dict[str, tuple[int, int]]:
    """How often each aspect was named by the content and by the discontent in these months."""
    found: dict[str, tuple[int, int]] = {}
    for month in months:
        for stretch, _ in month.stretches:
            for about, (good, bad) in stretch.aspects.items():
                before = found.get(about, (0, 0))
                found[about] = (before[0] + good, before[1] + bad)
    return found


# Words --------------------------------------------------------------------------------------------------------------


def remarks(*, hall: Hall, person: Person) -> list[Remark]:
    """The remarks a reader may see, the newest week and the worst first.

    The head of the station reads them, but never one on a visit they served themselves. What no head may read, the
    street and the district do; they see no others.

    :raises PermissionDenied: for everybody else.
    """
    place = hall.site.community_id
    is_head = people.may(person=person, right="feedback.manage", place=place)
    if not is_head:
        people.require(person=person, right="feedback.review", place=place)
    heads = people.holders_of(right="feedback.manage", place=place)
    found = Remark.objects.filter(hall=hall).order_by("-week", "level", "pk")
    readable = [remark for remark in found if not was_served_by(remark=remark, worker=person.pk)]
    if is_head:
        return readable
    return [remark for remark in readable if all(was_served_by(remark=remark, worker=head) for head in heads)]


def was_served_by(*, remark: Remark, worker: int) -> bool:
    """Whether a worker (by key) served the visit that the remark is about."""
    return keeping_from(remark=remark, worker=worker) in remark.kept_from


def keeping_from(*, remark: Remark, worker: int) -> str:
    """What keeps a remark from a worker; different for every remark, so that no two tell of the same worker."""
    return digest(f"{remark.pk} {worker}", purpose="feedback.kept_from")
