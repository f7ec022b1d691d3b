"""What decides about a booking, gathered before it is judged: the setting of a venue, and the spots that are wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from linli.community.calendar.queries import DayKind

from .. import rules
from ..models import Booking, Claim, Layout, QuotaUse, Suspension, Terms, Venue
from ..rules import Asked, Asker, Given, Place, Used, Wish
from .ground import Ground, Known, Reason, Want, ground

# How far around the wanted time the nearest free one is looked for.
BEFORE_DAYS, AFTER_DAYS = 3, 21


@dataclass(frozen=True)
class Setting:
    """A venue over some days: its terms, layouts, hours and what is taken (a booking's own claims left out)."""

    venue: Venue
    terms: tuple[Terms, ...]
    layouts: dict[str, Layout]
    ground: Ground
    known: Known
    place: Place

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.venue.site.timezone)

    def day_of(self, moment: datetime) -> date:
        """The calendar day of a moment at the site."""
        return moment.astimezone(self.zone).date()

    def terms_on(self, day: date) -> Terms | None:
        """The terms in force on a day."""
        return next((terms for terms in reversed(self.terms) if terms.from_day <= day), None)

    def kind_of(self, day: date) -> DayKind:
        """What a day counts as."""
        return self.ground.hours.kind_of(day)


@dataclass(frozen=True)
class Spot:
    """A wanted stretch: the quarter-hours it takes with its buffers, and the lane of every atom that is free for all
    of them (`lanes` is empty where any has none).
    """

    starts_at: datetime
    ends_at: datetime
    slots: range
    lanes: dict[int, int]
    is_open: bool

    @property
    def is_free(self) -> bool:
        """Whether nobody else has any of it."""
        return bool(self.lanes)

    @property
    def use(self) -> range:
        """The quarter-hours in which people are there."""
        return rules.slots_between(start=self.starts_at, end=self.ends_at)


def setting(
    *,
    venue: Venue,
    first: date,
    last: date,
    now: datetime,
    without: Iterable[Booking] = (),
    free: Iterable[tuple[int, int, int]] = (),
) -> Setting | None:
    """A venue from the first to the last day, with some days around; None for a venue without parts.

    The claims of the bookings `without` which it is seen, and the claims `free` (atom, lane, slot), count as nobody's.
    """
    want = Want(venues=[venue])
    begin = first - timedelta(days=BEFORE_DAYS)
    found = ground(want=want, first=begin, days=(last - begin).days + AFTER_DAYS, now=now)
    if not found.known:
        return None
    own = Claim.objects.filter(booking__in=[booking.pk for booking in without]).values_list("atom", "lane", "slot")
    for atom, lane, slot in (*free, *(own if without else ())):
        found.free(atom=atom, lane=lane, slot=slot)
    known = found.known[0]
    return Setting(
        venue=venue,
        terms=tuple(Terms.objects.filter(venue=venue).order_by("from_day")),
        layouts={layout.kind: layout for layout in Layout.objects.filter(venue=venue)},
        ground=found,
        known=known,
        place=found.place(known),
    )


def spot(*, setting: Setting, starts_at: datetime, ends_at: datetime) -> Spot:
    """The stretch in the setting, with the buffers of the terms of its day."""
    given = setting.place.given_on(setting.day_of(starts_at))
    use = rules.slots_between(start=starts_at, end=ends_at)
    setup = rules.quarters(given.setup_minutes) if given else 0
    cleanup = rules.quarters(given.cleanup_minutes) if given else 0
    slots = range(use.start - setup, use.stop + cleanup)
    return Spot(
        starts_at=starts_at,
        ends_at=ends_at,
        slots=slots,
        lanes=lanes_for(setting=setting, slots=slots),
        is_open=given is not None and _is_open(setting, given, use),
    )


def lanes_for(*, setting: Setting, slots: range) -> dict[int, int]:
    """The lowest free lane of every atom for the quarter-hours; empty if any atom has none."""
    origin = setting.ground.days.origin
    wanted = rules.mask(first=slots.start - origin, end=slots.stop - origin)
    chosen = {}
    for part, lanes in zip(setting.known.parts, setting.place.busy, strict=True):
        lane = next((number for number, busy in enumerate(lanes) if not busy & wanted), None)
        if lane is None:
            return {}
        chosen[part.atom] = lane
    return chosen


