"""Who may do what where, what a phone number looks like, and when a sign-in code is good. Plain values only."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _
from linli.base.kernel.phones import e164 as e164  # noqa: PLC0414 - handed on

# What each role of domain §4 may do, at its place and everywhere below it.
_LOOKS = frozenset({"hall.look", "registry.look", "booking.look"})
_SERVES = _LOOKS | {"hall.serve", "booking.serve", "amenities.serve"}
_GUIDES_THE_DISTRICT = _LOOKS | {"registry.manage", "guides.edit", "guides.publish", "feedback.review"}
RIGHTS: dict[str, frozenset[str]] = {
    "generalist_worker": _SERVES,
    "station_head": _SERVES | {"hall.manage", "booking.manage", "feedback.manage", "guides.edit"},
    "street_office": _LOOKS | {"feedback.review"},
    "district_service_center": _GUIDES_THE_DISTRICT,
    "district_bureau": _GUIDES_THE_DISTRICT,
}
# How long a place's statistical division code is: district, street or town, community.
PLACE_LENGTHS = (6, 9, 12)


def rights_of(role: str) -> frozenset[str]:
    """What a role may do; nothing for a role that is not known."""
    return RIGHTS.get(role, frozenset())


def covers(*, place: str, wanted: str) -> bool:
    """Whether `wanted` is `place` or lies inside it."""
    return bool(place) and wanted.startswith(place)


def is_place(code: str) -> bool:
    """Whether `code` has the shape of a division code."""
    return code.isascii() and code.isdigit() and len(code) in PLACE_LENGTHS


def outermost(places: Collection[str]) -> list[str]:
    """The places without those that lie inside another of them, in order."""
    kept: list[str] = []
    for place in sorted(set(places)):
        if not any(covers(place=outer, wanted=place) for outer in kept):
            kept.append(place)
    return kept


def objections_to_grant(*, role: str, place: str, holds_it: bool) -> list[Objection]:
    """Why a role cannot be granted at a place."""
    found = []
    if role not in RIGHTS:
        found.append(Objection("no_such_role", _("There is no such role."), field="role"))
    if not is_place(place):
        found.append(
            Objection(
                "not_a_place",
                _("A place is a division code: 6 digits for a district, 9 for a street or town, 12 for a community."),
                field="place",
            )
        )
    if holds_it:
        found.append(Objection("holds_it", _("This person holds this role there already."), field="role"))
    return found


def objections_to_token(*, role: str, place: str, held: Sequence[tuple[str, str]], days: int) -> list[Objection]:
    """Why a token cannot be made; `held` are the person's roles as (role, place)."""
    found = []
    if not any(own == role and covers(place=at, wanted=place) for own, at in held):
        found.append(
            Objection("role_not_held", _("A token's role must be one that the person holds there."), field="role")
        )
    if not is_place(place):
        found.append(Objection("not_a_place", _("The place is not a division code."), field="place"))
    if days < 1:
        found.append(Objection("no_days", _("A token must be good for at least one day."), field="days"))
    return found


def objections_to_erasure(*, is_staff: bool, is_being_served: bool) -> list[Objection]:
    """Why a person cannot be erased now."""
    found = []
    if is_staff:
        found.append(
            Objection(
                "holds_a_role",
                _("You hold a role at work. Ask your administrator to end it first, then erase your data."),
            )
        )
    if is_being_served:
        found.append(
            Objection("being_served", _("You are being served at a window right now. Please do this after your visit."))
        )
    return found


# Phones and one-time codes ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CodeTerms:
    """How one-time codes are given out; the numbers are data (`data/sign_in.toml`)."""

    digits: int
    minutes: int
    tries: int
    seconds_between: int
    a_phone_an_hour: int
    a_phone_a_day: int


@dataclass(frozen=True)
class Purpose:
    """What personal information is used for, in both languages, and whether it needs the person's consent."""

    code: str
    needs_consent: bool
    text_version: str
    name: str
    name_en: str
    why: str
    why_en: str
    kinds: str
    kinds_en: str
    basis: str
    basis_en: str
    retention: str
    retention_en: str


def masked(phone: str) -> str:
    """A number as it may be shown: 138****0001."""
    own = phone.removeprefix("+86")
    return f"{own[:3]}****{own[-4:]}" if len(own) > 8 else "****"


def objections_to_code(*, terms: CodeTerms, now: datetime, to_phone: Sequence[datetime]) -> list[Objection]:
    """Why no code goes out now, with the next possible moment: `to_phone` is when codes went there in the past day."""
    hour, day = timedelta(hours=1), timedelta(days=1)
    limits = [
        (to_phone, 1, timedelta(seconds=terms.seconds_between)),
        (to_phone, terms.a_phone_an_hour, hour),
        (to_phone, terms.a_phone_a_day, day),
    ]
    waits = [_free_at(sent, at_most, within, now) for sent, at_most, within in limits]
    again = max((at for at in waits if at), default=None)
    if again is None:
        return []
    return [
        Objection(
            "too_many_codes",
            _("Too many codes were asked for. You can ask for the next one in {wait}."),
            {"wait": timedelta(minutes=math.ceil((again - now).total_seconds() / 60))},
            field="phone",
        )
    ]


def _free_at(sent: Sequence[datetime], at_most: int, within: timedelta, now: datetime) -> datetime | None:
    recent = sorted(at for at in sent if at > now - within)
    return recent[-at_most] + within if len(recent) >= at_most else None
