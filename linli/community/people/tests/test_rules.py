"""Rights, phone numbers and how often a code goes out: plain values, no database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.base.kernel import Objection
from linli.community.people import rules

NOW = datetime.fromisoformat("2026-11-24T10:40:00+08:00")
TERMS = rules.CodeTerms(digits=6, minutes=5, tries=3, seconds_between=60, a_phone_an_hour=5, a_phone_a_day=10)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800000001", "+8613800000001"),
        ("138 0000 0001", "+8613800000001"),
        ("138-0000-0001", "+8613800000001"),
        ("１３８０００００００１", "+8613800000001"),
        ("+86 138 0000 0001", "+8613800000001"),
        ("008613800000001", "+8613800000001"),
        ("86 13800000001", "+8613800000001"),
        ("+44 20 7946 0000", "+442079460000"),
        ("0044 20 7946 0000", "+442079460000"),
        ("+1 (202) 555-0100", "+12025550100"),
    ],
)
def test_a_number_is_understood_however_it_is_typed(typed: str, number: str) -> None:
    assert rules.e164(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "hello", "1380000000", "138000000012", "12800000001", "010-55500100", "+86 10 5550 0100", "+12", "+0138"],
)
def test_what_cannot_receive_a_code_is_no_number(typed: str) -> None:
    assert rules.e164(typed) == ""


def test_a_number_is_shown_without_its_middle() -> None:
    assert rules.masked("+8613812345678") == "138****5678"
    assert "7946" not in rules.masked("+442079460000")
    assert rules.masked("") == "****"


def test_a_place_holds_what_lies_inside_it_and_nothing_else() -> None:
    assert rules.covers(place="110114", wanted="110114005900")
    assert rules.covers(place="110114005", wanted="110114005900")
    assert rules.covers(place="110114005900", wanted="110114005900")
    assert not rules.covers(place="110114005900", wanted="110114001901")
    assert not rules.covers(place="110114005900", wanted="110114005")
    assert not rules.covers(place="", wanted="110114005900")


def test_of_places_inside_each_other_only_the_outermost_count() -> None:
    assert rules.outermost(["110114005900", "110114005", "110114001901", "110114005"]) == ["110114001901", "110114005"]


def test_every_role_may_look_at_the_register_and_only_the_head_manages_the_hall() -> None:
    assert all("registry.look" in rights for rights in rules.RIGHTS.values())
    assert [role for role, rights in rules.RIGHTS.items() if "hall.manage" in rights] == ["station_head"]
    assert rules.rights_of("mayor") == frozenset()


def test_a_role_needs_a_known_name_a_place_and_not_to_be_held_yet() -> None:
    assert rules.objections_to_grant(role="station_head", place="110114005900", holds_it=False) == []
    found = rules.objections_to_grant(role="mayor", place="Changping", holds_it=True)
    assert codes(found) == ["no_such_role", "not_a_place", "holds_it"]


def test_a_token_is_for_a_role_held_there_and_for_a_day_at_least() -> None:
    held = [("generalist_worker", "110114005")]
    assert rules.objections_to_token(role="generalist_worker", place="110114005900", held=held, days=1) == []
    assert codes(rules.objections_to_token(role="station_head", place="110114005900", held=held, days=0)) == [
        "role_not_held",
        "no_days",
    ]
    assert codes(rules.objections_to_token(role="generalist_worker", place="1101140", held=held, days=1)) == [
        "role_not_held",
        "not_a_place",
    ]


def test_the_first_code_goes_out() -> None:
    assert objections([]) == []


def test_the_next_code_waits_a_minute() -> None:
    assert waits([NOW - timedelta(seconds=20)]) == timedelta(minutes=1)
    assert objections([NOW - timedelta(seconds=61)]) == []


def test_a_phone_gets_so_many_codes_an_hour_and_a_day() -> None:
    hour = [NOW - timedelta(minutes=2 + 10 * n) for n in range(5)]
    assert waits(hour) == timedelta(minutes=18)  # the oldest of five is 42 minutes old
    day = [NOW - timedelta(hours=1 + 2 * n) for n in range(10)]
    assert waits(day) == timedelta(hours=5)


def test_somebody_at_a_window_or_with_a_role_is_not_erased() -> None:
    assert rules.objections_to_erasure(is_staff=False, is_being_served=False) == []
    assert codes(rules.objections_to_erasure(is_staff=True, is_being_served=True)) == ["holds_a_role", "being_served"]


def objections(to_phone: list[datetime]) -> list[Objection]:
    return rules.objections_to_code(terms=TERMS, now=NOW, to_phone=to_phone)


def waits(to_phone: list[datetime]) -> timedelta:
    (found,) = objections(to_phone)
    wait: timedelta = found.values["wait"]
    return wait


def codes(found: list[Objection]) -> list[str]:
    return [objection.code for objection in found]
