"""The hall's past (示例), told once: whole days of visits, so that every figure of them opens its rows.

A day is played by the hall's own rules (`past_day`), written down at once, and closed by the hall's own action: the
promises are judged, the pace is learnt and the half hours are summed as on any other day. Each day teaches the next.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from linli.base.kernel import Period
from linli.community.calendar import queries as calendar
from linli.community.people.models import Person
from linli.features.guides.models import ItemGroup
from linli.features.hall import actions
from linli.features.hall import queries as halls
from linli.features.hall.models import (
    Hall,
    HallDay,
    HallEvent,
    Matter,
    NumberSeries,
    Pause,
    Ticket,
    WaitTold,
    Window,
    WindowShift,
)
from linli.features.hall.queries.waits import terms_with_basis

from . import story
from .cast import Cast
from .past_day import PastDay, Post, Rest, Visit, clock_on, rests_on

# Every day on duty of the last weeks, and every third working day before; more would keep the first page waiting.
WEEKS, WEEKS_BACK, EVERY = 4, 9, 3
# Of the days whose promises are published every third visitor was told how long it takes; more would take too long.
TELLS_EVERY = 3
# How many of the story's visitors came, Monday to Friday, and on days on duty.
SHARES, DUTY_SHARE, QUIET_SHARE = (0.46, 0.42, 0.39, 0.37, 0.40), 0.24, 0.02
# Two windows serve all day, noon included; on working days a third helps while most people come.
WINDOWS, HELPS_OUT = (1, 2), 3
HELPS = ((time(9), time(11)), (time(14), time(16)))
GOES_HOME = timedelta(minutes=15)


@dataclass(frozen=True)
class Place:
    """A hall of the cast and who serves in it."""

    hall: Hall
    windows: Mapping[int, Window]
    workers: Mapping[int, Person]
    groups: Sequence[ItemGroup]


def tell_past(*, cast: Cast, day: date) -> None:
    """The days before `day`, the oldest first, and one quiet day of the second hall."""
    here = Place(cast.hall, cast.windows, cast.workers, cast.groups)
    days = list(_days(cast.hall, day))
    published = day - timedelta(days=halls.published_days(day=day))
    for hours in days:
        share = SHARES[hours.day.weekday() % len(SHARES)] if hours.kind.is_workday else DUTY_SHARE
        tells_every = TELLS_EVERY if hours.day >= published else 0
        _tell(here, hours, posts=_posts(here, hours), share=share, tells_every=tells_every)
    there = Place(cast.other_hall, cast.other_windows, {1: cast.other_worker}, cast.groups)
    quiet = _hours_of(there.hall, next(one.day for one in reversed(days) if one.kind.is_workday))
    _tell(there, quiet, posts=[_post(there, 1, _whole(quiet))], share=QUIET_SHARE, tells_every=0)


def _days(hall: Hall, day: date) -> Iterator[calendar.DayHours]:
    """The days on which the hall took visitors: all lately, every third working day before."""
    first, lately = day - timedelta(weeks=WEEKS_BACK), day - timedelta(weeks=WEEKS)
    known = calendar.week_hours(site=hall.site, day=first, days=WEEKS_BACK * 7)
    worked = [one.day for one in known if one.kind.is_workday and one.day < lately]
    for one in known:
        if _taking(one) and (one.day >= lately or one.day in worked[::EVERY]):
            yield one


def _hours_of(hall: Hall, day: date) -> calendar.DayHours:
    return calendar.week_hours(site=hall.site, day=day, days=1)[0]


def _taking(hours: calendar.DayHours) -> list[Period]:
    return [one.period for one in hours.periods if one.kind in calendar.TAKES_VISITORS]


def _whole(hours: calendar.DayHours) -> Period:
    taking = _taking(hours)
    return Period(taking[0].start, taking[-1].end)


def _posts(at: Place, hours: calendar.DayHours) -> list[Post]:
    whole = _whole(hours)
    if not hours.kind.is_workday:
        return [_post(at, number, whole) for number in WINDOWS]
    rested = [_post(at, number, whole, rests_on(number=number, day=whole.start)) for number in WINDOWS]
    return rested + [_post(at, HELPS_OUT, Period(*(clock_on(whole.start, one) for one in both))) for both in HELPS]


def _post(at: Place, number: int, hours: Period, rests: Sequence[Rest] = ()) -> Post:
    return Post(window=at.windows[number], worker=at.workers[number], hours=hours, rests=rests)


def _tell(at: Place, hours: calendar.DayHours, *, posts: Sequence[Post], share: float, tells_every: int) -> None:
    terms, past = terms_with_basis(hall=at.hall, day=hours.day)
    played = PastDay(
        row=HallDay(hall=at.hall, day=hours.day),
        served=hours.periods,
        posts=posts,
        terms=terms,
        past=past,
        groups=at.groups,
        tells_every=tells_every,
    )
    whole = _whole(hours)
    last = whole.end - timedelta(minutes=2 * terms.last_ticket_minutes)
    played.play(list(_coming(at.hall, Period(whole.start, last), share)))
    _write_down(at.hall, played, prefix=terms.prefix)
    actions.close_day(hall=at.hall, day=hours.day, now=max(played.now, whole.end) + GOES_HOME)


def _coming(hall: Hall, hours: Period, share: float) -> Iterator[story.Visitor]:
    """Who of the story's visitors came."""
    day = hours.start.date()
    dice = Random(f"linli past {hall.site.slug} {day}")  # noqa: S311 - a story, not a secret
    for visitor in story.visitors(day=day, zone=hall.site.timezone):
        if dice.random() < share and visitor.at in hours:
            yield visitor


