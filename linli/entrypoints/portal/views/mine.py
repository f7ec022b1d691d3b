"""What is mine: my numbers, what I was told, what I agreed to, my data, and the way out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.once.clicks import second_click
from linli.base.ui.doors import signed_in
from linli.base.ui.page import SeeOther, page
from linli.base.ui.words import local
from linli.community.notices import queries as notices
from linli.community.people import actions as people_actions
from linli.community.people import queries as people
from linli.community.people import rules
from linli.community.people.models import Person
from linli.features.appointments import queries as appointments
from linli.features.booking import queries as booking
from linli.features.hall import queries as halls

from .. import actions
from .. import queries as portal
from ..forms import ConsentWish, ErasureWish

INBOX_SHOWN = 20


@require_safe
@signed_in
def mine(request: HttpRequest, *, person: Person) -> HttpResponse:
    """Everything that is mine on one page."""
    return _mine_page(request, person)


def _mine_page(request: HttpRequest, person: Person, *, status: int = 200, **more: Any) -> HttpResponse:
    now = clock.now()
    given = people.consents_of(person=person)
    standings = halls.my_tickets(person=person, now=now)
    context = {
        "tab": "mine",
        "phone": rules.masked(person.phone) if person.phone else "",
        "live": [standing for standing in standings if standing.ticket.state in standing.ticket.LIVE],
        "past": [standing for standing in standings if standing.ticket.state not in standing.ticket.LIVE],
        "appointments": appointments.my_appointments(person=person, now=now),
        "inbox": list(notices.inbox(person=person)[:INBOX_SHOWN]),
        "consents": [(one, given.get(one.code)) for one in people.purposes() if one.needs_consent],
        "roles": portal.roles_in_words(person=person),
        "rooms": _rooms(person, now),
        "form": None,
        **more,
    }
    return page(request, "portal/mine.html", context, status=status)


def _rooms(person: Person, now: datetime) -> dict[str, Any]:
    """My bookings, the times I wait for, my calendar link, and whether I may not book for now."""
    held = booking.my_bookings(person=person, now=now)
    return {
        "to_come": [one for one in held if one.booking.ends_at > now and one.booking.state in one.booking.LIVE],
        "past": [one for one in held if one.booking.ends_at <= now or one.booking.state not in one.booking.LIVE],
        "waits": [one for one in booking.my_waits(person=person, now=now) if one.wait.state == one.wait.State.WAITING],
        "has_feed": booking.has_feed(person=person),
        "notices": booking.my_suspensions(person=person, now=now),
    }


@require_POST
@signed_in
def my_data(request: HttpRequest, *, person: Person) -> HttpResponse:
    """Everything kept about me, as a file."""
    now = clock.now()
    data = portal.my_data(person=person, now=now)
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="linli-{now:%Y-%m-%d}.json"'
    return response


@require_POST
@second_click()
@signed_in
def consent(request: HttpRequest, *, person: Person, purpose: str) -> HttpResponse:
    """Agree to a purpose, or withdraw: the same button in the same place."""
    wanted = people.purpose_of(code=purpose)
    if wanted is None or not wanted.needs_consent:
        raise Http404("no such purpose")
    form = ConsentWish(request.POST)
    if not form.is_valid():
        return _mine_page(request, person, form=form, status=422)
    if form.cleaned_data["wish"] == "give":
        people_actions.give_consent(person=person, purpose=purpose, now=clock.now())
        said = gettext("You agreed: {purpose}. You can withdraw here at any time.")
    else:
        people_actions.withdraw_consent(person=person, purpose=purpose, now=clock.now())
        said = gettext("You withdrew your consent: {purpose}. Nothing more is done with it.")
    messages.success(request, said.format(purpose=local(wanted, "name")))
    return SeeOther(reverse("portal:mine") + "#consents")


@require_http_methods(["GET", "HEAD", "POST"])
@second_click()
@signed_in
def erasure(request: HttpRequest, *, person: Person) -> HttpResponse:
    """Say what erasing means; then do it."""
    if request.method != "POST":
        return _erasure_page(request, person, form=ErasureWish())
    form = ErasureWish(request.POST)
    if not form.is_valid():
        return _erasure_page(request, person, form=form, status=422)
    try:
        actions.erase(person=person, now=clock.now())
    except Refused as refused:
        return _erasure_page(request, person, form=form, refused=refused, status=409)
    logout(request)
    messages.success(request, gettext("Your data is erased and you are signed out. You are welcome back at any time."))
    return SeeOther(reverse("portal:home"))


def _erasure_page(
    request: HttpRequest, person: Person, *, form: ErasureWish, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    standings = halls.my_tickets(person=person, now=clock.now())
    context = {
        "tab": "mine",
        "form": form,
        "refused": refused,
        "live": [standing.ticket for standing in standings if standing.ticket.state in standing.ticket.LIVE],
    }
    return page(request, "portal/erasure.html", context, status=status)
