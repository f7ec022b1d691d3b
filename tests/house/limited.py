"""What each door that opens to strangers makes, and which limit it is under: one line a door, or why it needs none."""

from __future__ import annotations

# Counted for each network address (IPv6 by /64) or signed-in person: the kind of `linli.base.limits`.
LIMITED: dict[str, str] = {
    "portal:sign_in": "sign_in_code",
    "guides:ask": "question",
    "hall:tickets": "ticket",
    "hall:kiosk": "ticket",
    "amenities:taking": "newspaper",
    "amenities:return": "newspaper",
    "appointments:booking": "appointment",
    "booking:book": "room",
    "booking:weekly": "series",
    "booking:waits": "wait",
    "takeTicket": "ticket",
    "bookAppointment": "appointment",
    "bookVenue": "room",
    "waitForSlot": "wait",
}

CODE = "it changes one thing that exists already, for whoever holds its secret code"
# Nothing new comes into being here that a stranger could pile up.
NAMED: dict[str, str] = {
    "portal:preferences": "it sets two cookies and keeps nothing",
    "portal:sign_in_code": "a code may be tried three times (people/data/sign_in.toml)",
    "portal:sign_out": "it ends a session",
    "portal:staff_sign_in": "locked after some tries (django-axes)",
    "portal:staff_invitation": "only with an invitation, once",
    "feedback:rating": "once for a visit that was served, for whoever holds its code; counting would mark the moment",
    "appointments:kiosk": "wrong codes are counted as `wrong_code`; a right one is used once",
    "devices:pairing": "only with a pairing code of the head, once",
    **dict.fromkeys(
        (
            "hall:departure", "hall:return",
            "appointments:time", "appointments:cancellation", "appointments:arrival", "appointments:confirmation",
            "booking:change", "booking:cancellation", "booking:series_end", "booking:series_change",
            "booking:series_days", "booking:answer", "booking:arrival", "booking:departure", "booking:wait_end",
            "booking:move_end", "booking:confirmation",
            "leaveLine", "returnToLine", "rateVisit", "moveAppointment", "cancelAppointment", "checkIn",
            "changeBooking", "cancelBooking", "checkInBooking", "confirmBooking", "confirmAppointment",
        ),
        CODE,
    ),
}  # fmt: skip
