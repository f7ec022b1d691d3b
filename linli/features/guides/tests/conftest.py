"""Guides for every test of the guides."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from linli.features.guides import actions
from linli.features.guides.actions.importing import Report
from tests.refusing import Refusal, refusing

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast


@pytest.fixture
def imported(cast: Cast, now: datetime) -> Report:
    """The cast's community with the guides that come with Linli."""
    return actions.import_guides(now=now)


def everything() -> dict[str, list[object]]:
    """Every row of the guides, to see that nothing was written."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("guides").get_models()
    }


@pytest.fixture
def refused() -> Refusal:
    """`with refused("code", …) as info:` asserts exactly these objections, and that nothing was written."""
    return refusing(everything)
