"""How long somebody will wait, told as a range; the promises that were made, and how often they held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from linli.base.kernel import NotSetUp
from linli.community.calendar import queries as calendar
from linli.features.guides.models import ItemGroup

from .. import rules
from ..models import Hall, HallDay, HallEvent, Terms, WaitDay
from ..rules import history
from . import facts
from .shapes import Wait
from .windows import today_of

# What tells of turns and pauses at windows; so many of the newest events of a day speak of its pace.
KINDS = (
    HallEvent.Kind.CALLED,
    HallEvent.Kind.FINISHED,
    HallEvent.Kind.MISSED,
    HallEvent.Kind.PARKED,
    HallEvent.Kind.TRANSFERRED,
    HallEvent.Kind.LEFT,
    HallEvent.Kind.PAUSED,
    HallEvent.Kind.RESUMED,
    HallEvent.Kind.CLOSED,
)
NEWEST = 120
# Somebody who would take a number now: behind everybody.
NEWCOMER = rules.Waiting(ticket=0, place=2**62, arrival=2**31)


@dataclass(frozen=True)
class Scene:
    """All that decides how long people wait in a hall at a moment, gathered once for as many questions as there are.

    `on_duty` are the open windows, `served` the day's stretches of opening hours of every kind, `past` what the days
    before taught, `events` the newest of today at windows, in order.
    """

    now: datetime
    day: HallDay
    on_duty: Sequence[facts.OnDuty]
    line: Sequence[rules.Waiting]
    terms: Terms
    past: rules.Facts
    served: Sequence[calendar.Served]
    events: Sequence[rules.Happened]

    @property
    def stations(self) -> list[rules.Station]:
        """The open windows as the rules of the line see them."""
        return [one.stands(terms=self.terms, now=self.now) for one in self.on_duty]

    def calls(self, one: facts.OnDuty) -> bool:
        """Whether a window can be counted on to call: it does not pause, nor stand idle while people wait."""
        if one.calls(terms=self.terms, now=self.now):
            return True
        longest = timedelta(minutes=self.terms.quiet_minutes)
        waiting = [facts.free_since(visitor, on_duty=self.on_duty, terms=self.terms) for visitor in self.line]
        return not one.is_paused and not any(since and self.now - since >= longest for since in waiting)

    @property
    def served_hours(self) -> list[calendar.Served]:
        """The day's hours in which visitors are taken that are not over yet, in order."""
        return [one for one in self.served if one.kind in calendar.TAKES_VISITORS and one.end > self.now]


def wait_now(*, hall: Hall, now: datetime, group: ItemGroup | None = None) -> Wait | None:
    """How long somebody would wait who took a number now for `group` (None: for anything), in six statements.

    None when the hall gives no numbers at this moment: nothing is to be told then.
    """
    day = today_of(hall=hall, now=now)
    row = HallDay.objects.filter(hall=hall, day=day).first() or HallDay(hall=hall, day=day)
    served = calendar.served_on(site=hall.site, day=day)
    return wait_of(scene(hall=hall, row=row, served=served, now=now), groups=[group.pk] if group else ())


def scene(
    *,
    hall: Hall,
    row: HallDay,
    served: Sequence[calendar.Served],
    now: datetime,
    on_duty: Sequence[facts.OnDuty] | None = None,
) -> Scene:
    """What decides about waits of a hall's day whose row and hours are known (four statements, or three)."""
    terms, basis = terms_with_basis(hall=hall, day=row.day)
    return Scene(
        now=now,
        day=row,
        on_duty=list(facts.on_duty(hall=hall, day=row.day).values()) if on_duty is None else on_duty,
        line=facts.line(hall=hall, day=row.day, with_groups=True, due_by=terms.due_by(now)),
        terms=terms,
        past=basis,
        served=served,
        events=newest_events(hall=hall, day=row.day),
    )


def terms_with_basis(*, hall: Hall, day: date) -> tuple[Terms, rules.Facts]:
    """The terms in force, and what the days before taught about the hall's pace (one statement).

    :raises NotSetUp: before the first terms.
    """
    past = WaitDay.objects.filter(hall=OuterRef("hall"), day__lt=day).order_by("-day")
    found = Terms.objects.filter(hall=hall, from_day__lte=day).annotate(basis=Subquery(past.values("basis")[:1]))
    terms = found.order_by("-from_day").first()
    if terms is None:
        raise NotSetUp(f"the hall {hall.pk} has no terms on {day}")
    return terms, history.from_json(terms.basis or {})


def newest_events(*, hall: Hall, day: date) -> list[rules.Happened]:
    """The newest events of a day that tell of turns at windows, oldest first (one statement, a bounded number)."""
    return happened(HallEvent.objects.filter(hall=hall, day=day), at_most=NEWEST)


def happened(events: QuerySet[HallEvent], *, at_most: int | None = None) -> list[rules.Happened]:
    """What of `events` tells of turns at windows, oldest first; a visit speaks for the first of its matters."""
    first = FilteredRelation("ticket__matters", condition=Q(ticket__matters__position=1))
    rows = events.filter(kind__in=KINDS, undone_at=None).annotate(first_matter=first).order_by("-seq")
    columns = ("kind", "at", "window", "ticket", "ticket__taken_at", "first_matter__group")
    return [rules.Happened(*row) for row in rows.values_list(*columns)[:at_most]][::-1]


def wait_of(
    scene: Scene,
    *,
    ticket: int | None = None,
    groups: Iterable[int] = (),
    is_priority: bool = False,
    appointed_at: datetime | None = None,
) -> Wait | None:
    """How long a waiting `ticket`, or without one somebody who would take a number for `groups`, waits from now on.

    None when the hall gives no numbers, the ticket does not wait, or an appointment's time is still to come: that
    time is the promise then.
    """
    hours = scene.served_hours
    if scene.day.closed_at is not None or not hours:
        return None
    line, me = _line_with(scene, ticket, groups=frozenset(groups), is_priority=is_priority, appointed_at=appointed_at)
    if me is None or (me.appointed_at is not None and not me.is_due):
        return None
    told = Wait(
        low_minutes=None,
        high_minutes=None,
        ahead=rules.people_ahead(line=line, ticket=me.ticket, stations=scene.stations, **_counters(scene)) or 0,
        windows_open=sum(not one.is_paused for one in scene.on_duty),
        closes_at=hours[-1].end,
    )
    outlook = _outlook(scene, line, me)
    if outlook is None:
        return told
    terms = scene.terms
    found = rules.range_of(outlook, low=terms.wait_low_percent / 100, high=terms.wait_high_percent / 100)
    low, high = rules.in_minutes(found, closes_in_s=(hours[-1].end - scene.now).total_seconds())
    is_doubtful = found.late_share * 100 >= terms.doubt_percent
    return replace(told, low_minutes=low, high_minutes=high, is_doubtful=is_doubtful)


def windows_for(scene: Scene, visitor: rules.Waiting) -> list[facts.OnDuty]:
    """The open windows that may call a visitor: the one they are kept for, else all that take them."""
    target = rules.kept_for(visitor, stations=scene.stations)
    if target is not None:
        return [one for one in scene.on_duty if one.station.window == target.window]
    return [one for one in scene.on_duty if one.station.takes(visitor)]


def kept_until(scene: Scene, visitor: rules.Waiting) -> datetime | None:
    """From when on everybody may call who is kept for a window that does not call; None if nobody keeps them."""
    target = rules.kept_for(visitor, stations=scene.stations)
    quiet = [one.quiet_since for one in scene.on_duty if target is not None and one.station.window == target.window]
    if not quiet or quiet[0] is None:
        return None
    return rules.kept_until(visitor, quiet_since=quiet[0], kept_minutes=scene.terms.kept_minutes)


def zone_of(hall: Hall) -> ZoneInfo:
    """The hall's time zone."""
    return ZoneInfo(hall.site.timezone)


def ahead_of(scene: Scene, *, ticket: int) -> int | None:
    """How many of those waiting the rule would call before a ticket; None if it does not wait."""
    return rules.people_ahead(line=scene.line, ticket=ticket, stations=scene.stations, **_counters(scene))


def _line_with(
    scene: Scene, ticket: int | None, *, groups: frozenset[int], is_priority: bool, appointed_at: datetime | None
) -> tuple[list[rules.Waiting], rules.Waiting | None]:
    """The line and the one asked about in it; a newcomer stands behind everybody."""
    if ticket is None:
        is_due = facts.is_due(appointed_at, scene.terms.due_by(scene.now))
        newcomer = replace(NEWCOMER, groups=groups, is_priority=is_priority, appointed_at=appointed_at, is_due=is_due)
        return [*scene.line, newcomer], newcomer
    return list(scene.line), next((one for one in scene.line if one.ticket == ticket), None)


