"""Where QR codes point."""

from django.test import RequestFactory

from linli.base.ui.addresses import public_address


def test_a_printed_address_stands_on_the_public_host(settings):
    settings.LINLI_ADDRESS = "https://linli.example.org/"
    request = RequestFactory().get("/sites/tuoran/kiosk/")
    assert public_address(request, "/tickets/x/") == "https://linli.example.org/tickets/x/"


def test_without_a_public_host_it_stands_on_the_host_of_the_request(settings):
    settings.LINLI_ADDRESS = ""
    request = RequestFactory().get("/sites/tuoran/kiosk/")
    assert public_address(request, "/tickets/x/") == "http://testserver/tickets/x/"
