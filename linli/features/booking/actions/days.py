"""The bitmaps of the days, made anew from the claims and compared with them."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime

from django.db import transaction

from .. import rules
from ..models import AtomDay, Claim

log = logging.getLogger(__name__)


def rebuild_days(*, now: datetime) -> int:
    """Make every bitmap from today on as the claims say; how many were wrong (0 in a sound database)."""
    first = rules.slot_of(now) // rules.A_DAY
    communities = Claim.objects.filter(slot__gte=first * rules.A_DAY).values_list("community", flat=True)
    stored = AtomDay.objects.filter(day__gte=first).values_list("community", flat=True)
    return sum(_rebuild(community, first) for community in sorted({*communities.distinct(), *stored.distinct()}))


@transaction.atomic
def _rebuild(community: str, first: int) -> int:
    """One community's bitmaps, looked at twice: what differs is only mended when it still does under its lock."""
    wrong = _differences(community, first)
    if not wrong:
        return 0
    rows = AtomDay.objects.select_for_update().filter(community=community, day__gte=first)
    list(rows.order_by("atom", "lane", "day"))
    wrong = _differences(community, first)
    for (atom, lane, day), (lo, hi) in sorted(wrong.items()):
        AtomDay.objects.filter(community=community, atom=atom, lane=lane, day=day).delete()
        AtomDay.objects.create(community_id=community, atom_id=atom, lane=lane, day=day, busy_lo=lo, busy_hi=hi)
    if wrong:
        log.error("booking: %s bitmaps of community %s were wrong and are mended", len(wrong), community)
    return len(wrong)


def _differences(community: str, first: int) -> dict[tuple[int, int, int], tuple[int, int]]:
    """The days whose bitmap is not what the claims say, with what they say."""
    rows = AtomDay.objects.filter(community=community, day__gte=first)
    # Before the claims: whoever commits in between is then taken for missing here, and made again as they made it.
    stored = {
        (atom, lane, day): (lo, hi)
        for atom, lane, day, lo, hi in rows.values_list("atom", "lane", "day", "busy_lo", "busy_hi")
    }
    slots: dict[tuple[int, int], list[int]] = defaultdict(list)
    claims = Claim.objects.filter(community=community, slot__gte=first * rules.A_DAY)
    for atom, lane, slot in claims.values_list("atom", "lane", "slot").iterator():
        slots[atom, lane].append(slot)
    said = {(atom, lane, day): bits for (atom, lane), own in slots.items() for day, bits in rules.halves(own).items()}
    keys = said.keys() | stored.keys()
    return {key: said.get(key, (0, 0)) for key in keys if said.get(key, (0, 0)) != stored.get(key, (0, 0))}
