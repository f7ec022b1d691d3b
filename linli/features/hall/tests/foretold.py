"""What our rules would have told each visitor of a simulated day, from what the hall knew when they came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from linli.features.hall import rules
from linli.features.hall.models.windows import first_turns
from linli.features.hall.queries.waits import NEWEST
from linli.features.hall.rules import history, promises
from linli.features.hall.rules.history import Happened, Visit

from .simulated import MINUTE, Played, Simulated, play

OPENS = datetime(2026, 11, 24, 1, tzinfo=UTC)
MIN_TURNS = 30

Foretold = tuple[Played, rules.Range, str]


def verdicts(hall: Simulated, *, learning: int, days: int, every: int = 1) -> Iterator[Foretold]:
    """For every so-manieth visitor of `days` days: what they were told and whether it came true.

    The hall has learnt from `learning` days before.
    """
    past = history.summed(_learnt(hall, play(hall, seed=seed)) for seed in range(learning))
    for seed in range(learning, learning + days):
        day = play(hall, seed=seed)
        for person in day[::every]:
            yield _verdict(hall, past, day, person)


def at(minute: float) -> datetime:
    """The moment so many minutes after opening."""
    return OPENS + timedelta(minutes=minute)


def _verdict(hall: Simulated, past: rules.Facts, day: Sequence[Played], person: Played) -> Foretold:
    found = rules.range_of(_outlook(hall, past, day, person), low=0.1, high=0.9)
    low, high = rules.in_minutes(found, closes_in_s=(hall.closes - person.taken) * MINUTE)
    said = promises.verdict(
        told_at=at(person.taken),
        low_minutes=low,
        high_minutes=high,
        is_doubtful=found.late_share >= 0.1,
        called_at=None if person.called is None else at(person.called),
        has_left=person.left is not None,
    )
    return person, found, said


def _outlook(hall: Simulated, past: rules.Facts, day: Sequence[Played], person: Played) -> rules.Outlook:
    now = person.taken
    events = [event for event in _events(day) if event.at <= at(now)]
    line = [one for one in day if one.taken < now and _until(one, hall.closes) > now]
    counter = rules.calls_since(_rules(day, hall, now))
    order = rules.calling_order(
        line=[_waiting(one) for one in [*line, person]],
        station=rules.Station(1, 1),
        stations=[rules.Station(1, 1)],
        calls_since_overtaking=counter,
        overtake_every=hall.overtake_every,
    )
    kinds = {one.number: _group(one) for one in day}
    ahead = []
    for choice in order:
        if choice.visitor.ticket == person.number:
            break
        ahead.append(rules.Ahead(kinds[choice.visitor.ticket], overtakes=choice.rule == rules.PRIORITY_SHARE))
    posts, windows = _posts(hall, day, now)
    return rules.Outlook(
        posts=posts,
        stretches=_stretches(hall, now, windows),
        ahead=ahead,
        habits=history.habits(
            past, today=history.so_far(events[-NEWEST:], now=at(now)), prior=first_turns(), min_samples=MIN_TURNS
        ),
        overtake_every=None if person.is_first else hall.overtake_every,
        calls_since_overtaking=counter,
    )


def _posts(hall: Simulated, day: Sequence[Played], now: float) -> tuple[list[rules.Post], int]:
    """The windows open now, and how many go on calling; who is served since before a change of shifts is finished."""
    since, number = _shift(hall, now)
    here = [one for one in day if one.called is not None and one.called <= now < _free_again(one)]
    posts = [_post(one, now) for one in here]
    free = number - sum(one.called is not None and one.called >= since for one in here)
    return rules.who_stays([*[rules.Post()] * free, *posts], begun_s=(now - since) * MINUTE, usual=number)


def _post(one: Played, now: float) -> rules.Post:
    if one.freed is not None and now >= one.freed:
        return rules.Post(paused_s=(now - one.freed) * MINUTE)
    return rules.Post(busy_s=(now - (one.called or 0.0)) * MINUTE, group=_group(one))


def _shift(hall: Simulated, now: float) -> tuple[float, int]:
    """Since when the present shift works, with how many windows."""
    since = 0.0
    for number, until in hall.windows:
        if now < until:
            return since, number
        since = until
    raise ValueError("the hall is closed")


def _stretches(hall: Simulated, now: float, windows: int) -> list[rules.Stretch]:
    found, since = [], 0.0
    for number, until in hall.windows:
        if until > now:
            serve = windows if since <= now else number
            found.append(rules.Stretch(max(0.0, since - now) * MINUTE, (until - now) * MINUTE, serve))
        since = until
    return found


def _free_again(one: Played) -> float:
    return (one.freed or 0.0) + one.paused


def _until(one: Played, closes: float) -> float:
    return one.called if one.called is not None else one.left if one.left is not None else closes


def _rules(day: Sequence[Played], hall: Simulated, now: float) -> Iterator[str]:
    """By which rule each call until now was made, the newest first: before somebody who came earlier, or in turn."""
    called = [one for one in day if one.called is not None and one.called <= now]
    for one in sorted(called, key=lambda one: one.called or 0.0, reverse=True):
        at = one.called or 0.0
        overtakes = any(other.taken < one.taken and _until(other, hall.closes) > at for other in day)
        yield rules.PRIORITY_SHARE if one.is_first and overtakes else rules.ARRIVAL


def _waiting(one: Played) -> rules.Waiting:
    return rules.Waiting(one.number, round(one.taken * 1_000_000), one.number, is_priority=one.is_first)


def _group(one: Played) -> int:
    return int(one.kind.rstrip("!"))


def _events(day: Sequence[Played]) -> list[Happened]:
    found: list[Happened] = []
    for one in day:
        if one.called is None or one.freed is None:
            continue
        call = Happened("called", at(one.called), one.window, one.number, at(one.taken), _group(one))
        found += [call, replace(call, kind="finished", at=at(one.freed))]
        if one.paused:
            found.append(Happened("paused", at(one.freed), one.window))
            found.append(Happened("resumed", at(one.freed + one.paused), one.window))
    order = ("finished", "paused", "resumed", "called")
    return sorted(found, key=lambda event: (event.at, order.index(event.kind)))


def _learnt(hall: Simulated, day: Sequence[Played]) -> rules.Facts:
    visits = [
        Visit(
            taken_at=at(one.taken),
            called_at=None if one.called is None else at(one.called),
            ended_at=at(_until(one, hall.closes)),
            has_left=one.left is not None,
            is_first=one.is_first,
        )
        for one in day
    ]
    return history.learnt(events=_events(day), visits=visits, open_s=hall.closes * MINUTE, zone=UTC)
