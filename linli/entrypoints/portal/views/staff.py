"""Staff sign in with password and authenticator code at once; their first sign-in; their workplace."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, user_login_failed
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe
from django_otp.models import Device

from linli.base.kernel import Objection, Refused, clock
from linli.base.kernel import gettext_noop as _
from linli.base.once.clicks import note_about, note_refusal, refused_before, second_click
from linli.base.ui.doors import private, safe_next, to_staff_sign_in
from linli.base.ui.page import SeeOther, page
from linli.community.people import actions as people_actions
from linli.community.people import queries as people
from linli.community.people.models import Person

from .. import actions, browsers
from .. import queries as portal
from ..forms import Invitation, StaffSignIn


def _is_let_in(request: HttpRequest, about: str) -> None:
    """Whom the first click let in is let in again: its answer, and the session with it, was lost."""
    number, _, device = about.partition(" ")
    person = people.person_at(number=int(number))
    if person is not None:
        vars(person)["otp_device"] = Device.from_persistent_id(device)
        _let_in(request, person)


def _let_in(request: HttpRequest, person: Person) -> None:
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    request.session.set_expiry(settings.LINLI_STAFF_HOURS * 60 * 60)


@require_http_methods(["GET", "HEAD", "POST"])
@second_click(again=_is_let_in)
def staff_sign_in(request: HttpRequest) -> HttpResponse:
    """Staff number, password and code; which of them was wrong is never said."""
    to = safe_next(request, reverse("portal:staff_home"))
    if request.method != "POST":
        return SeeOther(to) if _is_in(request) else _sign_in_page(request, form=_blank(request), to=to)
    form = StaffSignIn(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form=form, to=to, status=422)
    before = refused_before(request)  # a second click counts nothing
    person = None if before else _recognised(request, form)
    if person is None:
        is_locked = "locked_out" in before or bool(getattr(request, "axes_locked_out", False))
        refused = Refused(_locked_out() if is_locked else _not_recognised())
        shown = _sign_in_page(request, form=form, to=to, refused=refused, status=429 if is_locked else 409)
        return note_refusal(shown, refused)
    _let_in(request, person)
    actions.note_sign_in(person=person, how="password and code", now=clock.now())
    response = browsers.remember(SeeOther(to), number=str(person.staff_number))
    return note_about(response, f"{person.pk} {vars(person)['otp_device'].persistent_id}")


def _recognised(request: HttpRequest, form: StaffSignIn) -> Person | None:
    """The person, if password and code are both right. A wrong code counts towards the lock-out like a password.

    Whatever is wrong, the same work is done: the code is looked at before the password, and nothing is written for
    the one that is not written for the other, so that the time an answer takes tells nobody which it was.
    """
    number = form.cleaned_data["staff_number"]
    shown = people.authenticator_showing(number=number, code=form.cleaned_data["code"])
    person = authenticate(request, username=number, password=form.cleaned_data["password"])
    if not isinstance(person, Person):
        return None
    device = people_actions.use_authenticator(device=shown, code=form.cleaned_data["code"]) if shown else None
    if device is None:
        user_login_failed.send(sender=__name__, credentials={"username": number}, request=request)
        return None
    vars(person)["otp_device"] = device  # django-otp notes it in the session when the person is signed in
    return person


def as_it_is(request: HttpRequest, response: HttpResponse, credentials: Any = None) -> HttpResponse:
    """What django-axes answers when it locks somebody out: the page that says so already."""
    return response


def _is_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated and people.is_fully_signed_in(person=request.user)


def _blank(request: HttpRequest) -> StaffSignIn:
    """An empty form; in the demo, filled in for the person who was chosen from the list."""
    chosen = [one for one in people.demo_sign_ins() if one.number == request.GET.get("as")]
    if not chosen:
        return StaffSignIn()
    filled = {"staff_number": chosen[0].number, "password": settings.LINLI_DEMO_PASSWORD, "code": chosen[0].code}
    form = StaffSignIn(initial=filled)
    form.fields["password"].widget.render_value = True
    return form


def _sign_in_page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    known = {
        "tab": "staff",
        "refused": None,
        "demo_sign_ins": people.demo_sign_ins(),
        "demo_password": settings.LINLI_DEMO_PASSWORD,
    }
    return private(page(request, "portal/staff_sign_in.html", {**known, **context}, status=status))


def _not_recognised() -> Objection:
    return Objection(
        "not_recognised",
        _("Staff number, password and code do not belong together. A code works once; wait for the next one."),
    )


def _locked_out() -> Objection:
    wait = settings.AXES_COOLOFF_TIME
    return Objection("locked_out", _("Too many tries. For safety this stays locked for {wait}."), {"wait": wait})


@require_http_methods(["GET", "HEAD", "POST"])
@second_click()
def staff_invitation(request: HttpRequest, *, person: UUID, token: str) -> HttpResponse:
    """The first sign-in, or one with a new phone: choose a password and set up the authenticator app."""
    invited = people.invited(code=person, token=token)
    if invited is None:
        return private(page(request, "portal/staff_invitation_over.html", {"tab": "staff"}, status=410))
    if request.method != "POST":
        return _invitation_page(request, invited, token, form=Invitation())
    form = Invitation(request.POST, person=invited)
    if not form.is_valid():
        return _invitation_page(request, invited, token, form=form, status=422)
    try:
        people_actions.accept_invitation(
            person=invited, token=token, password=form.cleaned_data["password"], code=form.cleaned_data["code"]
        )
    except Refused as refused:
        return _invitation_page(request, invited, token, form=form, refused=refused, status=409)
    messages.success(request, gettext("Your password and authenticator are set up. Sign in with the next code."))
    return SeeOther(reverse("portal:staff_sign_in"))


def _invitation_page(
    request: HttpRequest,
    person: Person,
    token: str,
    *,
    form: Invitation,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    device = people.device_offered(person=person, token=token)
    context = {
        "tab": "staff",
        "person": person,
        "form": form,
        "refused": refused,
        "otpauth": device.config_url,
        "key": people.key_in_words(device=device),
    }
    return private(page(request, "portal/staff_invitation.html", context, status=status))


@require_safe
def staff_home(request: HttpRequest) -> HttpResponse:
    """Where I work: my windows, my sites, my roles."""
    person = request.user
    if not isinstance(person, Person) or not _is_in(request):
        return to_staff_sign_in(request)
    places = portal.workplaces(person=person, now=clock.now())
    if not places and not person.is_staff:
        raise PermissionDenied
    serving = [one for one in places if one.serves]
    context = {
        "tab": "staff",
        "workplaces": serving,
        "others": [one for one in places if not one.serves],
        "roles": portal.roles_in_words(person=person),
        "site": serving[0].site if len(serving) == 1 else None,
        "writes_guides": bool(people.places_with(person=person, right="guides.edit")),
    }
    return private(page(request, "portal/staff_home.html", context))
