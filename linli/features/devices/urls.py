"""The addresses of the hall's machines."""

from __future__ import annotations

from django.urls import path

from .views import apps, machines, offline, pairing, slips

app_name = "devices"

KIOSK = "sites/<slug:site>/kiosk/"
DEVICES = "sites/<slug:site>/devices/"

urlpatterns = [
    # For the head of the station.
    path(DEVICES, machines.devices, name="devices"),
    path(DEVICES + "kiosks/", machines.kiosks, name="kiosks"),
    path(DEVICES + "kiosks/<whole:kiosk>/pairings/", machines.pairings, name="pairings"),
    path(DEVICES + "kiosks/<whole:kiosk>/end/", machines.kiosk_end, name="kiosk_end"),
    path(DEVICES + "printers/", machines.printers, name="printers"),
    path(DEVICES + "printers/<whole:printer>/", machines.printer, name="printer"),
    path(DEVICES + "printers/<whole:printer>/tests/", machines.tests, name="tests"),
    # For the machine that becomes a kiosk: whoever holds the code.
    path("devices/<code:pairing>/", pairing.pairing, name="pairing"),
    # For a registered kiosk.
    path("sites/<slug:site>/slips/", slips.slips, name="slips"),
    path("sites/<slug:site>/slips/<whole:job>/", slips.slip, name="slip"),
    path(KIOSK + "offline/numbers/", offline.numbers, name="numbers"),
    path(KIOSK + "offline/tickets/", offline.tickets, name="offline_tickets"),
    # What a screen installs to go on without the network.
    path(KIOSK + "offline/page/", apps.offline_page, name="offline_page"),
    path(KIOSK + "worker.js", apps.kiosk_worker, name="kiosk_worker"),
    path(KIOSK + "app.webmanifest", apps.kiosk_manifest, name="kiosk_manifest"),
    path("sites/<slug:site>/board/worker.js", apps.board_worker, name="board_worker"),
    path("sites/<slug:site>/board/app.webmanifest", apps.board_manifest, name="board_manifest"),
]
