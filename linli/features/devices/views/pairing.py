"""A browser becomes a kiosk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from linli.base.kernel import Refused, clock
from linli.base.ui.doors import private
from linli.base.ui.page import SeeOther, page

from .. import actions, queries
from ..forms import Keyed
from .access import remember


@require_http_methods(["GET", "HEAD", "POST"])
def pairing(request: HttpRequest, *, pairing: str) -> HttpResponse:
    """Ask once on the machine itself, then make this browser the kiosk."""
    if request.method != "POST":
        return private(_pairing_page(request, pairing))
    form = Keyed(request.POST)
    if not form.is_valid() or not form.cleaned_data["key"]:
        return private(_pairing_page(request, pairing, status=422))
    try:
        kiosk, token = actions.pair_kiosk(code=pairing, key=form.cleaned_data["key"], now=clock.now())
    except Refused as refused:
        return private(_pairing_page(request, pairing, refused=refused, status=409))
    response = private(SeeOther(reverse("hall:kiosk", args=[kiosk.hall.site.slug])))
    remember(response, kiosk, token)
    return response


def _pairing_page(
    request: HttpRequest, code: str, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    kiosk = queries.kiosk_offered(code=code, now=clock.now())
    site = kiosk.hall.site if kiosk else None
    context = {"kiosk": kiosk, "site": site, "code": code, "refused": refused}
    return page(request, "devices/pairing.html", context, status=status)
