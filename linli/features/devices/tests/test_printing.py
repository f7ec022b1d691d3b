"""The bytes that reach a printer, and what happens when it does not take them."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest

from linli.features.devices import actions
from linli.features.devices.models import Printer, PrintJob
from linli.features.devices.rules import objections_to_printer, trouble_in
from linli.features.devices.rules.slips import wrapped

from .conftest import Station
from .printer import COVER_OPEN, PAPER_OUT, Paper, fake_printer, read

ADDRESS = "https://linli.example.org/tickets/Zm9vYmFyLWJhei1xdXg/"


def ordered(station: Station, printer: Printer, **ticket: Any) -> PrintJob:
    kiosk = station.register(printer=printer)
    job = actions.order_slip(kiosk=kiosk, ticket=station.take(**ticket), address=ADDRESS, now=station.now)
    assert job is not None
    return job


def printed(station: Station, job: PrintJob, after: float = 1.0) -> str:
    return actions.try_to_print(job=job.pk, now=station.now + timedelta(seconds=after))


def on_paper(station: Station, **how: Any) -> Paper:
    language = how.pop("language", "zh-hans")
    with fake_printer() as fake:
        job = ordered(station, station.printer(fake.port, **how), language=language)
        assert printed(station, job) == "printed"
    (data,) = fake.jobs
    return read(data)


@pytest.mark.parametrize(("paper", "columns"), [(58, 32), (80, 48)])
def test_a_slip_comes_out_in_chinese_with_a_huge_number_and_the_code_of_the_ticket(
    station: Station, paper: int, columns: int
) -> None:
    out = on_paper(station, paper=paper)
    assert out.resets == 1
    sizes = dict(out.lines)
    assert sizes["A001"] == {58: 6, 80: 8}[paper]
    assert out.texts[:3] == ["拓然家苑社区服务空间", "您的号码", "A001"]
    told = ["下一位就是您", "综合咨询", "残联·民政救助", "2026-11-24 10:40", "010-5550-0100"]
    assert set(told) <= set(out.texts)
    assert out.code == ADDRESS
    assert (out.cuts, out.ends_with_cut) == (1, True)
    assert all(sum(2 if ord(letter) > 255 else 1 for letter in text) * size <= columns for text, size in out.lines)


def test_a_slip_speaks_the_language_in_which_the_ticket_was_taken(station: Station) -> None:
    out = on_paper(station, language="en", paper=58)
    assert out.texts[:4] == ["Tuoran Jiayuan Community Space", "Your number", "A001", "You are next"]
    assert "Please have a seat; the board" in out.texts


def test_a_printer_without_chinese_gets_pictures_and_no_text(station: Station) -> None:
    out = on_paper(station, paper=58, characters="bitmap")
    assert out.lines == []
    assert {width for width, _ in out.pictures} == {384}
    assert max(height for _, height in out.pictures) > 150
    assert out.code == ADDRESS
    assert out.ends_with_cut


def test_a_printer_that_answers_no_questions_prints_too(station: Station) -> None:
    with fake_printer(state=None) as fake:
        assert printed(station, ordered(station, station.printer(fake.port))) == "printed"
    assert read(fake.jobs[0]).ends_with_cut


def test_nobody_prints_a_slip_twice(station: Station) -> None:
    with fake_printer() as fake:
        job = ordered(station, station.printer(fake.port))
        assert [printed(station, job), printed(station, job)] == ["printed", "printed"]
        again = actions.order_slip(kiosk=station.cast.hall.kiosks.get(), ticket=job.ticket, address="", now=station.now)
        assert again == job
    assert len(fake.jobs) == 1


@pytest.mark.parametrize(("state", "reason"), [(PAPER_OUT, "paper_out"), (COVER_OPEN, "cover_open")])
def test_a_printer_that_cannot_print_is_sent_nothing_and_tried_again(station: Station, state: int, reason: str) -> None:
    with fake_printer(state=state) as fake:
        job = ordered(station, station.printer(fake.port))
        assert printed(station, job) == "waiting"
        job.refresh_from_db()
        assert (job.last_error, job.tries, job.ended_at) == (reason, 1, None)
        fake.state = 0x12
        assert printed(station, job) == "printed"
    assert len(fake.jobs) == 1


def test_a_printer_that_is_away_is_tried_until_its_patience_ends(station: Station) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    job = ordered(station, station.printer(port))
    assert [printed(station, job, after) for after in (1, 19, 20, 21)] == ["waiting", "waiting", "failed", "failed"]
    job.refresh_from_db()
    assert (job.last_error, job.tries) == ("no_answer", 3)


def test_what_broke_off_is_called_unsure_and_not_tried_again(station: Station) -> None:
    with fake_printer(breaks_after=40) as fake:
        job = ordered(station, station.printer(fake.port))
        assert [printed(station, job), printed(station, job)] == ["unsure", "unsure"]
    assert len(fake.jobs) == 1


def test_a_killed_process_leaves_a_slip_unsure_and_a_forgotten_one_is_given_up(station: Station) -> None:
    printer = station.printer()
    killed = ordered(station, printer)
    PrintJob.objects.filter(pk=killed.pk).update(state="printing", tried_at=station.now)
    late = PrintJob.objects.create(printer=printer, created_at=station.now)
    assert actions.give_up_late(now=station.now + timedelta(seconds=10)) == 0
    assert actions.give_up_late(now=station.now + timedelta(minutes=1)) == 2
    ends = dict(PrintJob.objects.values_list("pk", "state"))
    assert ends == {killed.pk: "unsure", late.pk: "failed"}
    assert actions.forget_jobs(before=station.now + timedelta(days=1)) == 2


def test_a_kiosk_without_a_printer_in_use_orders_no_slip(station: Station) -> None:
    kiosk = station.register(printer=station.printer(is_in_use=False))
    assert actions.order_slip(kiosk=kiosk, ticket=station.take(), address=ADDRESS, now=station.now) is None


def test_a_test_slip_is_ordered_once(station: Station) -> None:
    with fake_printer() as fake:
        printer = station.printer(fake.port)
        jobs = {actions.order_test(printer=printer, key="test", **station.said).pk for _ in range(2)}
        assert actions.try_to_print(job=jobs.pop(), now=station.now) == "printed"
        assert not jobs
    assert "A000" in read(fake.jobs[0]).texts


@pytest.mark.parametrize("host", ["127.0.0.1", "8.8.8.8", "169.254.169.254", "0.0.0.0", "::1", "printer.local", ""])
def test_a_printer_stands_in_the_halls_own_network(host: str) -> None:
    codes = [found.code for found in objections_to_printer(host=host, port=9100, is_name_taken=False)]
    assert codes == ["host_outside"]


def test_a_printer_listens_where_printers_do() -> None:
    assert objections_to_printer(host="192.168.1.80", port=9100, is_name_taken=False) == []
    found = objections_to_printer(host="fd00::12", port=5432, is_name_taken=True)
    assert [one.code for one in found] == ["port_unusual", "name_taken"]


def test_only_an_answer_of_a_printer_counts_as_one() -> None:
    assert trouble_in(state=0x12, paper=0x12) == ""
    assert trouble_in(state=0x52, paper=None) == "not_ready"
    assert trouble_in(state=0x12, paper=0x1E) == ""  # the roll nears its end, and prints
    assert trouble_in(state=0xFF, paper=0x60) == ""


def test_lines_keep_words_together_and_break_between_characters() -> None:
    assert list(wrapped("one fine day in May", columns=8)) == ["one fine", "day in", "May"]
    assert list(wrapped("残联民政救助", columns=8)) == ["残联民政", "救助"]
    assert list(wrapped("https://example.org", columns=8)) == ["https://", "example.", "org"]


def test_no_text_orders_the_printer_about() -> None:
    orders = "门口\x1b@\x1dV\x00\x00\x10\x04小票机\u202e\x9b\n二号"
    assert list(wrapped(orders, columns=48)) == ["门口@V小票机 二号"]
    assert all(byte >= 0x20 for line in wrapped(orders, columns=48) for byte in line.encode("gb18030"))