def _counters(scene: Scene) -> dict[str, Any]:
    return {
        "calls_since_overtaking": scene.day.calls_since_overtaking,
        "overtake_every": scene.terms.overtake_every,
        "calls_since_appointed": scene.day.calls_since_appointed,
        "appointed_every": scene.terms.appointed_every,
    }


def _outlook(scene: Scene, line: Sequence[rules.Waiting], me: rules.Waiting) -> rules.Outlook | None:
    """The same for the rules of waiting, or None when no window that calls takes the visitor."""
    target = rules.kept_for(me, stations=scene.stations)
    mine = windows_for(scene, me)
    if not any(scene.calls(one) for one in mine):
        return None
    posts, windows = _posts(scene, mine, _kept(scene, line, me, is_kept=target is not None))
    return rules.Outlook(
        posts=posts,
        stretches=_stretches(scene, windows),
        ahead=() if target else _ahead(scene, line, me, mine[0].station),
        habits=history.habits(
            scene.past,
            today=history.so_far(scene.events, now=scene.now),
            prior=scene.terms.first_turns,
            min_samples=scene.terms.min_turns,
        ),
        overtake_every=None if me.is_priority or me.is_due or target else scene.terms.overtake_every,
        calls_since_overtaking=scene.day.calls_since_overtaking,
    )


def _kept(
    scene: Scene, line: Iterable[rules.Waiting], me: rules.Waiting, *, is_kept: bool
) -> dict[int, list[int | None]]:
    """The groups of those who are called first at a window of their own, by window."""
    found: dict[int, list[int | None]] = {}
    for one in line:
        target = rules.kept_for(one, stations=scene.stations)
        if target is not None and one.ticket != me.ticket and (not is_kept or one.order < me.order):
            found.setdefault(target.window, []).append(_group_of(one))
    return found


def _ahead(
    scene: Scene, line: Iterable[rules.Waiting], me: rules.Waiting, station: rules.Station
) -> tuple[rules.Ahead, ...]:
    """Who is called before the visitor out of the line that the windows share, in that order."""
    order = rules.calling_order(line=line, station=station, stations=scene.stations, **_counters(scene))
    found = []
    for choice in order:
        if choice.visitor.ticket == me.ticket:
            break
        if choice.rule not in (rules.SAME_WORKER, rules.TRANSFERRED):
            found.append(rules.Ahead(_group_of(choice.visitor), overtakes=choice.rule == rules.PRIORITY_SHARE))
    return tuple(found)


def _posts(
    scene: Scene, mine: Iterable[facts.OnDuty], kept: Mapping[int, Sequence[int | None]]
) -> tuple[list[rules.Post], int]:
    """The windows that serve the visitor, and how many of them go on calling in the present hours."""
    busy, paused = history.at_windows(scene.events)
    posts = [
        rules.Post(
            busy_s=(scene.now - busy[here].at).total_seconds() if here in busy else None,
            group=busy[here].group if here in busy else None,
            paused_s=(scene.now - paused.get(here, scene.now)).total_seconds() if one.is_paused else None,
            kept=tuple(kept.get(here, ())),
        )
        for one in mine
        for here in (one.station.window,)
    ]
    present = next((one for one in scene.served_hours if one.start <= scene.now), None)
    if present is None:
        return posts, len(posts)
    return rules.who_stays(
        posts,
        begun_s=(scene.now - present.start).total_seconds(),
        usual=_windows_in(present, scene.past, len(posts)),
    )


def _stretches(scene: Scene, windows: int) -> tuple[rules.Stretch, ...]:
    """The hours to come: first with as many windows as call now, later with as many as there are as a rule."""
    return tuple(
        rules.Stretch(
            starts_s=max(0.0, (served.start - scene.now).total_seconds()),
            ends_s=(served.end - scene.now).total_seconds(),
            windows=windows if served.start <= scene.now else _windows_in(served, scene.past, windows),
        )
        for served in scene.served_hours
    )


def _windows_in(served: calendar.Served, past: rules.Facts, open_now: int) -> int:
    """How many windows serve in such hours: as in the past, else the promised staff on duty, else no fewer than now."""
    usual = history.windows_in(past, kind=served.kind)
    if usual is not None:
        return usual
    return served.min_staff if served.kind == "duty" else max(open_now, served.min_staff)


def _group_of(visitor: rules.Waiting) -> int | None:
    return min(visitor.groups, default=None)
