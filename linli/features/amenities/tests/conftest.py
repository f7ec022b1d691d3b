"""A rack with one newspaper."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from linli.community.places.models import Amenity, Site
from linli.features.amenities import actions
from linli.features.amenities.models import AmenityNote, Periodical, PeriodicalIssue

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


@pytest.fixture
def site(cast: Cast) -> Site:
    return cast.site


@pytest.fixture
def paper(cast: Cast) -> Periodical:
    """A daily newspaper, and a tea corner beside it."""
    tea = Amenity.objects.create(site=cast.site, kind=Amenity.Kind.TEA_CORNER, room=cast.site.rooms.first())
    AmenityNote.objects.create(amenity=tea, offers="热水、一次性纸杯", offers_en="Hot water and paper cups")
    return Periodical.objects.create(
        site=cast.site, title="社区晚报", title_en="Evening News", kind="newspaper", frequency="daily"
    )


@pytest.fixture
def issue(paper: Periodical, cast: Cast, now: datetime) -> PeriodicalIssue:
    """Today's issue, two copies."""
    asked: dict[str, Any] = {"day": date(2026, 11, 24), "number": "", "copies": 2, "by": cast.workers[1]}
    return actions.register_issue(periodical=paper, key="", now=now, **asked)
