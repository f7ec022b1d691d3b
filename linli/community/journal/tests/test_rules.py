"""What is sealed, and what a chain's faults look like; no database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from linli.community.journal.rules import plain, sealing_hash

AT = datetime(2026, 11, 24, 2, 40, 0, 123456, tzinfo=UTC)
FIELDS = {
    "scope": "tuoran",
    "seq": 1,
    "at": AT,
    "actor": "person:1",
    "verb": "ticket.taken",
    "subject": "ticket:1",
    "details": {"a": 1, "b": "二"},
    "why": "",
    "previous_hash": "",
}


def test_every_field_is_sealed() -> None:
    others = {
        "scope": "chunhe",
        "seq": 2,
        "at": AT + timedelta(microseconds=1),
        "actor": "person:2",
        "verb": "ticket.left",
        "subject": "ticket:2",
        "details": {"a": 1, "b": "三"},
        "why": "因为",
        "previous_hash": "0" * 64,
    }
    assert others.keys() == FIELDS.keys()
    hashes = {sealing_hash(**(FIELDS | {name: value})) for name, value in others.items()}
    assert len(hashes) == len(others)
    assert sealing_hash(**FIELDS) not in hashes


def test_the_seal_knows_moments_not_time_zones_and_not_the_order_of_details() -> None:
    in_beijing = FIELDS | {"at": AT.astimezone(timezone(timedelta(hours=8))), "details": {"b": "二", "a": 1}}
    assert sealing_hash(**in_beijing) == sealing_hash(**FIELDS)


def test_a_text_cannot_flow_into_the_next_field() -> None:
    one, other = FIELDS | {"actor": "a", "verb": "bc"}, FIELDS | {"actor": "ab", "verb": "c"}
    assert sealing_hash(**one) != sealing_hash(**other)


def test_details_become_what_both_databases_give_back_unchanged() -> None:
    given = {
        "f": 0.1,
        1: Decimal("2.50"),
        "day": date(2026, 11, 24),
        "t": (1, None, True),
        "s": {"b", "a"},
        "n": "a\x00",
    }
    assert plain(given) == {
        "f": "0.1",
        "1": "2.50",
        "day": "2026-11-24",
        "t": [1, None, True],
        "s": ["a", "b"],
        "n": "a\ufffd",
    }
