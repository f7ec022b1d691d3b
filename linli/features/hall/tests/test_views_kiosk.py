"""The kiosk: three touches, and nothing left behind."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from linli.features.hall.models import Ticket

from .browsing import HALL, codes, send, text
from .day import Day

KIOSK = f"{HALL}/kiosk/"


def links(page: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="(/sites/tuoran/kiosk/[^"]*)"', page)]


def touch(client: Client, page: str, wanted: str) -> str:
    """The page behind the first link whose address has `wanted` in it."""
    return text(client.get(next(link for link in links(page) if wanted in link)))


def hidden(page: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        fields.setdefault(name, []).append(value)
    return fields


def test_three_touches_give_a_ticket(client: Client, day: Day) -> None:
    start = text(client.get(KIOSK))
    how = touch(client, start, "groups=housing")
    last = touch(client, how, "priority=elder")
    answer = client.post(KIOSK, hidden(last))
    ticket = Ticket.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"{KIOSK}{ticket.code}/"
    assert (ticket.channel, ticket.priority, ticket.holder_key) == ("kiosk", "elder", "")
    shown = client.get(answer["Location"])
    assert ticket.label in text(shown)
    assert "no-store" in shown["Cache-Control"]


def test_a_second_matter_is_added_on_the_way(client: Client, day: Day) -> None:
    how = touch(client, text(client.get(KIOSK)), "groups=housing")
    more = touch(client, how, "more=1")
    how = touch(client, more, "groups=consult")
    last = touch(client, how, "priority=ordinary")
    assert hidden(last)["groups"] == ["consult", "housing"]


def test_one_run_is_one_ticket_however_often_it_is_sent(client: Client, day: Day) -> None:
    how = touch(client, text(client.get(KIOSK)), "groups=housing")
    last = touch(client, how, "priority=ordinary")
    again = touch(client, how, "priority=ordinary")
    first, second = (client.post(KIOSK, hidden(page)) for page in (last, again))
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1


def test_two_visitors_are_two_runs(client: Client, day: Day) -> None:
    for _ in range(2):
        how = touch(client, text(client.get(KIOSK)), "groups=housing")
        client.post(KIOSK, hidden(touch(client, how, "priority=ordinary")))
    assert Ticket.objects.count() == 2


def test_a_run_somebody_walked_away_from_starts_again(
    client: Client, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    how = text(client.get(KIOSK + "?groups=housing"))
    link = next(link for link in links(how) if "priority=elder" in link)
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: day.now + timedelta(minutes=6))
    answer = client.get(link)
    assert (answer.status_code, answer["Location"]) == (302, KIOSK)


def test_the_last_number_is_not_shown_for_long(client: Client, day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = day.take()
    assert ticket.label in text(client.get(f"{KIOSK}{ticket.code}/"))
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: day.now + timedelta(minutes=3))
    answer = client.get(f"{KIOSK}{ticket.code}/")
    assert (answer.status_code, answer["Location"]) == (302, KIOSK)


def test_a_ticket_taken_elsewhere_is_not_shown_at_the_kiosk(client: Client, day: Day) -> None:
    ticket = day.take(channel="phone")
    assert client.get(f"{KIOSK}{ticket.code}/").status_code == 302


def test_the_kiosk_speaks_the_sites_language_unless_asked_and_returns_to_it(client: Client, day: Day) -> None:
    client.cookies["linli_language"] = "en"
    assert 'lang="zh-hans"' in text(client.get(KIOSK))
    english = text(client.get(KIOSK + "?lang=en&width=58"))
    assert "What have you come for?" in english
    assert 'data-start="/sites/tuoran/kiosk/?width=58"' in english
    assert "lang=en" in next(link for link in links(english) if "groups=housing" in link)


def test_a_refusal_at_the_kiosk_shows_every_reason_and_a_fresh_run(
    client: Client, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    how = touch(client, text(client.get(KIOSK)), "groups=housing")
    fields = hidden(touch(client, how, "priority=elder"))
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: day.now + timedelta(hours=9))
    refused = client.post(KIOSK, fields)
    assert refused.status_code == 409
    assert codes(refused)
    assert hidden(text(refused))["priority"] == ["elder"]
    assert hidden(text(refused))["key"] != fields["key"]
    assert not Ticket.objects.exists()


def test_without_javascript_the_kiosk_returns_by_itself(client: Client, day: Day) -> None:
    assert 'http-equiv="refresh"' not in text(client.get(KIOSK))
    how = text(client.get(KIOSK + "?groups=housing"))
    assert f'<noscript><meta http-equiv="refresh" content="60;url={KIOSK}"></noscript>' in how


def test_the_slip_prints_at_the_width_the_machine_has(client: Client, day: Day) -> None:
    answer = send(client, KIOSK + "?width=58&print=1", groups=["consult"])
    assert answer["Location"].endswith("?width=58&print=1")
    shown = text(client.get(answer["Location"]))
    assert "slip-58" in shown
    assert "data-print-now" in shown
