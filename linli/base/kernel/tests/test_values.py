from __future__ import annotations

from datetime import date, time

import pytest

from linli.base.kernel import phones, values


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        (" ２０２６-11-24\u200e", date(2026, 11, 24)),
        ("2000-01-01", date(2000, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
    ],
)
def test_a_day_is_read_from_2000_to_2199(typed: str, day: date) -> None:
    assert values.day_of(typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        *("", "0001-01-01", "9999-12-31", "1999-12-31", "2200-01-01", "2026-02-30", "2026-W48-2", "20261124", "\0"),
        *("x" * 99, None, 20261124, ["2026-11-24"], "2026-11-24T10:00", "-2026-11-24", "2026-11-2４x"),
    ],
)
def test_no_other_day_is_one(typed: object) -> None:
    assert values.day_of(typed) is None


def test_a_month_and_a_time_of_day_are_read_alike() -> None:
    assert values.month_of("2026-11") == date(2026, 11, 1)
    assert [values.month_of(typed) for typed in ("0001-01", "2026-13", "2026", None)] == [None] * 4
    assert values.clock_time_of("14:30") == values.clock_time_of("１４:30:00") == time(14, 30)
    assert values.clock_time_of("9:05") == time(9, 5)
    assert [values.clock_time_of(typed) for typed in ("24:00", "14", "T14:30", "14:30+08:00", None)] == [None] * 5


def test_a_moment_has_its_offset_and_stays_within_the_calendar() -> None:
    moment = values.moment_of("2026-11-24T14:00:00+08:00")
    assert moment is not None
    assert moment.isoformat() == "2026-11-24T14:00:00+08:00"
    assert values.moment_of("2026-11-24T14:00:00 08:00") == moment  # the + of an address that was not escaped
    assert values.moment_of("2026-11-24T06:00Z") == moment
    for typed in ("2026-11-24T14:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "1764000000", "", "20", None):
        assert values.moment_of(typed) is None
    assert values.moment_of("2000-01-01T00:00:00+08:00") is None  # 1999 elsewhere


def test_a_whole_number_fits_into_the_database() -> None:
    assert values.whole_of("７") == values.whole_of(7) == 7
    assert values.whole_of(str(values.LARGEST)) == values.LARGEST
    for typed in ("-1", "2147483648", "9" * 5000, "1e3", "1.0", "0x1", "", "\0", None, True, [], "١" * 20):
        assert values.whole_of(typed) is None
    assert values.whole_of("-1", at_least=-5) == -1


def test_a_text_loses_what_pasting_brings_along() -> None:
    assert values.tidy("\ufeff \u200b王\u200e小\t明 ") == "王小 明"
    assert values.tidy("a\r\nb\rc\u2028d", has_lines=True) == "a\nb\nc\nd"
    assert values.trouble_in(values.tidy("👨\u200d👩\u200d👧 甲、乙")) == ""


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("a\nb", "lines"),
        ("a\u2028b", "lines"),
        ("a\u202eb", "direction"),
        ("a\u2066b", "direction"),
        ("a\0b", "control"),
        ("a\x1b[31m", "control"),
        ("a\x7f", "control"),
        ("a\ud800", "control"),
        ("a\x9b", "control"),
    ],
)
def test_a_text_has_nothing_that_deceives_or_cannot_be_kept(text: str, trouble: str) -> None:
    assert values.trouble_in(text) == trouble
    assert values.trouble_in(text, has_lines=True) == ("" if trouble == "lines" else trouble)


def test_a_json_text_that_nests_too_deep_is_noticed_before_it_is_read() -> None:
    assert values.is_deep("[" * 100_000)
    assert values.is_deep("[" * 13 + "]" * 13)
    assert not values.is_deep("[" * 12 + "]" * 12)
    assert not values.is_deep('[{"name": "' + "[" * 50 + '\\"{{"}]')
    assert not values.is_deep("[]" * 1000)


@pytest.mark.parametrize(
    "typed",
    [
        "13800000001",
        "138 0000 0001",
        "138-0000-0001",
        "138—0000–0001",
        "138.0000.0001",
        "１３８０００００００１",
        "+8613800000001",
        "+86 138 0000 0001",
        "+86(0)13800000001",
        "+86 (0) 138 0000 0001",
        "（+86）138 0000 0001",
        "0086 138 0000 0001",
        "86 13800000001",
        "013800000001",
        "tel:+86-138-0000-0001",
        "TEL:13800000001;ext=",
        "\u202d138 0000 0001\u202c",
        "\u2066+86\u00a013800000001\u2069",
        "\u200e138\u200b0000\u200c0001\ufeff",
        "١٣٨٠٠٠٠٠٠٠١",
        " 13800000001\n",
    ],
)
def test_a_mobile_number_is_read_however_it_was_pasted(typed: str) -> None:
    assert phones.e164(typed) == "+8613800000001"
    assert not phones.is_landline(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "010-55500100",
        "+86 10 5550 0100",
        "（0535）6241234",
        "55500100",
        "400-810-8888",
        "0086 21 6100 0000",
        "tel:01055500100",
    ],
)
def test_a_landline_is_told_from_a_number_that_is_none(typed: str) -> None:
    assert phones.is_landline(typed)
    assert phones.e164(typed) == ""


@pytest.mark.parametrize("typed", ["", "1380000000", "138000000012", "12800000001", "hello", "1" * 61, "\0", "+0138"])
def test_what_is_neither_is_neither(typed: str) -> None:
    assert not phones.is_landline(typed)
    assert phones.e164(typed) == ""


def test_numbers_of_other_countries_are_taken_with_their_code() -> None:
    assert phones.e164("00 44 (20) 7946 0000") == phones.e164("+44 20 7946 0000") == "+442079460000"
    assert phones.e164("+852 5123 4567") == "+85251234567"
