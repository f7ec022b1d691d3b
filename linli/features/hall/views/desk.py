"""The desk: a worker takes a number for somebody without a phone."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from linli.base.kernel import Refused, clock
from linli.base.ui.page import SeeOther, page
from linli.community.people import queries as people

from .. import actions
from .. import queries as halls
from ..forms import TakeTicket
from ..models import Hall, Ticket
from .access import StaffRequest, staff
from .tickets import choices, slip_of
from .waits import way_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff("hall.serve")
def desk(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """Take a number for a person and hand them the slip."""
    if request.method != "POST":
        return _desk_page(request, hall)
    form = TakeTicket(request.POST)
    if not form.is_valid():
        return _desk_page(request, hall, form=form, status=422)
    try:
        ticket = actions.take_ticket(
            hall=hall,
            groups=form.cleaned_data["groups"],
            priority=form.cleaned_data["priority"],
            channel=Ticket.Channel.DESK,
            caller=people.Caller(phone=form.cleaned_data["phone"], language=get_language() or "", is_proved=True),
            taken_by=request.user,
            key=form.cleaned_data["key"],
            actor=people.actor_of(request.user),
            now=clock.now(),
        )
    except Refused as refused:
        return _desk_page(request, hall, form=form, refused=refused, status=409)
    return SeeOther(f"{reverse('hall:desk', args=[hall.site.slug])}?taken={ticket.code}")


def _desk_page(
    request: StaffRequest,
    hall: Hall,
    *,
    form: TakeTicket | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    code = request.GET.get("taken", "")
    taken = halls.ticket_by_code(code=code) if code and form is None else None
    if taken is not None and taken.hall_id != hall.pk:
        taken = None
    now = clock.now()
    board = halls.board(hall=hall, now=now)
    context = {
        "tab": "desk",
        "hall": hall,
        "site": hall.site,
        "board": board,
        "silence": halls.silence(hall=hall, now=now),
        **way_in(hall=hall, board=board, is_at_door=False, now=now),
        "form": form or TakeTicket(),
        "refused": refused,
        **(slip_of(request, taken) if taken else {}),
        **choices(form),
    }
    return page(request, "hall/desk.html", context, status=status)
