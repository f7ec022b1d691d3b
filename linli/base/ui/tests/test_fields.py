from __future__ import annotations

from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from linli.base.ui import fields
from linli.base.ui.converters import CodeSlot, DaySlot, WholeSlot


class Everything(forms.Form):
    title = fields.Text(max_length=10)
    note = fields.Lines(max_length=20, required=False)
    day = fields.Day(required=False)
    at = fields.Clock(required=False)
    moment = fields.Moment(required=False)
    number = fields.Whole(required=False, min_value=1)
    phone = fields.Phone(required=False)
    slug = fields.Slug(required=False)
    key = fields.Key()


def errors(**sent: str) -> dict[str, list[str]]:
    return dict(Everything({"title": "x", **sent}).errors)


def test_every_kind_is_read() -> None:
    form = Everything(
        {
            "title": " 多功能厅\u200b ",
            "note": "a\r\nb",
            "day": "２０２６-11-24",
            "at": "14:30",
            "moment": "2026-11-24T14:00:00+08:00",
            "number": "３",
            "phone": "tel:+86 (0) 138 0000 0001",
            "slug": "tuoran",
            "key": "k",
        }
    )
    assert form.is_valid(), form.errors
    said = form.cleaned_data
    assert (said["title"], said["note"], said["day"]) == ("多功能厅", "a\nb", date(2026, 11, 24))
    assert (said["at"], said["number"], said["phone"]) == (time(14, 30), 3, "+8613800000001")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("title", "a\nb"),
        ("title", "a\u202eb"),
        ("title", "a\x00b"),
        ("title", "\u200b"),
        ("title", "x" * 11),
        ("note", "a\u202eb"),
        ("day", "0001-01-01"),
        ("day", "9999-12-31"),
        ("at", "25:00"),
        ("moment", "9999-12-31T23:59:59-12:00"),
        ("number", "9" * 40),
        ("number", "0"),
        ("phone", "12345"),
        ("slug", "a\x00"),
        ("key", "\x1b"),
    ],
)
def test_what_is_none_of_its_kind_is_said_at_its_field(name: str, typed: str) -> None:
    assert list(errors(**{name: typed})) == [name]


def test_a_landline_hears_what_numbers_can_receive_texts() -> None:
    with override("en"):
        (sentence,) = errors(phone="010-5550 0100")["phone"]
        assert sentence.startswith("This is a landline")
    with override("zh-hans"):
        (sentence,) = errors(phone="010-5550 0100")["phone"]
        assert "座机" in sentence


def test_queries_are_read_by_the_same_types() -> None:
    sent = QueryDict("day=9999-12-31&n=99999999999999&q=a%00b&slot=7&until=2026-11-24&words=%E2%80%8Bx")
    assert fields.day_in(sent, "day") is None
    assert fields.day_in(sent, "until") == date(2026, 11, 24)
    assert fields.whole_in(sent, "n") is None
    assert fields.whole_in(sent, "slot", at_most=49) == 7
    assert fields.text_in(sent, "q") == ""
    assert fields.text_in(sent, "words") == "x"
    assert fields.text_in(sent, "nothing") == ""


def test_slots_of_addresses_are_of_the_same_types() -> None:
    assert DaySlot().to_python("2026-11-24") == date(2026, 11, 24)
    assert DaySlot().to_url(date(2026, 11, 24)) == DaySlot().to_url("2026-11-24") == "2026-11-24"
    assert (WholeSlot().to_python("7"), WholeSlot().to_url(7), CodeSlot().to_python("aB-_")) == (7, "7", "aB-_")
    for slot, wrong in ((DaySlot(), "9999-12-31"), (WholeSlot(), "9999999999")):
        with pytest.raises(ValueError, match=wrong):
            slot.to_python(wrong)


def test_a_value_that_is_a_day_already_stays_one() -> None:
    assert fields.Day().clean(date(2026, 11, 24)) == date(2026, 11, 24)
    with pytest.raises(ValidationError):
        fields.Day().clean(date.max)
    assert fields.Clock().clean(time(9)) == time(9)


@pytest.mark.django_db
def test_a_nul_is_refused_before_any_view() -> None:
    client = Client(raise_request_exception=False)
    answers = [client.get("/?a=%00"), client.get("/?%00=1"), client.post("/preferences/", {"x": "\0"})]
    assert [answer.status_code for answer in answers] == [400] * 3
