"""Coming, not coming, and what follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _


def checkin_from(starts_at: datetime, *, checkin_minutes: int) -> datetime:
    """From when on people can check in."""
    return starts_at - timedelta(minutes=checkin_minutes)


def objections_to_checking_in(
    *, state: str, starts_at: datetime, ends_at: datetime, checkin_minutes: int, now: datetime
) -> list[Objection]:
    """Why nobody can check in now. Who comes after the grace but before the room was given on is still welcome."""
    if state != "booked":
        return [Objection("not_booked", _("This booking does not stand (any more)."))]
    if now >= ends_at:
        return [over()]
    if now < (opens := checkin_from(starts_at, checkin_minutes=checkin_minutes)):
        return [
            Objection("too_early_to_check_in", _("You can check in from {opens} on."), {"opens": opens}),
        ]
    return []


def over() -> Objection:
    """The objection to doing anything with a booking that is over."""
    return Objection("over", _("This booking is over."))


def objections_to_leaving(*, state: str, ends_at: datetime, now: datetime) -> list[Objection]:
    """Why a booking cannot be ended before its time."""
    if state != "used" or now >= ends_at:
        return [Objection("not_in_use", _("The room is not in use by this booking."))]
    return []


def objections_to_moving(
    *, state: str, starts_at: datetime, ends_at: datetime, change_minutes: int, is_staff: bool, now: datetime
) -> list[Objection]:
    """Why a booking can be neither changed nor cancelled (for who holds it, until some time before the start)."""
    if state not in ("requested", "booked") and not (is_staff and state == "used"):
        return [over()]
    if now >= ends_at:
        return [over()]
    until = starts_at - timedelta(minutes=change_minutes)
    if not is_staff and (now > until or now >= starts_at):
        text = _("Changing and cancelling was possible until {until}; please call the desk.")
        return [Objection("too_late", text, {"until": until})]
    return []


def is_no_show(*, starts_at: datetime, release_minutes: int | None, now: datetime) -> bool:
    """Whether a booking that nobody checked in is given up."""
    return release_minutes is not None and now >= starts_at + timedelta(minutes=release_minutes)


def suspends(*, no_shows: int, strikes: int | None) -> bool:
    """Whether so many times of not coming end in a suspension."""
    return strikes is not None and no_shows >= strikes


def objections_to_suspending(
    *, has_holder: bool, is_suspended: bool, until: datetime, now: datetime, longest: timedelta
) -> list[Objection]:
    """Why somebody cannot be suspended until a moment."""
    found = []
    if not has_holder:
        found.append(Objection("no_holder", _("Please say who is to be suspended."), field="holder"))
    if is_suspended:
        found.append(Objection("suspended_already", _("They are suspended already.")))
    if until <= now:
        found.append(Objection("ends_before_start", _("The end must be after now."), field="until"))
    if until > now + longest:
        found.append(
            Objection("too_long", _("A suspension lasts at most {longest} days."), {"longest": longest.days},
                      field="until")
        )  # fmt: skip
    return found
