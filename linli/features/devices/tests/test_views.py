"""What a kiosk asks for and tells over HTTP, and what its head sees."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from linli.community.people.models import Authenticator
from linli.features.devices import actions, queries
from linli.features.devices.models import Kiosk, PrintJob
from linli.features.hall import queries as halls
from linli.features.hall.models import Terms, Ticket

from .conftest import Station
from .printer import fake_printer

HALL = "/sites/tuoran/"


@pytest.fixture
def slips(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The slips that would be printed beside the request."""
    ordered: list[int] = []
    for module in ("slips", "machines"):
        monkeypatch.setattr(f"linli.features.devices.views.{module}.print_soon", lambda job: ordered.append(job.pk))
    return ordered


def paired(station: Station, kiosk: Kiosk) -> Client:
    """The machine, after somebody opened the link of the code and said yes."""
    browser = Client()
    code = queries.pairing_code(kiosk=kiosk, now=station.now)
    page = browser.get(f"/devices/{code}/")
    assert kiosk.name in page.content.decode()
    answer = browser.post(f"/devices/{code}/", {"key": f"tap {kiosk.pk}"})
    assert (answer.status_code, answer["Location"]) == (303, HALL + "kiosk/")
    return browser


def ask(browser: Client, **said: Any) -> dict[str, Any]:
    answer = browser.post(HALL + "kiosk/offline/numbers/", said)
    assert answer.status_code == 200, answer.content
    return answer.json()


def tell(browser: Client, *tickets: Any) -> HttpResponse:
    return browser.post(HALL + "kiosk/offline/tickets/", {"tickets": json.dumps(tickets)})  # type: ignore[return-value]


def test_a_kiosk_gets_its_numbers_once_and_tells_what_it_gave(station: Station) -> None:
    browser = paired(station, station.register())
    block = ask(browser, key="a", holds=0, left=0)["block"]
    assert [one["label"] for one in block["numbers"]] == ["A001", "A002", "A003", "A004"]
    assert ask(browser, key="a", holds=0, left=0)["block"] == block
    assert ask(browser, key="b", holds=block["id"], left=3)["block"] is None
    given = {"block": block["id"], "number": 1, "groups": ["housing"], "priority": "elder", "language": "en",
             "taken_at": "2026-11-24T02:41:00Z"}  # fmt: skip
    for _ in range(2):
        answer = tell(browser, given).json()
        assert answer == {"settled": [[block["id"], 1]], "written": ["A001"]}
    ticket = Ticket.objects.get()
    assert (ticket.priority, ticket.language, ticket.channel) == ("elder", "en", "kiosk")
    # The code that the machine drew opens the ticket.
    found = halls.block_of(hall=station.hall, device=station.hall.kiosks.get().device, now=station.now)
    assert found is not None
    assert ticket.code == halls.code_in(block=found, number=1)
    # Hardly any left: the next block, and never the same numbers again.
    assert [one["number"] for one in ask(browser, key="c", holds=block["id"], left=0)["block"]["numbers"]] == [
        5,
        6,
        7,
        8,
    ]


def test_a_kiosk_that_lost_its_block_never_gets_it_again(station: Station) -> None:
    browser = paired(station, station.register())
    ask(browser, key="a", holds=0, left=0)
    assert ask(browser, key="b", holds=0, left=0)["block"]["numbers"][0]["number"] == 5


def test_what_makes_no_sense_in_a_number_loses_nobody(station: Station) -> None:
    browser = paired(station, station.register())
    block = ask(browser, key="a", holds=0, left=0)["block"]["id"]
    odd = {"block": block, "number": 2, "groups": ["gone", 7], "priority": "king", "language": 1, "taken_at": "noon"}
    assert tell(browser, odd).json()["written"] == ["A002"]
    assert Ticket.objects.get().priority == "ordinary"
    assert tell(browser, {"block": True, "number": "x"}, {}).json()["written"] == []
    for body in ("{", "[" * 100_000, '[{"a":' * 30_000, "[" * 13 + "]" * 13, "9" * 5000, '"x"', "[1]", "null"):
        assert browser.post(HALL + "kiosk/offline/tickets/", {"tickets": body}).status_code == 422
    far = {"block": 10**30, "number": 2**63, "taken_at": "9999-12-31T23:59:59-12:00"}
    assert tell(browser, far).json() == {"settled": [], "written": []}


