"""Opening, closing and pausing a window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from linli.base.kernel import Objection, Refused
from linli.community.people import queries as people
from linli.community.people.models import Person

from .. import rules
from ..models import Absence, HallEvent, Pause, Window, WindowPost, WindowShift
from ..queries import facts
from ..queries.silences import silence
from .deed import Deed
from .refs import shift_of
from .silence import note_silence


def open_window(*, window: Window, workers: Sequence[Person], by: Person, key: str, now: datetime) -> WindowShift:
    """The shift that opens `window` with exactly one worker.

    Without `workers` the holder of the A post serves, or of the B post while A is absent (AB 岗).

    :raises Refused: with every reason at once: `day_closed`, `window_not_in_use`, `already_open`, `nobody_on_post`,
        `several_workers`, `not_a_worker`, `worker_absent`, `worker_elsewhere`.
    """
    try:
        with transaction.atomic():
            return _open(window, workers, Deed(
                hall=window.hall, verb="open_window", actor=people.actor_of(by), key=key, now=now
            ))  # fmt: skip
    except IntegrityError as clash:  # the worker was put on another hall's window at the same moment
        raise Refused(rules.worker_elsewhere(0)) from clash


def close_window(*, window: Window, by: Person, key: str, now: datetime, meant: int | None = None) -> WindowShift:
    """The shift that ended; those kept for this window or its worker belong to everybody again.

    `meant` is the shift the caller looked at: one that somebody began since is left alone.

    :raises Refused: `window_not_open`, `shift_changed`, `visitor_here`.
    """
    with transaction.atomic():
        deed = Deed(hall=window.hall, verb="close_window", actor=people.actor_of(by), key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant)) is not None:
            return shift_of(ref)
        deed.lock()
        shift, visitor = _shift(window), facts.visitor_at(window=window.pk)
        found = _other_shift(shift, meant) or rules.objections_to_closing(
            is_open=shift is not None, visitor=visitor.label if visitor else ""
        )
        if found or shift is None:
            raise Refused(*found)
        end_shifts(shifts=[shift], now=now)
        shift.closed_at = now
        note_silence(deed, silence(hall=window.hall, now=now))
        return _told(deed, shift, HallEvent.Kind.CLOSED)


def pause_window(
    *, window: Window, reason: str, by: Person, key: str, now: datetime, meant: int | None = None
) -> WindowShift:
    """The shift, in which nobody more is called until the window resumes; a visitor at the window is served on.

    :raises Refused: `window_not_open`, `shift_changed`, `already_paused`, `reason_missing`.
    """
    with transaction.atomic():
        deed = Deed(hall=window.hall, verb="pause_window", actor=people.actor_of(by), key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant, reason=reason)) is not None:
            return shift_of(ref)
        deed.lock()
        shift = _shift(window)
        found = _other_shift(shift, meant) or rules.objections_to_pausing(
            is_open=shift is not None, is_paused=_pauses(shift), reason=reason
        )
        if found or shift is None:
            raise Refused(*found)
        Pause.objects.create(shift=shift, reason=reason.strip(), started_at=now)
        note_silence(deed, silence(hall=window.hall, now=now))
        return _told(deed, shift, HallEvent.Kind.PAUSED, reason=reason.strip())


def resume_window(*, window: Window, by: Person, key: str, now: datetime, meant: int | None = None) -> WindowShift:
    """The shift, in which visitors are called again.

    :raises Refused: `window_not_open`, `shift_changed`, `not_paused`.
    """
    with transaction.atomic():
        deed = Deed(hall=window.hall, verb="resume_window", actor=people.actor_of(by), key=key, now=now)
        if (ref := deed.ask(window=window.pk, meant=meant)) is not None:
            return shift_of(ref)
        deed.lock()
        shift = _shift(window)
        found = _other_shift(shift, meant) or rules.objections_to_resuming(
            is_open=shift is not None, is_paused=_pauses(shift)
        )
        if found or shift is None:
            raise Refused(*found)
        shift.pauses.filter(ended_at=None).update(ended_at=now)
        return _told(deed, shift, HallEvent.Kind.RESUMED)


def end_shifts(*, shifts: Sequence[WindowShift], now: datetime) -> None:
    """End shifts and their pauses, under the lock of the hall's day."""
    Pause.objects.filter(shift__in=shifts, ended_at=None).update(ended_at=now)
    WindowShift.objects.filter(pk__in=[shift.pk for shift in shifts]).update(closed_at=now)


