"""Every page: axe finds nothing, the console is quiet, nothing scrolls sideways; and a picture of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.house.access import PAGES
from tests.house.doors import addresses
from tests.house.roles import ANONYMOUS

from .browser import BOARD, KIOSK, Window, open_window, shoot, violations
from .conftest import Town
from .doorway import sign_in_resident, sign_in_staff

pytestmark = pytest.mark.journeys

# What is answered without a page.
NOT_PAGES = {
    "portal:health", "api:openapi-json", "guides:sheet_pdf", "hall:load_csv", "hall:sign_pdf", "appointments:calendar",
    "booking:venue_feed", "booking:booking_calendar", "booking:person_feed", "booking:use_table",
    # The kiosk's and the board's own programs, and the part of a page that only a registered kiosk gets.
    "devices:kiosk_worker", "devices:kiosk_manifest", "devices:board_worker", "devices:board_manifest", "devices:slip",
}  # fmt: skip
# Shown only in the middle of signing in; test_people goes through it.
ON_THE_WAY = {"portal:sign_in_code"}
# Screens with one size and one type size of their own.
SCREENS = {
    "hall:board": BOARD,
    "hall:window_sign": BOARD,
    "hall:kiosk": KIOSK,
    "hall:kiosk_ticket": KIOSK,
    "appointments:kiosk": KIOSK,
    "booking:door": BOARD,
    "devices:pairing": KIOSK,
    "devices:offline_page": KIOSK,
}
WIDTHS = {360: 740, 768: 1024, 1440: 900}
# The API's document is shown by Swagger UI, which is not ours to mend.
FOREIGN = {"api:openapi-view"}

NAMES = sorted(name for name, door in PAGES.items() if "GET" in door.ways and name not in NOT_PAGES | ON_THE_WAY)


class Lookers:
    """One signed-in window for each kind of person, made when first needed."""

    def __init__(self, browser: Browser, town: Town) -> None:
        self.browser = browser
        self.town = town
        self.windows: dict[str, Window] = {}

    def of(self, name: str) -> Window:
        """Whoever may see the page."""
        roles = PAGES[name].ways["GET"]
        kind = next(kind for kind in (ANONYMOUS, "worker", "head", "resident") if kind in roles)
        kind = "resident" if "resident" in roles and ANONYMOUS not in roles else kind
        if kind not in self.windows:
            self.windows[kind] = open_window(self.browser, self.town.server.url)
            if kind == "resident":
                sign_in_resident(self.windows[kind], self.town.told["resident_phone"].removeprefix("+86"))
            elif kind != ANONYMOUS:
                sign_in_staff(self.windows[kind], self.town, self.town.told["worker" if kind == "worker" else "head"])
        return self.windows[kind]


@pytest.fixture(scope="module")
def lookers(chromium: Browser, seen_town: Town) -> Iterator[Lookers]:
    lookers = Lookers(chromium, seen_town)
    yield lookers
    for window in lookers.windows.values():
        window.context.close()


def _path(name: str, told: dict[str, Any]) -> str:
    address = next(address for address in addresses() if address.name == name)
    code = told["done_code" if name == "feedback:rating" else "waiting_code"]
    values = {"site": "tuoran", "slug": "tuoran", "number": 5, "code": code, "edition": told["edition"]}
    values |= {"appointment": told["appointment_code"], "day": "2026-11-23"}
    return address.at(**values, **told["invitation"], **told["guide"], **told["machines"], **told["rooms"])


def _prefer(window: Window, *, language: str, text: str) -> None:
    home = window.home
    window.context.add_cookies(
        [
            {"name": "linli_language", "value": language, "url": home},
            {"name": "linli_text", "value": text, "url": home},
        ]
    )


def _looks(name: str) -> list[tuple[str, str, str, dict[str, int]]]:
    """Language, text size, query and viewport of each look at a page."""
    if name in SCREENS:
        return [("zh-hans", "normal", "", SCREENS[name]), ("en", "normal", "?lang=en", SCREENS[name])]
    looks = [("zh-hans", "normal", "", {"width": width, "height": height}) for width, height in WIDTHS.items()]
    looks += [
        ("zh-hans", "elder", "", {"width": 360, "height": 740}),
        ("en", "normal", "", {"width": 360, "height": 740}),
    ]
    looks += [("en", "elder", "", {"width": 1440, "height": 900})]
    return looks


@pytest.mark.parametrize("name", NAMES)
def test_page(name: str, lookers: Lookers, seen_town: Town) -> None:
    window, path, wrong = lookers.of(name), _path(name, seen_town.told), []
    for language, text, query, viewport in _looks(name):
        look = f"{name.replace(':', '-')}-{language}-{text}-{viewport['width']}"
        _prefer(window, language=language, text=text)
        window.page.set_viewport_size(viewport)  # type: ignore[arg-type]
        window.troubles.clear()
        page = window.open(path + query)
        # What the camera and axe do to the page is not the page's doing.
        wrong += list(window.troubles)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth") and name not in FOREIGN:
            wrong.append(f"{look}: scrolls sideways")
        shoot(page, look)
        if name not in FOREIGN:
            wrong += [f"{look}: {violation}" for violation in violations(page)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))
