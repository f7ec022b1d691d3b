"""What the screens say about windows, calls and visits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.base.ui.words import clock_time, in_its_zone, local, speaks_chinese

from ..models import Ticket
from ..queries import Call, InLine, Overtaking, WindowNow

WINDOW_STATES = {
    "closed": (_("Not open"), "quiet"),
    "paused": (_("Paused"), "waiting"),
    "free": (_("Free"), "serving"),
    "called": (_("Please come"), "calling"),
    "serving": (_("Serving"), "serving"),
}
RULES = {
    "arrival": _("in the order of arrival"),
    "priority_share": _("a priority visitor, within their share"),
    "appointed_share": _("an appointment whose time has come"),
    "same_worker": _("came back to the worker who knows the matter"),
    "transferred": _("was handed on from another window and kept their place"),
    "only_priority": _("only priority visitors were waiting"),
    "by_choice": _("was asked back by the worker"),
}
# Why somebody who came later was called first: one sentence, by the rule that applied to that very call.
WHY = {
    "priority_share": _(
        "{label} was called to window {window} at {at}: a priority visitor, within their share "
        "(at most one in {every} calls)."
    ),
    "appointed_share": _("{label} was called to window {window} at {at}: they had an appointment for {appointed_at}."),
    "same_worker": _("{label} was called to window {window} at {at}: they came back to the worker who had begun."),
    "transferred": _("{label} was called to window {window} at {at}: they were handed on there and kept their place."),
    "by_choice": _(
        "{label} was called to window {window} at {at}: they had been there before, were put aside or missed the call, "
        "and the worker asked them back."
    ),
    "not_taken": _("{label} was called to window {window} at {at}: that window does not take what you came for."),
}
PRIORITY_ICONS = {
    Ticket.Priority.ORDINARY: "person",
    Ticket.Priority.ELDER: "person-heart",
    Ticket.Priority.DISABLED: "person-wheelchair",
    Ticket.Priority.PREGNANT: "person-arms-up",
    Ticket.Priority.VETERAN: "star",
}
CHINESE_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def speech(call: Call) -> str:
    """What the board says aloud: every digit of the number by itself."""
    number = " ".join(call.label)
    if speaks_chinese():
        prefix = call.label.rstrip("0123456789")
        number = f"{prefix} {call.label[len(prefix) :].translate(CHINESE_DIGITS)}"
    return gettext("Number {number}, please come to window {window}.").format(number=number, window=call.window.number)


def plates(windows: Iterable[WindowNow]) -> list[dict[str, Any]]:
    """Windows with the word and the tone of their state."""
    return [plate(window) for window in windows]


def plate(window: WindowNow) -> dict[str, Any]:
    """One window with the word and the tone of its state."""
    word, tone = WINDOW_STATES[window.state]
    return {"now": window, "word": word, "tone": tone, "name": local(window.window, "name")}


def priorities() -> list[dict[str, Any]]:
    """The classes a visitor may choose, ordinary first."""
    return [{"value": p.value, "word": p.label, "icon": PRIORITY_ICONS[p]} for p in Ticket.Priority]


def reasons(calls: Iterable[Overtaking]) -> list[str]:
    """Why others were called first: a sentence a call."""
    return [
        str(WHY[call.rule]).format(
            label=call.label,
            window=call.window.number,
            at=clock_time(in_its_zone(call.at).time()),
            every=call.every,
            appointed_at=clock_time(in_its_zone(call.appointed_at).time()) if call.appointed_at else "",
        )
        for call in calls
        if call.rule in WHY
    ]


def queue(line: Iterable[InLine]) -> list[dict[str, Any]]:
    """The line as the bench shows it: who is next, and by which rule."""
    return [{"it": entry, "why": RULES.get(entry.rule, ""), "icon": priority_icon(entry.ticket)} for entry in line]


def priority_icon(ticket: Ticket) -> str:
    """The drawing of a visitor's class."""
    return PRIORITY_ICONS[Ticket.Priority(ticket.priority)]
