"""What the station head arranges: what stands on the windows' signs, what they do not take, who holds their posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.base.kernel import Refused
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.features.guides.models import ItemGroup

from .. import rules
from ..models import Absence, Hall, Window, WindowException, WindowGroup, WindowPost, WindowShift
from .deed import Deed
from .refs import absence_of


def divide(
    *, window: Window, groups: Sequence[ItemGroup], by: Person, key: str, now: datetime, seen: str | None = None
) -> Window:
    """The window with `groups` on its sign from now on; what stood there stays in the history (A07).

    Signs guide people, they bind nobody: open tickets keep their number, their place and any window. `seen` is what
    the head saw on the sign (`rules.mark_of` the slugs).

    :raises Refused: `changed_meanwhile`.
    """
    wanted = {group.pk for group in groups}
    with transaction.atomic():
        deed = Deed(hall=window.hall, verb="divide", actor=people.actor_of(by), key=key, now=now)
        if deed.ask(window=window.pk, groups=sorted(wanted), seen=seen) is not None:
            return window
        deed.lock(events=0)
        current = WindowGroup.objects.filter(window=window, until=None)
        _refuse_stale(seen, [one.group for one in current.select_related("group")])
        kept = set(current.values_list("group", flat=True)) & wanted
        current.exclude(group__in=kept).update(until=now)
        WindowGroup.objects.bulk_create(
            WindowGroup(window=window, group=group, since=now) for group in groups if group.pk not in kept
        )
        return _told(deed, window, groups=sorted(group.slug for group in groups))


def set_exception(
    *, window: Window, group: ItemGroup, reason: str, by: Person, key: str, now: datetime, seen: str | None = None
) -> Window:
    """The window, which does not take `group` from now on, and says why; every other window still does.

    `seen` is what the head saw that it does not take (`rules.mark_of` the slugs).

    :raises Refused: `reason_missing`, `changed_meanwhile`.
    """
    with transaction.atomic():
        deed = Deed(hall=window.hall, verb="set_exception", actor=people.actor_of(by), key=key, now=now)
        if deed.ask(window=window.pk, group=group.pk, reason=reason, seen=seen) is not None:
            return window
        deed.lock(events=0)
        _refuse_stale(seen, _not_taken(window))
        if found := rules.reason_missing(reason):
            raise Refused(*found)
        WindowException.objects.filter(window=window, group=group, until=None).update(until=now)
        WindowException.objects.create(window=window, group=group, reason=reason.strip(), since=now)
        return _told(deed, window, why=reason.strip(), group=group.slug)


def end_exception(
    *, window: Window, group: ItemGroup, by: Person, key: str, now: datetime, seen: str | None = None
) -> Window:
    """The window, which takes `group` again; `seen` as for `set_exception`.

    :raises Refused: `changed_meanwhile`.
    """
    with transaction.atomic():
        deed = Deed(hall=window.hall, verb="end_exception", actor=people.actor_of(by), key=key, now=now)
        if deed.ask(window=window.pk, group=group.pk, seen=seen) is not None:
            return window
        deed.lock(events=0)
        _refuse_stale(seen, _not_taken(window))
        WindowException.objects.filter(window=window, group=group, until=None).update(until=now)
        return _told(deed, window, group=group.slug)


def set_post(
    *,
    window: Window,
    post: str,
    worker: Person | None,
    by: Person,
    key: str,
    now: datetime,
    seen: str | None = None,
) -> WindowPost | None:
    """The holder of the window's A or B post from now on, or None for an empty post. An open shift goes on.

    `seen` is who the head saw on the post (the key as text, "0": nobody).

    :raises Refused: `changed_meanwhile`, `holds_other_post`, `not_a_worker`.
    """
    with transaction.atomic():
        deed = Deed(hall=window.hall, verb="set_post", actor=people.actor_of(by), key=key, now=now)
        asked = deed.ask(window=window.pk, post=post, worker=worker.pk if worker else None, seen=seen)
        current = WindowPost.objects.filter(window=window, post=post, until=None)
        if asked is not None:
            return current.select_related("worker").first()
        deed.lock(events=0)
        _judge_seen_post(seen, current.select_related("worker").first())
        if worker is not None:
            _judge_posting(window, post, worker)
        current.update(until=now)
        made = WindowPost.objects.create(window=window, post=post, worker=worker, since=now) if worker else None
        _told(deed, window, post=post, worker=worker.pk if worker else None)
        return made


def mark_absent(*, hall: Hall, worker: Person, day: date, reason: str, by: Person, key: str, now: datetime) -> Absence:
    """The worker's absence on a business day; said twice, the later reason stands.

    :raises Refused: `not_a_worker`, `at_a_window` while the worker serves today.
    """
    with transaction.atomic():
        deed = Deed(hall=hall, verb="mark_absent", actor=people.actor_of(by), key=key, now=now)
        if (ref := deed.ask(worker=worker.pk, day=day.isoformat(), reason=reason)) is not None:
            return absence_of(ref)
        deed.lock(events=0)
        found = rules.objections_to_absence(
            serves_at=_serves_at(hall, worker) if day == deed.today else None,
            may_serve=people.may(person=worker, right="hall.serve", place=hall.site.community_id),
        )
        if found:
            raise Refused(*found)
        absence, _made = Absence.objects.update_or_create(
            hall=hall, worker=worker, day=day, defaults={"reason": reason.strip()}
        )
        # Why somebody is away may be a matter of health: it stays in its own row and out of the journal.
        deed.end(f"absence:{absence.pk}", subject=f"person:{worker.pk}", absent_on=day.isoformat())
        return absence


def mark_present(*, hall: Hall, worker: Person, day: date, by: Person, key: str, now: datetime) -> None:
    """Take a worker's absence on a business day back."""
    with transaction.atomic():
        deed = Deed(hall=hall, verb="mark_present", actor=people.actor_of(by), key=key, now=now)
        if deed.ask(worker=worker.pk, day=day.isoformat()) is not None:
            return
        deed.lock(events=0)
        Absence.objects.filter(hall=hall, worker=worker, day=day).delete()
        deed.end("present", subject=f"person:{worker.pk}", present_on=day.isoformat())