def asked(
    *,
    setting: Setting,
    spot: Spot,
    wish: Wish,
    asker: Asker,
    used: Used,
    now: datetime,
    without: Iterable[Booking] = (),
) -> Asked:
    """Everything that decides about a wish for a spot; what is nearest is only looked for when something is in the way
    (`rules.objections` of this, then `with_nearest`).
    """
    day = setting.day_of(wish.starts_at)
    given, terms = setting.place.given_on(day), setting.terms_on(day)
    there, blocked_for = ("", None) if spot.is_free else standing_there(setting, spot, now, without)
    return Asked(
        wish=wish,
        given=given,
        audience=terms.audience if terms else "",
        hours=setting.ground.hours_on(setting.known, day, given.hours) if given else rules.Hours(),
        room=rules.Room(
            capacity={kind: layout.capacity for kind, layout in setting.layouts.items()},
            has_conditions=bool(terms and terms.conditions),
            is_confidential=bool(terms and terms.is_confidential),
        ),
        asker=asker,
        now=now,
        zone=setting.venue.site.timezone,
        today=setting.day_of(now),
        there=there,
        blocked_for=blocked_for,
        monthly_count=terms.monthly_count if terms else None,
        monthly_minutes=terms.monthly_minutes if terms else None,
        used=used,
        is_open=spot.is_open,
    )


def with_nearest(*, setting: Setting, asked: Asked) -> Asked:
    """The same, with the free time nearest to the wanted one in this venue, within some days."""
    minutes = max(round(asked.length / timedelta(minutes=1)), asked.given.min_minutes if asked.given else 15)
    starts = rules.start_bits(
        setting.place, days=setting.ground.days, minutes=minutes, now=asked.now, today=asked.today, purpose=""
    )
    origin = setting.ground.days.origin
    bit = rules.nearest_bit(starts, wanted=rules.slot_of(asked.wish.starts_at) - origin)
    nearest = rules.moment_of(origin + bit).astimezone(setting.zone) if bit is not None else None
    return replace(asked, nearest=nearest)


def used(*, venue: Venue, holder_key: str, period: int, without: Booking | None = None) -> Used:
    """How much of a month's limits at a venue somebody has used, apart from a booking."""
    if not holder_key:
        return Used()
    rows = QuotaUse.objects.filter(
        community=venue.site.community_id, holder_key=holder_key, venue=venue, period=period
    ).values_list("measure", "booking")
    others = [measure for measure, booking in rows if without is None or booking != without.pk]
    quarters = others.count(QuotaUse.Measure.QUARTERS)
    return Used(count=others.count(QuotaUse.Measure.COUNT), minutes=quarters * 15)


def suspended_until(*, venue: Venue, holder_key: str, person: int | None, now: datetime) -> datetime | None:
    """Until when somebody may not book at the venue's site; None if they may."""
    theirs = Q(holder_key=holder_key) if holder_key else Q(pk=None)
    if person is not None:
        theirs |= Q(person=person)
    found = Suspension.objects.filter(theirs, site=venue.site_id, starts_at__lte=now, ends_at__gt=now)
    until: datetime | None = found.order_by("-ends_at").values_list("ends_at", flat=True).first()
    return until.astimezone(ZoneInfo(venue.site.timezone)) if until else None


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of a moment in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def period_of(day: date) -> int:
    """A day's month as limits count it: 202611."""
    return day.year * 100 + day.month


def standing_there(
    setting: Setting, spot: Spot, now: datetime, without: Iterable[Booking] = ()
) -> tuple[str, Reason | None]:
    """What is in the way of a spot: a block with its reason, other people, or only their setting up and cleaning."""
    rows = Claim.objects.filter(
        Q(hold_until=None) | Q(hold_until__gt=now),
        community=setting.venue.site.community_id,
        atom__in=[part.atom for part in setting.known.parts],
        slot__gte=spot.slots.start,
        slot__lt=spot.slots.stop,
    ).exclude(booking__in=[booking.pk for booking in without])
    found = list(
        rows.values_list(
            "slot", "block__reason", "block__reason_en", "booking__starts_at", "booking__ends_at",
            "booking__move__starts_at", "booking__move__ends_at",
        )
    )  # fmt: skip
    for _slot, reason, reason_en, *_times in found:
        if reason is not None:
            return "blocked", Reason(reason, reason_en)
    for slot, _reason, _reason_en, *times in found:
        if slot in spot.use and _is_used(slot, *times):
            return "taken", None
    return "being_set_up" if found else "taken", None


def _is_used(slot: int, *times: datetime | None) -> bool:
    """Whether people are there in a quarter-hour: at the time of a booking, or at the other one asked for it."""
    return any(
        start is not None and end is not None and slot in rules.slots_between(start=start, end=end)
        for start, end in zip(times[::2], times[1::2], strict=True)
    )


def _is_open(setting: Setting, given: Given, use: range) -> bool:
    origin = setting.ground.days.origin
    wanted = rules.mask(first=use.start - origin, end=use.stop - origin)
    return bool(wanted) and wanted & setting.place.open_by_kinds[given.hours] == wanted
