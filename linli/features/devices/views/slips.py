"""The slip of a ticket that was just taken at a registered kiosk."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from linli.base.kernel import clock
from linli.base.ui.addresses import public_address
from linli.base.ui.page import page
from linli.features.hall import queries as halls
from linli.features.hall.models import Ticket

from .. import actions, queries
from ..forms import Ordered
from ..models import Kiosk, PrintJob
from .access import registered
from .background import print_soon
from .words import troubles


@require_POST
@registered
def slips(request: HttpRequest, *, kiosk: Kiosk) -> HttpResponse:
    """Order the slip; the answer comes at once and says that it is being printed. Asked twice, ordered once."""
    form = Ordered(request.POST)
    if not form.is_valid():
        raise Http404("no ticket named")
    ticket = halls.ticket_by_code(code=form.cleaned_data["ticket"])
    if ticket.hall_id != kiosk.hall_id or ticket.channel != Ticket.Channel.KIOSK:
        raise Http404("not a ticket of this kiosk")
    address = public_address(request, reverse("hall:ticket", args=[ticket.code]))
    job = actions.order_slip(kiosk=kiosk, ticket=ticket, address=address, now=clock.now())
    if job is None:
        return HttpResponse(status=204)
    print_soon(job)
    return _state(request, kiosk, job)


@require_safe
@registered
def slip(request: HttpRequest, *, kiosk: Kiosk, job: int) -> HttpResponse:
    """How far the slip is."""
    return _state(request, kiosk, queries.job_of(kiosk=kiosk, pk=job))


def _state(request: HttpRequest, kiosk: Kiosk, job: PrintJob) -> HttpResponse:
    asked = request.GET.get("lang") or request.POST.get("lang")
    with translation.override(asked if asked in ("zh-hans", "en") else kiosk.hall.site.language):
        context = {
            "job": job,
            "is_open": job.state in PrintJob.OPEN and not job.last_error,
            "is_trying": job.state in PrintJob.OPEN,
            "trouble": troubles(job.last_error),
            "site": kiosk.hall.site,
            "lang": asked or "",
        }
        return page(request, "devices/_slip_state.html", context)
