"""Who may come through which door: one line a URL name or API operation. A door without a line fails the tests.

`get(…)` and `post(…)` name the roles that are let in; everybody else is refused (anonymous people are sent to
sign in, everybody else sees 403). "Elsewhere" roles belong to another community than the one the door leads to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .roles import (
    ALL_STAFF,
    ANONYMOUS,
    EDITS,
    EVERYBODY,
    KIOSK,
    LOOKS,
    MANAGES,
    ONLY_KIOSK,
    PUBLISHES,
    RATES,
    RESIDENT,
    SERVES,
    SIGNED_IN,
)

Roles = frozenset[str]


@dataclass(frozen=True)
class Door:
    """The methods a door answers to, who may use each, and what a plausible POST carries."""

    ways: dict[str, Roles]
    carries: dict[str, Any] = field(default_factory=dict)


def get(roles: Roles) -> Door:
    """A page that is only read."""
    return Door({"GET": roles})


def post(roles: Roles, **carries: Any) -> Door:
    """An action without a page of its own."""
    return Door({"POST": roles}, carries)


def form(roles: Roles, **carries: Any) -> Door:
    """A page with a form that is sent to the same address."""
    return Door({"GET": roles, "POST": roles}, carries)


# A guide's form without a row in any of its lists; `seen` marks the draft that the stage wrote.
EMPTY_GUIDE: dict[str, Any] = {
    f"{rows}-{count}_FORMS": 0
    for rows in ("conditions", "situations", "materials", "steps", "special_steps", "bases", "faq")
    for count in ("TOTAL", "INITIAL")
} | {"seen": "2026-11-24T02:40:00+00:00"}

PRINTER: dict[str, Any] = {
    "host": "192.168.1.81", "port": 9100, "paper": 80, "characters": "gb18030", "patience_seconds": 20,
}  # fmt: skip
# A booking of the tea room that can be had on the stage, and the same every Thursday.
ROOM: dict[str, Any] = {
    "day": "2026-11-26",
    "starts": "14:00",
    "minutes": 60,
    "people": 3,
    "purpose": "recreation",
    "name": "示例",
    "phone": "13800000018",
    "accepts": "on",
}
EVERY_WEEK: dict[str, Any] = {
    **{name: value for name, value in ROOM.items() if name != "day"},
    "days": ["TH"],
    "first_day": "2026-11-26",
    "until": "2026-12-03",
    "holidays": "skip",
    "takes": "all",
    "step": "book",
}

PAGES: dict[str, Door] = {
    # The portal.
    "portal:home": get(EVERYBODY),
    "portal:sites": get(EVERYBODY),
    "portal:site": get(EVERYBODY),
    "portal:preparation": get(EVERYBODY),
    "portal:item_halls": get(EVERYBODY),
    "portal:privacy": get(EVERYBODY),
    "portal:health": get(EVERYBODY),
    "portal:robots": get(EVERYBODY),
    "portal:favicon": get(EVERYBODY),
    "portal:preferences": post(EVERYBODY, language="en", text_size="normal", next="/"),
    "portal:sign_in": form(EVERYBODY, phone="13800000009"),
    "portal:sign_in_code": form(EVERYBODY, code="000000"),
    "portal:sign_out": post(EVERYBODY),
    "portal:staff_sign_in": form(EVERYBODY, staff_number="T101", password="wrong", code="000000"),
    "portal:staff_invitation": form(EVERYBODY, password="five-happy-geese", again="five-happy-geese", code="0"),
    "portal:staff_home": get(ALL_STAFF),
    "portal:mine": get(SIGNED_IN),
    "portal:my_data": post(SIGNED_IN),
    "portal:erasure": form(SIGNED_IN, understood="on"),
    "portal:consent": post(SIGNED_IN, wish="give"),
    # Guides: read by everybody, written by heads and the district, published by the district.
    "guides:guides": get(EVERYBODY),
    "guides:guide": get(EVERYBODY),
    "guides:sheet": get(EVERYBODY),
    "guides:sheet_pdf": get(EVERYBODY),
    "guides:print": get(EVERYBODY),
    "guides:ask": post(EVERYBODY, q="养狗证怎么办"),
    "guides:drafts": get(EDITS),
    "guides:versions": get(EDITS),
    "guides:draft": form(EDITS, **EMPTY_GUIDE),
    "guides:publication": post(PUBLISHES),
    "guides:withdrawal": post(PUBLISHES, reason="条件变了"),
    "guides:comparison": get(EDITS),
    "guides:questions": get(EDITS),
    "guides:settlement": post(EDITS, item="public-rental"),
    # The hall, for residents; a ticket opens to whoever holds its code.
    "hall:hall": get(EVERYBODY),
    "hall:waits": get(EVERYBODY),
    "hall:waits_of_day": get(EVERYBODY),
    "hall:tickets": form(EVERYBODY, groups=["housing"]),
    "hall:ticket": get(EVERYBODY),
    "hall:departure": form(EVERYBODY),
    "hall:return": post(EVERYBODY),
    "hall:slip": get(EVERYBODY),
    # Ratings: by whoever holds the ticket's code, never by the hall's own people; words are for the head and above.
    "feedback:rating": form(RATES | {RESIDENT, ANONYMOUS, KIOSK}, level=5),
    "feedback:ratings": get(EVERYBODY),
    "feedback:remarks": get(frozenset({"head", "street", "centre", "bureau"})),
    # What is at hand: everybody's, without a name.
    "amenities:amenities": get(EVERYBODY),
    "amenities:visits": get(EVERYBODY),
    "amenities:rack_sign": get(EVERYBODY),
    "amenities:taking": post(EVERYBODY),
    "amenities:return": post(EVERYBODY),
    "amenities:desk": get(SERVES),
    "amenities:drop_ins": post(SERVES, purpose="tea"),
    "amenities:periodicals": post(SERVES, title="社区晚报", kind="newspaper", frequency="daily"),
    "amenities:issues": post(SERVES, periodical=0, day="2026-11-23", copies=2),
    "amenities:count": post(SERVES, copies=4, out=1, reason="点过"),
    "amenities:withdrawal": post(SERVES),
    # Screens that stand in the hall.
    "hall:kiosk": form(EVERYBODY, groups=["housing"]),
    "hall:kiosk_ticket": get(EVERYBODY),
    "hall:board": get(EVERYBODY),
    "hall:window_sign": get(EVERYBODY),
    # Their signs on paper.
    "hall:sign_sheet": get(EVERYBODY),
    "hall:sign_pdf": get(EVERYBODY),
    "hall:sign_print": get(EVERYBODY),
    # The worker's.
    "hall:desk": form(SERVES, groups=["housing"]),
    "hall:bench": get(SERVES),
    "hall:shift": post(SERVES),
    "hall:shift_end": post(SERVES),
    "hall:pause": post(SERVES, reason="喝水"),
    "hall:pause_end": post(SERVES),
    "hall:calls": post(SERVES),
    "hall:recalls": post(SERVES),
    "hall:arrivals": post(SERVES),
    "hall:no_shows": post(SERVES),
    "hall:parkings": post(SERVES, reason="去复印"),
    "hall:transfers": post(SERVES, reason="请下一位同事续办"),
    "hall:matters": post(SERVES, group="housing"),
    "hall:outcome": post(SERVES, outcome="done"),
    "hall:item": post(SERVES, item="home-visit"),
    "hall:materials": post(SERVES, item="home-visit", **{"have-home-visit": ["书面委托"]}),
    "hall:finishes": post(SERVES),
    "hall:undo": post(SERVES),
    # How busy the hall is.
    "hall:load": get(LOOKS),
    "hall:load_weekdays": get(LOOKS),
    "hall:load_rows": get(LOOKS),
    "hall:load_csv": get(LOOKS),
    # Appointments; one opens to whoever holds its code.
    "appointments:slots": get(EVERYBODY),
    "appointments:booking": form(EVERYBODY, starts_at="2026-11-25T14:00:00+08:00", group="housing"),
    "appointments:appointment": get(EVERYBODY),
    "appointments:confirmation": post(EVERYBODY, code="000000"),
    "appointments:time": form(EVERYBODY, starts_at="2026-11-25T14:00:00+08:00"),
    "appointments:cancellation": form(EVERYBODY),
    "appointments:arrival": post(EVERYBODY),
    "appointments:slip": get(EVERYBODY),
    "appointments:calendar": get(EVERYBODY),
    "appointments:kiosk": form(EVERYBODY, shown="of the stage"),
    "appointments:desk": form(SERVES, starts_at="2026-11-25T14:00:00+08:00", group="housing"),
    "appointments:arrivals": post(SERVES, shown="of the stage"),
    "appointments:confirmations": post(SERVES, shown="of the stage"),
    # The station head's.
    "hall:windows": get(MANAGES),
    "hall:groups": post(MANAGES, groups=["housing"]),
    "hall:exceptions": post(MANAGES, group="housing", reason="设备检修"),
    "hall:exception_end": post(MANAGES),
    "hall:posts": post(MANAGES, post="B", worker=0),
    "hall:absences": post(MANAGES, worker=0, day="2026-11-24", reason="培训"),
    "hall:absence_end": post(MANAGES, day="2026-11-24"),
    # The hall's machines: arranged by the head; a kiosk that was registered prints and keeps numbers.
    "devices:devices": get(MANAGES),
    "devices:kiosks": post(MANAGES, name="候客区自助机", block_size=20),
    "devices:pairings": post(MANAGES),
    "devices:kiosk_end": post(MANAGES),
    "devices:printers": post(MANAGES, name="里间小票机", **PRINTER),
    "devices:printer": post(MANAGES, name="门口小票机", **PRINTER),
    "devices:tests": post(MANAGES),
    "devices:pairing": form(EVERYBODY),
    "devices:slips": post(ONLY_KIOSK, ticket="waiting"),
    "devices:slip": get(ONLY_KIOSK),
    "devices:numbers": post(ONLY_KIOSK, holds=0, left=0),
    "devices:offline_tickets": post(ONLY_KIOSK, tickets="[]"),
    "devices:offline_page": get(EVERYBODY),
    "devices:kiosk_worker": get(EVERYBODY),
    "devices:kiosk_manifest": get(EVERYBODY),
    "devices:board_worker": get(EVERYBODY),
    "devices:board_manifest": get(EVERYBODY),
    # Rooms, for everybody; a booking, a series and a place in line open to whoever holds the code.
    "portal:spaces": get(EVERYBODY),
    "booking:spaces": get(EVERYBODY),
    "booking:use": get(EVERYBODY),
    "booking:use_rows": get(EVERYBODY),
    "booking:use_table": get(EVERYBODY),
    "booking:venue": get(EVERYBODY),
    "booking:book": form(EVERYBODY, **ROOM),
    "booking:weekly": form(EVERYBODY, **EVERY_WEEK),
    "booking:waits": post(EVERYBODY, **(ROOM | {"day": "2026-11-24", "starts": "11:00"})),
    "booking:door": get(EVERYBODY),
    "booking:arrivals_here": get(EVERYBODY),
    "booking:venue_feed": get(EVERYBODY),
    "booking:booking": get(EVERYBODY),
    "booking:change": form(EVERYBODY, **(ROOM | {"version": 1})),
    "booking:move_end": post(EVERYBODY),
    "booking:cancellation": form(EVERYBODY),
    "booking:series_end": form(EVERYBODY, scope="this"),
    "booking:series_change": form(EVERYBODY, **(EVERY_WEEK | {"scope": "later", "days": ["FR"]})),
    "booking:series_days": post(EVERYBODY, day="2026-12-01"),
    "booking:answer": post(EVERYBODY, answer="accept", accepts="on"),
    "booking:arrival": post(EVERYBODY),
    "booking:confirmation": post(EVERYBODY, code="000000"),
    "booking:departure": post(EVERYBODY),
    "booking:slip": get(EVERYBODY),
    "booking:booking_calendar": get(EVERYBODY),
    "booking:series": get(EVERYBODY),
    "booking:wait": get(EVERYBODY),
    "booking:wait_end": post(EVERYBODY),
    "booking:person_feed": get(EVERYBODY),
    "booking:my_calendar": post(SIGNED_IN, wish="make"),
    "booking:appeal": form(frozenset({RESIDENT}), text="那天在医院"),
    # Rooms, for workers and the head.
    "booking:today": get(SERVES),
    "booking:walk_ins": post(SERVES, venue="square", minutes=60, people=2, purpose="recreation"),
    "booking:desk": get(SERVES),
    "booking:desk_booking": form(SERVES, **ROOM),
    "booking:desk_series": form(SERVES, **EVERY_WEEK),
    "booking:requests": get(LOOKS),
    "booking:lines": get(SERVES),
    "booking:week": get(LOOKS),
    "booking:held": get(SERVES),
    "booking:held_change": post(SERVES, **(ROOM | {"version": 1})),
    "booking:held_end": post(SERVES, reason="暖气检修"),
    "booking:held_arrival": post(SERVES, came=3),
    "booking:held_departure": post(SERVES),
    "booking:decision": post(SERVES, verdict="approve"),
    "booking:held_confirmation": post(SERVES),
    "booking:keeping": post(SERVES, against="hours"),
    "booking:excuse": post(SERVES, reason="住院"),
    "booking:terms": get(LOOKS),
    "booking:blocks": form(MANAGES, venue="square", day="2026-11-26", starts="10:00", ends="12:00", reason="消防演练"),
    "booking:block_end": post(MANAGES),
    "booking:suspensions": form(MANAGES, phone="13800000019", reason="多次不到", until="2026-12-10"),
    "booking:verdict": post(MANAGES, verdict="lift", reason="情况属实"),
    "booking:suspension_end": post(MANAGES, reason="情况属实"),
    # The API's own pages.
    "api:openapi-json": get(EVERYBODY),
    "api:openapi-view": get(EVERYBODY),
}

PUBLIC = ALL_STAFF | {ANONYMOUS}

OPERATIONS: dict[str, Roles] = {
    "listSites": PUBLIC,
    "seeSite": PUBLIC,
    "seeHours": PUBLIC,
    "seeHall": PUBLIC,
    # Without a token for oneself; with a token only of this hall.
    "takeTicket": SERVES | {ANONYMOUS},
    "seeTicket": PUBLIC,
    "leaveLine": PUBLIC,
    "returnToLine": PUBLIC,
    # Never with a token of the hall that served, or of a place around it.
    "rateVisit": RATES | {ANONYMOUS},
    "seeRatings": PUBLIC,
    "listSlots": PUBLIC,
    "bookAppointment": SERVES | {ANONYMOUS},
    "seeAppointment": PUBLIC,
    "confirmAppointment": PUBLIC,
    "moveAppointment": PUBLIC,
    "cancelAppointment": PUBLIC,
    "checkIn": PUBLIC,
    "listWindows": LOOKS,
    "seeWindow": LOOKS,
    "seeLoad": LOOKS,
    "openWindow": SERVES,
    "closeWindow": SERVES,
    "pauseWindow": SERVES,
    "resumeWindow": SERVES,
    "callNext": SERVES,
    "recall": SERVES,
    "welcome": SERVES,
    "markMissed": SERVES,
    "park": SERVES,
    "transfer": SERVES,
    "addMatter": SERVES,
    "finishMatter": SERVES,
    "checkMaterials": SERVES,
    "finish": SERVES,
    "undo": SERVES,
    "listVenues": PUBLIC,
    "seeFreeTimes": PUBLIC,
    # Without a token for oneself; with a token only of this site.
    "bookVenue": SERVES | {ANONYMOUS},
    "seeBooking": PUBLIC,
    "changeBooking": PUBLIC,
    "cancelBooking": PUBLIC,
    "confirmBooking": PUBLIC,
    "checkInBooking": PUBLIC,
    "waitForSlot": SERVES | {ANONYMOUS},
    "approveBooking": SERVES,
    "refuseBooking": SERVES,
}
WISH: dict[str, Any] = {
    "starts_at": "2026-11-27T10:00:00+08:00", "ends_at": "2026-11-27T11:00:00+08:00", "purpose": "recreation",
    "accepts_conditions": True,
}  # fmt: skip

# What a plausible request carries.
BODIES: dict[str, dict[str, Any]] = {
    "takeTicket": {"site": "tuoran", "groups": ["housing"]},
    "rateVisit": {"level": 4},
    "bookAppointment": {"site": "tuoran", "group": "housing", "starts_at": "2026-11-25T14:00:00+08:00"},
    "confirmAppointment": {"code": "000000"},
    "moveAppointment": {"starts_at": "2026-11-25T14:00:00+08:00"},
    "openWindow": {},
    "pauseWindow": {"reason": "喝水"},
    "callNext": {},
    "park": {"reason": "去复印"},
    "transfer": {"reason": "材料在三号窗口", "to_window": 3},
    "addMatter": {"group": "housing"},
    "finishMatter": {"outcome": "done"},
    "checkMaterials": {"have": ["书面委托"]},
    "bookVenue": {"site": "tuoran", "venue": "tea-room", "phone": "13800000031", **WISH},
    "changeBooking": {"version": 1, **WISH},
    "cancelBooking": {},
    "confirmBooking": {"code": "000000"},
    "waitForSlot": {"site": "tuoran", "venue": "tea-room", "phone": "13800000032", **WISH},
    "refuseBooking": {"reason": "当天有活动"},
}
