"""Residents sign in: a phone number, then the code that was sent to it. And everybody signs out."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from linli.base.kernel import Refused, clock
from linli.base.once.clicks import note_about, note_refusal, refused_before, second_click
from linli.base.ui.addresses import client_address
from linli.base.ui.doors import private, safe_next
from linli.base.ui.page import SeeOther, page
from linli.base.ui.preferences import LANGUAGE_COOKIE, TEXT_COOKIE, TEXT_SIZES
from linli.community.notices import queries as notices
from linli.community.people import actions as people_actions
from linli.community.people import queries as people
from linli.community.people import rules
from linli.community.people.models import Person, SignInCode

from .. import actions
from ..adapter import let_in
from ..forms import OneTimeCode, PhoneNumber

UNDERWAY = "sign_in"  # what the session remembers between the two steps: the code's note, and where to go


def _code_is_sent(request: HttpRequest, about: str) -> None:
    """The session knows the code that the first click sent for."""
    note, _, to = about.partition(" ")
    request.session[UNDERWAY] = {"note": int(note), "next": to}


@require_http_methods(["GET", "HEAD", "POST"])
@second_click(again=_code_is_sent)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the phone number; send a code to it and go on to the second step."""
    to = safe_next(request, reverse("portal:mine"))
    if request.user.is_authenticated:
        return SeeOther(to)
    if request.method != "POST":
        return _sign_in_page(request, form=PhoneNumber(), to=to)
    note = _note_underway(request)
    form = PhoneNumber({"phone": note.phone} if note and "again" in request.POST else request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form=form, to=to, status=422)
    return _send(request, form, note, to)


def _send(request: HttpRequest, form: PhoneNumber, last: SignInCode | None, to: str) -> HttpResponse:
    now, phone = clock.now(), form.cleaned_data["phone"]
    try:
        note = actions.send_code(
            phone=phone, code=get_adapter(request).generate_login_code(), address=client_address(request), now=now
        )
    except Refused as refused:
        if last and last.phone == phone and people.is_good(note=last, now=now):
            return _code_page(request, note=last, form=OneTimeCode(), refused=refused, status=409)
        return _sign_in_page(request, form=form, to=to, refused=refused, status=409)
    request.session[UNDERWAY] = {"note": note.pk, "next": to}
    return note_about(SeeOther(reverse("portal:sign_in_code")), f"{note.pk} {to}")


def _sign_in_page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    return private(page(request, "portal/sign_in.html", {"tab": "mine", "refused": None, **context}, status=status))


def _is_let_in(request: HttpRequest, about: str) -> None:
    """The person whom the first click let in is let in again: its answer, and the session with it, was lost."""
    person = people.person_at(number=int(about))
    if person is not None:
        let_in(request, person=person, to="")


@require_http_methods(["GET", "HEAD", "POST"])
@second_click(again=_is_let_in)
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; whoever has it is let in, with a fresh session."""
    note = _note_underway(request)
    if note is None:
        return SeeOther(reverse("portal:sign_in"))
    if request.method != "POST":
        return _code_page(request, note=note, form=OneTimeCode())
    form = OneTimeCode(request.POST)
    if not form.is_valid():
        return _code_page(request, note=note, form=form, status=422)
    try:
        person = people_actions.try_code(
            note=note, code=form.cleaned_data["code"], refused_before=refused_before(request), now=clock.now()
        )
    except Refused as refused:
        return note_refusal(_code_page(request, note=note, form=form, refused=refused, status=409), refused)
    return _let_in(request, person)


def _let_in(request: HttpRequest, person: Person) -> HttpResponse:
    to = request.session.pop(UNDERWAY)["next"]
    actions.note_sign_in(person=person, how="code", now=clock.now())
    people_actions.set_preferences(
        person=person,
        language="" if person.language else _of_device(request, LANGUAGE_COOKIE, dict(settings.LANGUAGES)),
        text_size="" if person.text_size else _of_device(request, TEXT_COOKIE, TEXT_SIZES),
    )
    return note_about(SeeOther(let_in(request, person=person, to=to)), str(person.pk))


def _of_device(request: HttpRequest, cookie: str, known: Any) -> str:
    chosen = request.COOKIES.get(cookie, "")
    return chosen if chosen in known else ""


def _note_underway(request: HttpRequest) -> SignInCode | None:
    return people.code_note(number=request.session.get(UNDERWAY, {}).get("note"))


def _code_page(
    request: HttpRequest, *, note: SignInCode, form: OneTimeCode, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    context = {
        "tab": "mine",
        "form": form,
        "refused": refused,
        "phone": rules.masked(note.phone),
        "is_good": people.is_good(note=note, now=now),
        "good_until": note.expires_at,
        "demo_code": notices.demo_code(address=note.phone, now=now),
    }
    return private(page(request, "portal/sign_in_code.html", context, status=status))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in on this device any more; nothing of the last person stays in its session."""
    was_signed_in = request.user.is_authenticated
    logout(request)
    if was_signed_in:
        messages.success(request, gettext("You are signed out."))
    return SeeOther(reverse("portal:home"))
