"""Pictures of every page in var/shots: `make shots`. Not among the tests, as nothing can fail here but opening."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from .browser import shoot
from .conftest import Town
from .looking import NAMES, SCREENS, Lookers, path_of, prefer, take_leave

pytestmark = pytest.mark.journeys

PHONE, TABLET, LAPTOP = ({"width": w, "height": h} for w, h in ((360, 740), (768, 1024), (1440, 900)))
LOOKS = [
    ("zh-hans", "normal", "", PHONE),
    ("zh-hans", "normal", "", TABLET),
    ("zh-hans", "normal", "", LAPTOP),
    ("zh-hans", "elder", "", PHONE),
    ("en", "normal", "", PHONE),
    ("en", "elder", "", LAPTOP),
]


@pytest.fixture(scope="module")
def lookers(chromium: Browser, seen_town: Town) -> Iterator[Lookers]:
    lookers = Lookers(chromium, seen_town)
    yield lookers
    take_leave(lookers)


@pytest.mark.parametrize("name", NAMES)
def test_shots(name: str, lookers: Lookers, seen_town: Town) -> None:
    window, path, looks = lookers.of(name), path_of(name, seen_town.told), LOOKS
    if name in SCREENS:
        looks = [("zh-hans", "normal", "", SCREENS[name]), ("en", "normal", "?lang=en", SCREENS[name])]
    for language, text, query, viewport in looks:
        prefer(window, language=language, text=text)
        window.page.set_viewport_size(viewport)  # type: ignore[arg-type]
        look = f"{name.replace(':', '-')}-{language}-{text}-{viewport['width']}"
        shoot(window.open(path + query), look)