# Writing it down ------------------------------------------------------------------------------------------------


def _write_down(hall: Hall, played: PastDay, *, prefix: str) -> None:
    tickets = {visit.number: _ticket(hall, played, visit, prefix) for visit in played.visits}
    Ticket.objects.bulk_create(tickets.values())
    Matter.objects.bulk_create(row for visit in played.visits for row in _matters(tickets[visit.number], visit))
    WaitTold.objects.bulk_create(row for visit in played.visits for row in _told(tickets[visit.number], visit))
    _windows(played)
    HallEvent.objects.bulk_create(_events(hall, played, tickets))
    row = played.row
    NumberSeries.objects.create(hall=hall, day=row.day, prefix=prefix, last=len(tickets))
    row.last_event, row.last_arrival = len(played.log), len(tickets)
    row.purged_at = played.now  # nobody left a phone number
    row.save(force_insert=True)


def _ticket(hall: Hall, played: PastDay, visit: Visit, prefix: str) -> Ticket:
    desk = visit.visitor.channel == Ticket.Channel.DESK
    return Ticket(
        hall=hall, day=played.row.day, prefix=prefix, number=visit.number, code=secrets.token_urlsafe(12),
        channel=visit.visitor.channel, priority=visit.visitor.priority, state=visit.state,
        arrival=visit.stand.arrival, place=visit.stand.place, taken_at=visit.visitor.at,
        taken_by=played.posts[0].worker if desk else None, wants_worker_id=visit.stand.wants_worker,
        first_worker=visit.first_worker, calls=visit.calls,
        called_at=visit.called_at, served_at=visit.served_at, ended_at=visit.ended_at,
    )  # fmt: skip


def _matters(ticket: Ticket, visit: Visit) -> Iterator[Matter]:
    """What they came for; of a visit that is over everything is done but what could not be."""
    for position, group in enumerate(visit.groups, 1):
        note = visit.how.not_done if position == 1 else ""
        matter = Matter(ticket=ticket, position=position, group_id=group)
        if visit.state == Ticket.State.DONE:
            matter.outcome = Matter.Outcome.NOT_DONE if note else Matter.Outcome.DONE
            matter.note, matter.finished_at, matter.finished_by = note, visit.ended_at, visit.last_worker
        yield matter


def _told(ticket: Ticket, visit: Visit) -> Iterator[WaitTold]:
    told = visit.told
    if told and told.low_minutes is not None and told.high_minutes is not None:
        yield WaitTold(
            ticket=ticket, at=ticket.taken_at, low_minutes=told.low_minutes, high_minutes=told.high_minutes,
            ahead=told.ahead, windows_open=told.windows_open, is_doubtful=told.is_doubtful,
        )  # fmt: skip


def _windows(played: PastDay) -> None:
    shifts = [
        WindowShift(window=post.window, worker=post.worker, opened_at=post.hours.start, closed_at=post.closed_at)
        for post in played.posts
    ]
    WindowShift.objects.bulk_create(shifts)
    Pause.objects.bulk_create(
        Pause(shift=shift, reason=why, started_at=since, ended_at=until)
        for shift, post in zip(shifts, played.posts, strict=True)
        for since, until, why in post.pauses
    )


def _events(hall: Hall, played: PastDay, tickets: Mapping[int, Ticket]) -> Iterator[HallEvent]:
    for seq, one in enumerate(played.log, 1):
        ticket = tickets[one.visit.number] if one.visit else None
        yield HallEvent(
            hall=hall, day=played.row.day, seq=seq, kind=one.kind, at=one.at, ticket=ticket,
            window=one.post.window if one.post else None,
            worker=one.post.worker if one.post else ticket.taken_by if ticket and one.kind == "taken" else None,
            rule=one.rule, reason=one.reason,
        )  # fmt: skip
