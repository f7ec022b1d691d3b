"""The board and the window signs."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from .browsing import HALL, HTMX, statements, text
from .day import Day

BOARD = f"{HALL}/board/"


def seqs(page: str) -> list[int]:
    return [int(seq) for seq in re.findall(r'data-seq="(\d+)"', page)]


def until(page: str) -> int:
    found = re.search(r'data-until="(\d+)"', page)
    assert found
    return int(found.group(1))


def test_the_board_says_which_number_goes_to_which_window(client: Client, day: Day) -> None:
    first, second = day.open(1, 2).take(), day.take()
    day.at(1, "call_next")
    day.at(2, "call_next")
    board = text(client.get(BOARD))
    for label, number in ((first.label, 1), (second.label, 2)):
        assert re.search(rf'data-window="{number}">\s*<p class="board-number">.*{label}', board)
    assert "请到窗口" in board


def test_the_board_shows_no_name_and_no_code(client: Client, day: Day) -> None:
    ticket = day.open(1).take(holder=day.cast.resident)
    day.at(1, "call_next")
    board = text(client.get(BOARD))
    assert ticket.code not in board
    assert day.cast.resident.name not in board
    assert day.cast.workers[1].name not in board


def test_two_calls_at_once_are_both_in_the_feed_in_order(client: Client, day: Day) -> None:
    day.open(1, 2).take()
    day.take()
    seen = until(text(client.get(BOARD)))
    day.at(1, "call_next")
    day.at(2, "call_next")
    fragment = text(client.get(BOARD, {"after": seen, "day": "2026-11-24"}, headers=HTMX))
    assert "<html" not in fragment
    assert len(seqs(fragment)) == 2
    assert seqs(fragment) == sorted(seqs(fragment))
    assert "请 A 零零一 号，到 1 号窗口。" in fragment
    again = text(client.get(BOARD, {"after": until(fragment), "day": "2026-11-24"}, headers=HTMX))
    assert seqs(again) == []


def test_a_board_that_was_away_tells_of_fresh_calls_only(
    client: Client, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    day.open(1, 2).take()
    day.take()
    day.at(1, "call_next")
    day.wait(minutes=10).at(2, "call_next")
    monkeypatch.setattr("linli.base.kernel.clock.now", lambda: day.now)
    fragment = text(client.get(BOARD, {"after": "0", "day": "2026-11-24"}, headers=HTMX))
    assert re.findall(r'data-label="(\w+)"', fragment) == ["A002"]


def test_on_a_new_day_the_board_starts_from_the_first_event(client: Client, day: Day) -> None:
    day.open(1).take()
    day.at(1, "call_next")
    fragment = text(client.get(BOARD, {"after": "900", "day": "2026-11-23"}, headers=HTMX))
    assert len(seqs(fragment)) == 1


def test_a_board_without_javascript_renews_itself(client: Client, day: Day) -> None:
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in text(client.get(BOARD))


def test_the_board_speaks_english_when_asked(client: Client, day: Day) -> None:
    day.open(1).take()
    day.at(1, "call_next")
    fragment = text(client.get(BOARD, {"lang": "en", "after": "0", "day": "2026-11-24"}, headers=HTMX))
    assert "Number A 0 0 1, please come to window 1." in fragment
    assert 'data-speech-lang="en"' in fragment


def test_the_window_sign_tells_number_names_and_state(client: Client, day: Day) -> None:
    sign = f"{HALL}/windows/2/sign/"
    assert "现在没有开放" in text(client.get(sign))
    ticket = day.open(2).take()
    assert "请等候叫号" in text(client.get(sign))
    day.at(2, "call_next")
    called = text(client.get(sign, headers=HTMX))
    assert ticket.label in called
    assert "Disability and assistance" in called
    assert client.get(f"{HALL}/windows/9/sign/").status_code == 404


def test_a_paused_sign_says_why(client: Client, day: Day) -> None:
    day.open(2).by_head(2, "pause_window", reason="五分钟后回来")
    assert "五分钟后回来" in text(client.get(f"{HALL}/windows/2/sign/"))


def test_screens_take_few_statements_however_long_the_line(client: Client, day: Day) -> None:
    day.open(1, 2, 3).take()
    pages = [BOARD, f"{HALL}/windows/1/sign/", f"{HALL}/kiosk/"]
    short = [len(statements(client, address)) for address in pages]
    for _ in range(6):
        day.take("housing", "consult")
    day.at(1, "call_next")
    day.at(2, "call_next")
    assert [len(statements(client, address)) for address in pages] == short
    assert short == [17, 9, 21]


@pytest.mark.parametrize("after", ["9" * 5000, "-1", "٣"])
def test_a_board_that_asks_nonsense_gets_the_board(client: Client, day: Day, after: str) -> None:
    assert client.get(BOARD, {"after": after, "day": "2026-11-24"}).status_code == 200


@pytest.mark.parametrize("page", ["hall/", "board/", "windows/1/sign/"])
def test_a_page_can_be_asked_for_without_its_body(client: Client, day: Day, page: str) -> None:
    assert client.head(f"{HALL}/{page}").status_code == 200
