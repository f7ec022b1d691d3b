"""Coming in by six digits: at the kiosk, and told to a worker at the desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from linli.base.kernel import Objection, Refused, clock
from linli.base.kernel import gettext_noop as _
from linli.base.limits import actions as limits
from linli.base.ui.doors import private
from linli.base.ui.page import SeeOther, page
from linli.community.people import queries as people
from linli.features.hall import queries as halls
from linli.features.hall.models import Hall, Ticket

from .. import actions
from .. import queries as appointments
from ..forms import Shown
from ..models import Appointment

DIGITS = 6
STEP_SECONDS = 60


@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, *, site: str) -> HttpResponse:
    """Type or scan the code of an appointment, and take the number."""
    hall = halls.hall_at(slug=site)
    asked = request.GET.get("lang", "")
    with translation.override(asked if asked in ("zh-hans", "en") else hall.site.language):
        if request.method != "POST":
            return private(_kiosk_page(request, hall, typed=request.GET.get("typed", "")))
        form = Shown(request.POST)
        if not form.is_valid():
            return private(_kiosk_page(request, hall, form=form, status=422))
        try:
            ticket = _come_in(request, hall, form)
        except Refused as refused:
            typed = form.cleaned_data["shown"]
            return private(_kiosk_page(request, hall, typed=typed, form=form, refused=refused, status=409))
    address = reverse("hall:kiosk_ticket", args=[hall.site.slug, ticket.code])
    return private(SeeOther(address + _setting(request)))


def _come_in(request: HttpRequest, hall: Hall, form: Shown) -> Ticket:
    came = actions.check_in(
        appointment=shown_at(request, hall, form.cleaned_data["shown"]),
        channel=Appointment.Channel.KIOSK,
        language=translation.get_language() or "",
        key=form.cleaned_data["key"],
        actor=f"kiosk:{hall.site.slug}",
        now=clock.now(),
    )
    if came.ticket is None:
        raise LookupError("who came in has a number")
    return came.ticket


def shown_at(request: HttpRequest, hall: Hall, text: str, *, is_counted: bool = True) -> Appointment:
    """The appointment of that hall whose digits or address a visitor shows.

    :raises Refused: `unknown_code`. TooOften: where too many were wrong from one network address.
    """
    # Nobody shall find a stranger's six digits by trying; a queue of people who mistype must get through.
    now, who = clock.now(), people.caller_of(request).counted if is_counted else ""
    limits.check(kind="wrong_code", who=who, now=now)
    found = appointments.appointment_shown(hall=hall, text=text, now=now)
    if found is None:
        with transaction.atomic():
            limits.count(kind="wrong_code", who=who, now=now)
        raise Refused(Objection(
            "unknown_code", _("No appointment of today has this code. Look at it once more, or ask at the desk."),
            field="shown",
        ))  # fmt: skip
    return found


def _kiosk_page(
    request: HttpRequest,
    hall: Hall,
    *,
    typed: str = "",
    form: Shown | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    typed = "".join(one for one in typed if one.isascii() and one.isdigit())[:DIGITS]
    own = reverse("appointments:kiosk", args=[hall.site.slug])

    def to(digits: str, **changed: str) -> str:
        return own + _setting(request, typed=digits, **changed)

    context: dict[str, Any] = {
        "hall": hall,
        "site": hall.site,
        "typed": typed,
        "boxes": [*typed, *[""] * (DIGITS - len(typed))],
        "is_whole": len(typed) == DIGITS,
        "digits": [{"digit": digit, "url": to((typed + digit)[:DIGITS])} for digit in "1234567890"],
        "erase_url": to(typed[:-1]),
        "send_url": own + _setting(request),
        "start": reverse("hall:kiosk", args=[hall.site.slug]) + _setting(request, lang=""),
        "zh_url": to(typed, lang="zh-hans"),
        "en_url": to(typed, lang="en"),
        "form": form,
        "refused": refused,
        "seconds": STEP_SECONDS,
    }
    return page(request, "appointments/kiosk.html", context, status=status)


def _setting(request: HttpRequest, **more: str) -> str:
    """What belongs to the machine or to this run: paper, printing, language."""
    kept = {name: request.GET.get(name, "") for name in ("width", "print", "lang")}
    filled = {name: value for name, value in {**kept, **more}.items() if value}
    return "?" + urlencode(filled) if filled else ""
