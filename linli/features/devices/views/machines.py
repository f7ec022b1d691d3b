"""The hall's machines as its head arranges them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui.addresses import public_address
from linli.base.ui.page import SeeOther, page
from linli.features.hall.models import Hall, NumberBlock, Ticket

from .. import actions, queries
from ..forms import Keyed, KioskForm, PrinterForm
from ..models import Printer, PrintJob
from .access import StaffRequest, managed
from .background import print_soon
from .words import troubles

Form = Keyed | KioskForm | PrinterForm


@require_safe
@managed
def devices(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """Every kiosk and printer, how they are, and whether all numbers are accounted for."""
    return _devices_page(request, hall)


def _devices_page(
    request: StaffRequest,
    hall: Hall,
    *,
    form: Form | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    machines = queries.machines(hall=hall, now=clock.now())
    fresh_kiosk = form if isinstance(form, KioskForm) else KioskForm(printers=Printer.objects.filter(hall=hall))
    context = {
        "tab": "devices",
        "site": hall.site,
        "machines": machines,
        "kiosks": [_kiosk_row(request, one) for one in machines.kiosks],
        "printers": [_printer_row(one, form) for one in machines.printers],
        "kiosk_form": fresh_kiosk,
        "printer_form": form if _is_of(form, None) else PrinterForm(),
        "is_adding_printer": _is_of(form, None),
        "is_adding_kiosk": isinstance(form, KioskForm),
        "form": form,
        "refused": refused,
    }
    return page(request, "devices/devices.html", context, status=status)


def _kiosk_row(request: StaffRequest, one: Any) -> dict[str, Any]:
    code = one.pairing_code
    path = reverse("devices:pairing", args=[code]) if code else ""
    return {
        "it": one.kiosk,
        "kept": [Ticket(prefix=one.block.prefix, number=n).label for n in _ends(one.block)] if one.block else [],
        "code": "-".join(code[start : start + 4] for start in range(0, len(code), 4)),
        "path": path,
        "address": public_address(request, path) if path else "",
    }


def _ends(block: NumberBlock) -> tuple[int, int]:
    return block.first, block.last


def _printer_row(one: Any, form: Form | None) -> dict[str, Any]:
    is_open = _is_of(form, one.printer.pk)
    return {
        "it": one.printer,
        "state": one.state,
        "is_on_its_way": one.state in PrintJob.OPEN,
        "trouble": troubles(one.error),
        "at": one.at,
        "form": form if is_open else PrinterForm(instance=one.printer),
        "is_open": is_open,
    }


def _is_of(form: Form | None, pk: int | None) -> bool:
    return isinstance(form, PrinterForm) and form.instance.pk == pk


def _arrange(request: StaffRequest, hall: Hall, form: Form, act: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    """Do what the head asked and go back to the machines, or show them with every objection."""
    if not form.is_valid():
        return _devices_page(request, hall, form=form, status=422)
    try:
        act(form.cleaned_data)
    except Refused as refused:
        return _devices_page(request, hall, form=form, refused=refused, status=409)
    return SeeOther(reverse("devices:devices", args=[hall.site.slug]))


@require_POST
@managed
def kiosks(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """Register a kiosk; its code stands on the page for half an hour."""
    return _arrange(
        request,
        hall,
        KioskForm(request.POST, printers=Printer.objects.filter(hall=hall)),
        lambda said: actions.register_kiosk(
            hall=hall,
            name=said["name"],
            printer=said["printer"],
            block_size=said["block_size"],
            by=request.user,
            key=said["key"],
            now=clock.now(),
        ),
    )


@require_POST
@managed
def pairings(request: StaffRequest, *, hall: Hall, kiosk: int) -> HttpResponse:
    """A new code for a kiosk."""
    found = queries.kiosk_at(hall=hall, pk=kiosk)
    return _arrange(
        request,
        hall,
        Keyed(request.POST),
        lambda said: actions.renew_pairing(kiosk=found, by=request.user, key=said["key"], now=clock.now()),
    )


@require_POST
@managed
def kiosk_end(request: StaffRequest, *, hall: Hall, kiosk: int) -> HttpResponse:
    """Sign a kiosk off."""
    found = queries.kiosk_at(hall=hall, pk=kiosk)
    return _arrange(
        request,
        hall,
        Keyed(request.POST),
        lambda said: actions.revoke_kiosk(kiosk=found, by=request.user, key=said["key"], now=clock.now()),
    )


@require_POST
@managed
def printers(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """Enter a printer."""
    return _enter(request, hall, None)


@require_POST
@managed
def printer(request: StaffRequest, *, hall: Hall, printer: int) -> HttpResponse:
    """Change a printer."""
    return _enter(request, hall, queries.printer_at(hall=hall, pk=printer))


def _enter(request: StaffRequest, hall: Hall, found: Printer | None) -> HttpResponse:
    return _arrange(
        request,
        hall,
        PrinterForm(request.POST, instance=found),
        lambda said: actions.enter_printer(
            hall=hall,
            printer=found,
            entry=actions.Entry(**{name: said[name] for name in PrinterForm.Meta.fields}),
            by=request.user,
            key=said["key"],
            now=clock.now(),
        ),
    )


@require_POST
@managed
def tests(request: StaffRequest, *, hall: Hall, printer: int) -> HttpResponse:
    """Print a slip that says that the printer works."""
    found = queries.printer_at(hall=hall, pk=printer)

    def order(said: dict[str, Any]) -> None:
        print_soon(actions.order_test(printer=found, by=request.user, key=said["key"], now=clock.now()))

    return _arrange(request, hall, Keyed(request.POST), order)