def _refuse_stale(seen: str | None, stand: Sequence[ItemGroup]) -> None:
    mark, names = rules.mark_of(group.slug for group in stand), "、".join(group.name for group in stand)
    if found := rules.objections_to_stale(seen=seen, mark=mark, stands=names or "—"):
        raise Refused(*found)


def _not_taken(window: Window) -> list[ItemGroup]:
    rows = WindowException.objects.filter(window=window, until=None).select_related("group")
    return [one.group for one in rows.order_by("group__position")]


def _judge_seen_post(seen: str | None, held: WindowPost | None) -> None:
    mark, stands = (str(held.worker_id), str(held.worker)) if held else ("0", "—")
    if found := rules.objections_to_stale(seen=seen, mark=mark, stands=stands):
        raise Refused(*found)


def _judge_posting(window: Window, post: str, worker: Person) -> None:
    held = WindowPost.objects.filter(window=window, worker=worker, until=None).exclude(post=post)
    found = rules.objections_to_posting(
        is_other_post=held.exists(),
        may_serve=people.may(person=worker, right="hall.serve", place=window.hall.site.community_id),
    )
    if found:
        raise Refused(*found)


def _serves_at(hall: Hall, worker: Person) -> int | None:
    shifts = WindowShift.objects.filter(window__hall=hall, worker=worker, closed_at=None)
    return shifts.values_list("window__number", flat=True).first()


def _told(deed: Deed, window: Window, *, why: str = "", **details: Any) -> Window:
    deed.end(f"window:{window.pk}", subject=f"window:{window.pk}", why=why, window=window.number, **details)
    return window
