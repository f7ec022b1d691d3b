"""What time does: each job on its own, so that one which fails keeps none of the others from running."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings

from linli.base.kernel.dated import in_force
from linli.base.limits import actions as limits
from linli.base.once import actions as once
from linli.community.notices import actions as notices
from linli.community.people import actions as people
from linli.features.appointments import actions as appointment_actions
from linli.features.appointments import queries as appointments
from linli.features.booking import actions as booking
from linli.features.devices import actions as devices
from linli.features.feedback import actions as feedback
from linli.features.hall import actions as hall_actions
from linli.features.hall import queries as hall

# A client that repeats a request does so within minutes; two days also cover a kiosk that was cut off over night.
KEEP_ANSWERS = timedelta(days=2)
# Long enough to ask what became of a message, no longer (PIPL 19: the shortest time the purpose needs).
KEEP_MESSAGES = timedelta(days=90)
DATA = Path(__file__).parent / "data"
# Long enough to see that a printer fails every Monday.
KEEP_SLIPS = timedelta(days=30)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Something to do again and again, at least `every` so often; `do` gives how much there was to do."""

    name: str
    every: timedelta
    do: Callable[[datetime], int]


@dataclass(frozen=True)
class Outcome:
    """How a job went: how much it did, or what went wrong."""

    job: Job
    count: int = 0
    error: str = ""


def run(*, now: datetime, jobs: Sequence[Job]) -> list[Outcome]:
    """How each of `jobs` went, in their order; a job that fails is logged and the next one runs."""
    return [_outcome_of(job, now) for job in jobs]


def _outcome_of(job: Job, now: datetime) -> Outcome:
    try:
        return Outcome(job, count=job.do(now))
    except Exception as error:  # whatever it was, the other jobs are not to suffer for it
        log.exception("tick: %s failed", job.name)
        return Outcome(job, error=f"{type(error).__name__}: {error}")


def _deliver_notices(now: datetime) -> int:
    return notices.deliver_due(now=now)


def _miss_appointments(now: datetime) -> int:
    return appointment_actions.mark_missed_due(now=now)


def _expire_appointments(now: datetime) -> int:
    """Times that were held for somebody unknown and not confirmed are free again."""
    return appointment_actions.expire_holds(now=now)


def _tell_displaced(now: datetime) -> int:
    return appointment_actions.tell_displaced(now=now)


def _close_days(now: datetime) -> int:
    """One hall whose day cannot be closed does not keep the others open; one that awaits somebody stays open."""
    closed, failed = 0, []
    for of_hall, day in hall.open_days(now=now):
        if appointments.is_awaited(hall=of_hall, day=day, now=now):
            continue
        try:
            hall_actions.close_day(hall=of_hall, day=day, now=now)
            closed += 1
        except Exception:
            log.exception("tick: %s of %s was not closed", day, of_hall)
            failed.append(f"{of_hall} {day}")
    if failed:
        raise RuntimeError(f"not closed: {', '.join(failed)}")
    return closed


def _tell_of_silence(now: datetime) -> int:
    """Halls whose head was told that people wait and nobody calls."""
    return sum(hall_actions.tell_of_silence(hall=of_hall, now=now) for of_hall in hall.halls_that_wait(now=now))


def _sum_days(now: datetime) -> int:
    """Days sum themselves up when they close; these closed before days did."""
    return sum(1 for of_hall, day in hall.days_to_sum() if hall_actions.sum_day(hall=of_hall, day=day, now=now))


def _purge_contacts(now: datetime) -> int:
    return hall_actions.purge_contacts(now=now) + appointment_actions.purge_contacts(now=now)


def _publish_ratings(now: datetime) -> int:
    return feedback.publish(now=now)


def _forget_ratings(now: datetime) -> int:
    return feedback.forget(now=now)


def _shuffle_ratings(now: datetime) -> int:
    return feedback.shuffle(now=now)


def _give_up_slips(now: datetime) -> int:
    return devices.give_up_late(now=now)


def _forget_slips(now: datetime) -> int:
    return devices.forget_jobs(before=now - KEEP_SLIPS)


def _rooms(now: datetime) -> int:
    """Requests and offers whose deadline passed lapse; rooms to which nobody came are given on."""
    return booking.expire_holds(now=now) + booking.release_no_shows(now=now)


def _purge_rooms(now: datetime) -> int:
    return booking.purge_contacts(now=now)


def _compare_rooms(now: datetime) -> int:
    """The bitmaps of the days against the claims; anything but 0 is written down as a fault."""
    wrong = booking.rebuild_days(now=now)
    if wrong:
        log.error("tick: %s days of rooms did not say what their claims say; they do now", wrong)
    return wrong


def _forget_answers(now: datetime) -> int:
    return once.forget_old(before=now - KEEP_ANSWERS)


def _forget_counts(now: datetime) -> int:
    """What was counted at the door is gone as soon as its hour or day is over."""
    return limits.forget_old(now=now) + notices.forget_proofs(now=now)


def _forget_messages(now: datetime) -> int:
    return notices.forget_old(before=now - KEEP_MESSAGES)


def _forget_sign_ins(now: datetime) -> int:
    """Sessions that ended, one-time codes, and who tried to sign in from where."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    keep = timedelta(days=in_force(file=DATA / "keeping.toml", day=now.date())["failed_sign_in_days"])
    kept = (AccessAttempt, AccessFailureLog, AccessLog)
    tries: int = sum(model.objects.filter(attempt_time__lt=now - keep).delete()[0] for model in kept)
    return tries + people.forget_codes(now=now)


JOBS = (
    Job("deliver notices", timedelta(0), _deliver_notices),
    Job("miss appointments", timedelta(minutes=1), _miss_appointments),
    Job("let holds of appointments lapse", timedelta(minutes=1), _expire_appointments),
    Job("tell whose appointment a closure took", timedelta(minutes=1), _tell_displaced),
    Job("close business days", timedelta(minutes=1), _close_days),
    Job("tell of people nobody calls", timedelta(minutes=1), _tell_of_silence),
    Job("sum up closed days", timedelta(hours=1), _sum_days),
    Job("purge contacts", timedelta(minutes=1), _purge_contacts),
    Job("publish ratings", timedelta(hours=1), _publish_ratings),
    Job("forget used codes and old remarks", timedelta(hours=1), _forget_ratings),
    Job("shuffle ratings", timedelta(minutes=1), _shuffle_ratings),
    Job("give up slips", timedelta(0), _give_up_slips),
    Job("forget slips", timedelta(hours=1), _forget_slips),
    Job("let holds of rooms lapse", timedelta(minutes=1), _rooms),
    Job("purge contacts of rooms", timedelta(hours=1), _purge_rooms),
    Job("compare days of rooms", timedelta(days=1), _compare_rooms),
    Job("forget answers", timedelta(hours=1), _forget_answers),
    Job("forget counts at the door", timedelta(hours=1), _forget_counts),
    Job("forget messages", timedelta(hours=1), _forget_messages),
    Job("forget sign-ins", timedelta(hours=1), _forget_sign_ins),
)
