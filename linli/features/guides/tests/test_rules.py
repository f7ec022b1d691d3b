"""What a guide says, when it may go out, how two differ; without a database."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from linli.features.guides.rules import checking, comparing, search
from linli.features.guides.rules.fields import CAN_BE_OPEN, FIELDS
from linli.features.guides.rules.guide import (
    Basis,
    Condition,
    Fee,
    Guide,
    Limit,
    Material,
    Situation,
    Step,
    plain,
    read,
)

TODAY = date(2026, 11, 24)
OLD = Basis("旧办法", "Old", in_force_from=date(2014, 5, 1), in_force_until=date(2026, 6, 30))
DATA = Path(__file__).parent.parent / "data"
VAGUE = [checking.Vague(**entry) for entry in tomllib.loads((DATA / "vague.toml").read_text("utf-8"))["vague"]]
WHOLE = Guide(
    summary="带身份证",
    summary_en="Bring your ID",
    authority="街道",
    authority_en="Street office",
    audience="居民",
    audience_en="Residents",
    conditions=(Condition("住在本地", "Lives here"),),
    materials=(Material("居民身份证", "Identity card", form="original", copies=1),),
    steps=(Step("申请", "Apply", "申请人", "Applicant", days=3),),
    statutory_limit=Limit(15),
    promised_limit=Limit(10),
    fee=Fee(Decimal(0)),
    result="证",
    result_en="Card",
    place="大厅",
    place_en="Hall",
    hours="工作时间",
    hours_en="Working hours",
    window="任一窗口",
    window_en="Any window",
    visits=1,
    consult_phone="12345",
    complaint_phone="12345",
    bases=(Basis("社会救助法", "Social Assistance Law", in_force_from=date(2026, 7, 1)),),
    source="测试",
    source_en="Test",
    source_date="2026",
    reviewed_on=date(2026, 11, 20),
)


def codes(guide: Guide) -> list[str]:
    return [gap.code for gap in checking.gaps(guide, vague=VAGUE, today=TODAY)]


def test_a_whole_guide_has_no_gaps() -> None:
    assert codes(WHOLE) == []


def test_an_empty_guide_has_every_gap_at_once() -> None:
    empty = checking.gaps(Guide(), vague=VAGUE, today=TODAY)
    mandatory = {field.code for field in FIELDS if field.is_mandatory} - {"category", "kind"}
    assert {gap.field for gap in empty if gap.code == "empty"} == mandatory


def test_what_is_being_verified_may_be_empty() -> None:
    assert codes(replace(WHOLE, materials=(), fee=Fee(), being_verified=("materials", "fee"))) == []


def test_a_field_that_is_empty_without_a_word_is_a_gap() -> None:
    assert codes(replace(WHOLE, fee=Fee(), statutory_limit=Limit())) == ["empty", "empty"]


def test_the_summary_and_the_source_cannot_be_left_open() -> None:
    assert codes(replace(WHOLE, summary="", summary_en="", being_verified=("summary",))) == ["never_open"]
    assert "summary" not in CAN_BE_OPEN


@pytest.mark.parametrize(
    ("guide", "code"),
    [
        (replace(WHOLE, summary_en=""), "one_language"),
        (replace(WHOLE, conditions=(Condition("住在本地"),)), "one_language"),
        (replace(WHOLE, bases=(OLD,)), "expired"),
        (replace(WHOLE, bases=(Basis("新法", "New", in_force_from=date(2026, 12, 1)),)), "not_yet_in_force"),
        (replace(WHOLE, bases=(Basis("某法", "Some law"),)), "undated"),
        (replace(WHOLE, materials=(Material("户口簿", "Book", can_be_shared=True),)), "can_be_shared"),
        (replace(WHOLE, promised_limit=Limit(20)), "slow_promise"),
        (replace(WHOLE, fee=Fee(Decimal(5))), "fee_without_basis"),
        (replace(WHOLE, steps=(Step("申请", "Apply"),)), "step_without_actor"),
        (replace(WHOLE, materials=(Material("证明", "Proof", situations=("minor",)),)), "no_such_situation"),
        (replace(WHOLE, reviewed_on=date(2026, 11, 25)), "checked_tomorrow"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_gap_is_named(guide: Guide, code: str) -> None:
    assert codes(guide) == [code]


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("其他材料", "Papers"), ("相关材料", "Papers"), ("其他相关证明材料", "Papers"), ("需要的其他文件", "Papers"),
        ("身份证等材料", "Papers"), ("证明", "other documents"),
        ("证明", "Related materials"), ("证明", "papers as required"),
    ],
)  # fmt: skip
def test_vague_wording_is_a_gap(name: str, english: str) -> None:
    assert codes(replace(WHOLE, materials=(Material(name, english),))) == ["vague"]


def test_a_law_is_in_force_on_its_first_day() -> None:
    guide = replace(WHOLE, bases=(Basis("新法", "New", in_force_from=TODAY, in_force_until=TODAY),))
    assert codes(guide) == []


def test_a_law_whose_day_is_being_verified_is_no_gap() -> None:
    assert codes(replace(WHOLE, bases=(Basis("某法", "Some law", is_being_verified=True),))) == []


def test_a_guide_is_read_as_it_was_written() -> None:
    assert read(plain(WHOLE)) == (WHOLE, [])


def test_every_fault_of_the_shape_is_named_with_its_place() -> None:
    broken = {
        "summary": 3,
        "colour": "red",
        "kind": "slow",
        "visits": "two",
        "reviewed_on": "soon",
        "materials": [{"copies": "many"}, "x"],
        "steps": {},
        "fee": {"amount": "much"},
    }
    _guide, faults = read(broken)
    at = {fault.values["at"] for fault in faults}
    assert at == {
        "colour", "summary", "kind", "visits", "reviewed_on", "materials[1].copies", "materials[1].name",
        "materials[2].", "materials[2].name", "steps", "fee.amount",
    }  # fmt: skip


def test_materials_follow_the_situations() -> None:
    guide = replace(
        WHOLE,
        situations=(Situation("minor", "未成年人"), Situation("agent", "代办")),
        materials=(
            Material("身份证"),
            Material("监护证明", situations=("minor",)),
            Material("委托书", situations=("agent",)),
        ),
    )
    assert [one.name for one in guide.materials_in(frozenset())] == ["身份证"]
    assert [one.name for one in guide.materials_in(frozenset({"minor"}))] == ["身份证", "监护证明"]


def test_the_words_that_came_and_went_are_told() -> None:
    new = replace(WHOLE, summary="带身份证和户口簿", visits=2, materials=(*WHOLE.materials, Material("照片", "Photo")))
    found = comparing.changes(old=WHOLE, new=new, cut=search.cut, english=False)
    assert [change.field.code for change in found] == ["summary", "materials", "visits"]
    assert [(piece.kind, piece.text) for piece in found[0].lines[0]] == [("same", "带身份证"), ("added", "和户口簿")]
    assert found[1].lines[0][0].kind == "added"


def test_a_change_in_the_other_language_only_is_told_too() -> None:
    new = replace(WHOLE, summary_en="Bring your identity card")
    found = comparing.changes(old=WHOLE, new=new, cut=search.cut, english=False)
    assert [change.field.code for change in found] == ["summary"]
    assert {piece.kind for piece in found[0].lines[0]} == {"same", "added", "removed"}


def test_two_alike_do_not_differ() -> None:
    assert comparing.changes(old=WHOLE, new=WHOLE, cut=search.cut, english=True) == []


PHRASES = [
    search.Phrase("card", "残疾证"),
    search.Phrase("permit", "居住证"),
    search.Phrase("permit", "residence permit"),
]


@pytest.mark.parametrize(
    "question",
    [
        "残疾证",
        "残 疾 证？",
        "残急证",
        "canjizheng",
        "can ji zheng",
        "CJZ",
        "czj",
        "残疾证怎么办",
        "canjizhengzenmeban",
    ],
)
def test_one_matter_is_found_however_it_is_written(question: str) -> None:
    found = search.Index(PHRASES, idle=["怎么办"]).find(question)
    assert [hit.item for hit in found][:1] == ["card"]


@pytest.mark.parametrize("question", ["", "   ", "？？", "天气", "zzz", "c", "a" * 5000, "\x00", "𠀀𠀀"])
def test_nothing_is_found_for_nothing(question: str) -> None:
    assert search.Index(PHRASES).find(question) == []


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("我的电话13800000001，证丢了", "我的电话…,证丢了"),
        ("110114199001011234 怎么办", "… 怎么办"),
        ("138-0000 0001", "…"),
        ("4050补贴", "4050补贴"),
    ],
)
def test_numbers_of_people_are_cut_out(asked: str, kept: str) -> None:
    assert search.without_numbers(asked) == kept