def test_a_kiosk_tells_nothing_into_the_block_of_another(station: Station) -> None:
    one, other = paired(station, station.register("一号")), paired(station, station.register("二号"))
    block = ask(one, key="a", holds=0, left=0)["block"]["id"]
    assert tell(other, {"block": block, "number": 1}).json() == {"settled": [], "written": []}
    assert not Ticket.objects.exists()
    # Unless it is the same machine under a new name: what it gave before is not lost.
    actions.revoke_kiosk(kiosk=station.hall.kiosks.get(name="一号"), key="off", **station.said)
    assert tell(other, {"block": block, "number": 1}).json() == {"settled": [[block, 1]], "written": ["A001"]}


def test_where_no_numbers_are_left_the_kiosk_hears_why(station: Station) -> None:
    Terms.objects.update(daily_cap=2)
    answer = ask(paired(station, station.register()), key="a", holds=0, left=0)
    assert answer["block"] is None
    assert len(answer["objections"]) == 1


def test_a_slip_is_ordered_once_and_the_page_says_how_it_goes(station: Station, slips: list[int]) -> None:
    browser = paired(station, station.register(printer=station.printer()))
    ticket = station.take()
    page = browser.get(f"{HALL}kiosk/{ticket.code}/").content.decode()
    assert f'hx-post="{HALL}slips/"' in page
    for _ in range(2):
        part = browser.post(HALL + "slips/", {"ticket": ticket.code}).content.decode()
        assert "正在打印您的小票" in part
    job = PrintJob.objects.get()
    assert job.address.endswith(f"/tickets/{ticket.code}/")
    assert slips == [job.pk, job.pk]
    for state, error, words in [
        ("waiting", "no_answer", "打印机没有回应。<br>请拍下二维码"),
        ("failed", "paper_out", "打印机没纸了。<br>请拍下二维码"),
        ("unsure", "broken_off", "如果小票没有出来"),
        ("printed", "", "请取走您的小票"),
    ]:
        PrintJob.objects.update(state=state, last_error=error)
        part = browser.get(f"{HALL}slips/{job.pk}/").content.decode()
        assert words in part
        assert ("hx-get" in part) == (state == "waiting")


def test_an_unregistered_kiosk_gives_numbers_and_orders_nothing(station: Station, slips: list[int]) -> None:
    ticket, browser = station.take(), Client()
    assert "hx-post" not in browser.get(f"{HALL}kiosk/{ticket.code}/").content.decode()
    assert browser.post(HALL + "slips/", {"ticket": ticket.code}).status_code == 403
    assert "kiosk_keeper" not in browser.get(HALL + "kiosk/").content.decode()
    assert slips == []


def test_only_a_ticket_of_the_kiosk_is_printed(station: Station, slips: list[int]) -> None:
    browser = paired(station, station.register(printer=station.printer()))
    ticket = station.take(channel="phone")
    assert browser.post(HALL + "slips/", {"ticket": ticket.code}).status_code == 404
    assert browser.post(HALL + "slips/", {}).status_code == 404
    without = paired(station, station.register("没有打印机"))
    assert without.post(HALL + "slips/", {"ticket": station.take().code}).status_code == 204
    assert slips == []


def test_the_kiosks_worker_keeps_the_page_for_the_time_without_network_and_nothing_of_anybody(
    station: Station,
) -> None:
    answer = Client().get(HALL + "kiosk/worker.js")
    script = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    files = re.findall(r'"(/static/[^"]+)"', script)
    assert {"/static/devices/offline_page.js", "/static/devices/kiosk_keeper.js", "/static/hall/kiosk.css"} <= set(
        files
    )
    assert f"{HALL}kiosk/offline/page/?lang=en" in script
    version = re.search(r'FAMILY \+ "(\w+)"', script)
    station.cast.groups[0].name = "新的名字"
    station.cast.groups[0].save()
    assert version is not None
    assert version[1] not in Client().get(HALL + "kiosk/worker.js").content.decode()