def _open(window: Window, workers: Sequence[Person], deed: Deed) -> WindowShift:
    if (ref := deed.ask(window=window.pk, workers=[worker.pk for worker in workers])) is not None:
        return shift_of(ref)
    deed.lock()
    window.refresh_from_db(fields=["is_in_use"])
    chosen = list({worker.pk: worker for worker in workers}.values()) or _on_post(window, deed)
    if found := rules.objections_to_opening(_opening(window, chosen, deed)):
        raise Refused(*found)
    worker = chosen[0]
    shift = WindowShift.objects.create(
        window=window,
        worker=worker,
        is_backup=WindowPost.objects.filter(window=window, worker=worker, post="B", until=None).exists(),
        opened_at=deed.now,
    )
    return _told(deed, shift, HallEvent.Kind.OPENED, is_backup=shift.is_backup)


def _on_post(window: Window, deed: Deed) -> list[Person]:
    """The A worker, the B worker while A is absent, or nobody."""
    absent = Absence.objects.filter(hall=window.hall, day=deed.today, worker=OuterRef("worker"))
    post = (
        WindowPost.objects.filter(~Exists(absent), window=window, until=None)
        .select_related("worker")
        .order_by("post")
        .first()
    )
    return [post.worker] if post else []


def _opening(window: Window, workers: Sequence[Person], deed: Deed) -> rules.Opening:
    worker = workers[0] if len(workers) == 1 else None
    open_shifts = list(
        WindowShift.objects.filter(Q(window=window) | Q(worker=worker), closed_at=None).select_related("window")
    )
    elsewhere = [shift.window for shift in open_shifts if worker and shift.worker_id == worker.pk]
    is_open = any(shift.window_id == window.pk for shift in open_shifts)
    known = rules.Opening(
        is_in_use=window.is_in_use,
        is_open=is_open,
        is_day_closed=deed.day.closed_at is not None,
        workers=len(workers),
    )
    if worker is None:
        return known
    return rules.Opening(
        is_in_use=window.is_in_use,
        is_open=is_open,
        is_day_closed=known.is_day_closed,
        workers=1,
        may_serve=people.may(person=worker, right="hall.serve", place=window.hall.site.community_id),
        is_absent=Absence.objects.filter(hall=window.hall, day=deed.today, worker=worker).exists(),
        serves_at=next((one.number if one.hall_id == window.hall_id else 0 for one in elsewhere), None),
    )


def _shift(window: Window) -> WindowShift | None:
    return WindowShift.objects.filter(window=window, closed_at=None).select_related("window", "worker").first()


def _pauses(shift: WindowShift | None) -> bool:
    return shift is not None and shift.pauses.filter(ended_at=None).exists()


def _other_shift(shift: WindowShift | None, meant: int | None) -> list[Objection]:
    """The objection to a step that meant another worker's time at the window."""
    if shift is None or meant in (None, shift.pk):
        return []
    return [rules.shift_changed(str(shift.worker))]


def _told(deed: Deed, shift: WindowShift, kind: str, *, reason: str = "", **details: Any) -> WindowShift:
    deed.log(kind, window=shift.window_id, worker=shift.worker_id, reason=reason)
    deed.end(
        f"shift:{shift.pk}",
        subject=f"window:{shift.window_id}",
        why=reason,
        window=shift.window.number,
        worker=shift.worker_id,
        **details,
    )
    return shift
