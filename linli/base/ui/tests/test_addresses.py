"""Where QR codes point, and where requests come from."""

import pytest
from django.test import RequestFactory

from linli.base.ui.addresses import client_address, counted_address, public_address


def test_a_printed_address_stands_on_the_public_host(settings):
    settings.LINLI_ADDRESS = "https://linli.example.org/"
    request = RequestFactory().get("/sites/tuoran/kiosk/")
    assert public_address(request, "/tickets/x/") == "https://linli.example.org/tickets/x/"


def test_without_a_public_host_it_stands_on_the_host_of_the_request(settings):
    settings.LINLI_ADDRESS = ""
    request = RequestFactory().get("/sites/tuoran/kiosk/")
    assert public_address(request, "/tickets/x/") == "http://testserver/tickets/x/"


@pytest.mark.parametrize(
    ("host", "printed"),
    [("testserver:8000", "testserver:8000"), ("testserver:6666", "testserver"), ("[::1]:8000", "[::1]:8000")],
)
def test_no_port_of_the_visitors_choice_comes_onto_paper(settings, host, printed):
    settings.LINLI_ADDRESS, settings.ALLOWED_HOSTS = "", ["testserver", "[::1]"]
    request = RequestFactory().get("/", headers={"Host": host}, SERVER_PORT="8000")
    assert public_address(request, "/tickets/x/") == f"http://{printed}/tickets/x/"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "192.0.2.66, 198.51.100.7", "198.51.100.7"),
        (2, "198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "not-an-address", "127.0.0.1"),
        (1, "'; --", "127.0.0.1"),
    ],
)
def test_a_request_comes_from_where_the_proxies_we_know_say(settings, proxies, forwarded, address):
    settings.NINJA_NUM_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    assert client_address(request) == address


@pytest.mark.parametrize(
    ("forwarded", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
    ],
)
def test_failed_sign_ins_of_one_line_are_counted_together(settings, forwarded, counted):
    settings.NINJA_NUM_PROXIES = 1
    assert counted_address(RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})) == counted
