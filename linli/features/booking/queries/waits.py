"""Who waits for a time, and what they are offered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404

from linli.community.people.models import Person

from .. import rules
from ..models import Terms, Venue, VenueAtom, Wait
from .bookings import CODE, SEALED
from .shapes import Turn

# Setting up and cleaning reach beyond the time somebody waits for.
AROUND = timedelta(days=1)


def wait_by_code(*, code: str) -> Turn:
    """The place in line a secret code opens, with venue, site and offer.

    :raises Http404: if there is none.
    """
    found = _waits().filter(code=code).first() if CODE.fullmatch(code) else None
    if found is None:
        raise Http404("no such place in line")
    return _turns([found])[0]


def my_waits(*, person: Person, now: datetime) -> list[Turn]:
    """Where a person waits, the nearest time first."""
    mine = _waits().filter(holder=person, state__in=[Wait.State.WAITING, Wait.State.OFFERED], ends_at__gt=now)
    return _turns(list(mine.order_by("starts_at", "pk")))


def line(*, venue: Venue, now: datetime) -> list[Wait]:
    """Everybody who waits for a time to come in a venue or in one that shares a part with it, in the order they are
    offered one.

    Where talks are confidential, without who they are.
    """
    kin = VenueAtom.objects.filter(atom__in=VenueAtom.objects.filter(venue=venue).values("atom")).values("venue")
    waiting = _waits().filter(
        venue__in=kin, state__in=[Wait.State.WAITING, Wait.State.OFFERED], starts_at__gt=now
    )  # fmt: skip
    found = list(waiting.order_by("pk"))
    secret = set(Terms.objects.filter(venue__in=kin, is_confidential=True).values_list("venue", flat=True))
    for wait in found:
        if wait.venue_id in secret:
            wait.name = wait.contact = wait.holder_key = wait.code = ""
            wait.holder_id = None
    return found


def _waits() -> QuerySet[Wait]:
    return Wait.objects.select_related("venue__site", "offer", "layout").defer(*SEALED)


def _turns(waits: Sequence[Wait]) -> list[Turn]:
    """Where each stands: 1 is next among all who wait for any part of it at any of its time, setting up included.

    There is one order, that of joining, whichever venue they wait for: whole and half are one line. Who waits twice
    is not ahead of themselves. Three statements, however many they are; none where nobody waits.
    """
    waiting = [wait for wait in waits if wait.state == Wait.State.WAITING]
    ahead = _Ahead(waiting) if waiting else None
    return [Turn(wait, ahead.of(wait) + 1 if ahead and wait.state == Wait.State.WAITING else None) for wait in waits]


class _Ahead:
    """Everybody who may stand ahead of some."""

    def __init__(self, waits: Sequence[Wait]) -> None:
        mine = VenueAtom.objects.filter(venue__in={wait.venue_id for wait in waits}).values("atom")
        self.atoms: dict[int, set[int]] = defaultdict(set)
        for venue, atom in VenueAtom.objects.filter(atom__in=mine).values_list("venue", "atom"):
            self.atoms[venue].add(atom)
        self.terms: dict[int, list[Terms]] = defaultdict(list)
        known = Terms.objects.filter(venue__in=self.atoms).only("venue", "from_day", "setup_minutes", "cleanup_minutes")
        for terms in known.order_by("-from_day"):
            self.terms[terms.venue_id].append(terms)
        near = Wait.objects.filter(
            state=Wait.State.WAITING,
            venue__in=self.atoms,
            pk__lt=max(wait.pk for wait in waits),
            starts_at__lt=max(wait.ends_at for wait in waits) + AROUND,
            ends_at__gt=min(wait.starts_at for wait in waits) - AROUND,
        )
        self.others: Iterable[Wait] = list(
            near.select_related("venue__site").only(
                "venue__site__timezone", "starts_at", "ends_at", "holder_id", "holder_key"
            )
        )

    def of(self, wait: Wait) -> int:
        """How many stand ahead of somebody."""
        reach = self._reach(wait)
        return sum(
            other.pk < wait.pk
            and not _is_same(other, wait)
            and bool(self.atoms[other.venue_id] & self.atoms[wait.venue_id])
            and _share(self._reach(other), reach)
            for other in self.others
        )

    def _reach(self, wait: Wait) -> range:
        """The quarter-hours it takes, with those of setting up and cleaning."""
        use = rules.slots_between(start=wait.starts_at, end=wait.ends_at)
        day = wait.starts_at.astimezone(ZoneInfo(wait.venue.site.timezone)).date()
        terms = next((one for one in self.terms[wait.venue_id] if one.from_day <= day), None)
        if terms is None:
            return use
        return range(use.start - rules.quarters(terms.setup_minutes), use.stop + rules.quarters(terms.cleanup_minutes))


def _is_same(one: Wait, other: Wait) -> bool:
    if one.holder_id is not None or other.holder_id is not None:
        return one.holder_id == other.holder_id
    return bool(one.holder_key) and one.holder_key == other.holder_key


def _share(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop
