"""Every page there is to look at, in whose window, and how it is wanted."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from tests.house.access import PAGES
from tests.house.doors import addresses
from tests.house.roles import ANONYMOUS

from .browser import BOARD, KIOSK, Window, open_window
from .conftest import Town
from .doorway import sign_in_resident, sign_in_staff

# What is answered without a page.
NOT_PAGES = {
    "portal:health", "portal:robots", "portal:favicon", "api:openapi-json", "guides:sheet_pdf", "hall:load_csv",
    "hall:sign_pdf", "appointments:calendar",
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


def path_of(name: str, told: dict[str, Any]) -> str:
    """Where the page is in the town that was told."""
    address = next(address for address in addresses() if address.name == name)
    code = told["done_code" if name == "feedback:rating" else "waiting_code"]
    values = {"site": "tuoran", "slug": "tuoran", "number": 5, "code": code, "edition": told["edition"]}
    values |= {"appointment": told["appointment_code"], "day": "2026-11-23"}
    return address.at(**values, **told["invitation"], **told["guide"], **told["machines"], **told["rooms"])


def prefer(window: Window, *, language: str, text: str) -> None:
    """Choose language and text size, as the switches do."""
    home = window.home
    window.context.add_cookies(
        [
            {"name": "linli_language", "value": language, "url": home},
            {"name": "linli_text", "value": text, "url": home},
        ]
    )


def take_leave(lookers: Lookers) -> None:
    """Close every window that was opened."""
    for window in lookers.windows.values():
        window.context.close()