@pytest.mark.parametrize(("screen", "turned"), [("kiosk", "portrait"), ("board", "landscape")])
def test_a_screen_can_be_installed(station: Station, screen: str, turned: str) -> None:
    at = HALL + screen + "/"
    address = re.search(r'rel="manifest" href="([^"]+)"', Client().get(at).content.decode())
    assert address is not None
    told = Client().get(address[1]).json()
    assert (told["start_url"], told["scope"], told["orientation"]) == (at, at, turned)
    assert {icon["sizes"] for icon in told["icons"]} >= {"192x192", "512x512"}


def head_of(station: Station) -> Client:
    """The head of the station, signed in with a one-time code."""
    browser, head = Client(), station.cast.head
    browser.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = Authenticator.objects.create(user=head, name="test", key="00" * 20).persistent_id
    session.save()
    return browser


def test_the_head_enters_a_printer_tests_it_and_hears_every_objection(station: Station, slips: list[int]) -> None:
    browser, at = head_of(station), HALL + "devices/"
    fields = {"name": "小票机", "host": "192.168.1.80", "port": 9100, "paper": 58, "characters": "bitmap",
              "patience_seconds": 15, "is_in_use": "on", "key": "a"}  # fmt: skip
    refused = browser.post(at + "printers/", {**fields, "host": "8.8.8.8", "port": 80})
    assert refused.status_code == 409
    assert re.findall(r'data-code="(\w+)"', refused.content.decode()) == ["host_outside", "port_unusual"]
    assert 'value="8.8.8.8"' in refused.content.decode()
    assert browser.post(at + "printers/", {**fields, "paper": 70}).status_code == 422
    assert browser.post(at + "printers/", fields).status_code == 303
    printer = station.hall.printers.get()
    assert (printer.paper, printer.characters, printer.patience_seconds) == (58, "bitmap", 15)
    assert browser.post(f"{at}printers/{printer.pk}/", {**fields, "name": "门口", "key": "b"}).status_code == 303
    assert browser.post(f"{at}printers/{printer.pk}/tests/", {"key": "c"}).status_code == 303
    assert slips == [PrintJob.objects.get().pk]
    page = browser.get(at).content.decode()
    assert "有一张小票正在送去打印" in page
    assert f'hx-select="#printer-state-{printer.pk}"' in page
    PrintJob.objects.update(state="failed", last_error="no_answer")
    assert "打印机没有回应" in browser.get(at).content.decode()


def test_the_head_sees_each_kiosk_with_its_code_and_its_numbers(station: Station) -> None:
    kiosk = station.register("门口")
    browser = head_of(station)
    code = queries.pairing_code(kiosk=kiosk, now=station.now)
    assert f"/devices/{code}/" in browser.get(HALL + "devices/").content.decode()
    ask(paired(station, kiosk), key="a", holds=0, left=0)
    page = browser.get(HALL + "devices/").content.decode()
    assert code not in page
    assert "留有 A001 至 A004 号" in page
    assert browser.post(HALL + "devices/kiosks/", {"name": "门口", "block_size": 20}).status_code == 409
    assert browser.post(f"{HALL}devices/kiosks/{kiosk.pk}/end/", {"key": "x"}).status_code == 303
    assert "门口" not in browser.get(HALL + "devices/").content.decode()


def test_slips_that_nobody_printed_in_time_are_given_up_by_the_tick(station: Station) -> None:
    from datetime import timedelta

    from linli.entrypoints.jobs.actions import JOBS

    PrintJob.objects.create(printer=station.printer(), created_at=station.now - timedelta(minutes=5))
    do = {job.name: job.do for job in JOBS}
    assert do["give up slips"](station.now) == 1
    assert do["forget slips"](station.now + timedelta(days=40)) == 1


def test_the_background_prints_and_gives_up_by_itself(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.features.devices.views import background

    monkeypatch.setattr(background, "connection", type("Kept", (), {"close": staticmethod(lambda: None)}))
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        fake.state = 0x12

    monkeypatch.setattr(background.time, "sleep", sleep)
    with fake_printer(state=0x72) as fake:
        job = actions.order_test(printer=station.printer(fake.port), key="", **station.said)
        background._until_settled(job.pk)
    assert slept == [background.RETRY_S]
    assert PrintJob.objects.get().state == "printed"
