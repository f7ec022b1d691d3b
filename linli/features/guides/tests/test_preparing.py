"""What is to be brought, what was ticked, and what is missing then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from linli.features.guides import actions, queries
from linli.features.guides.models import GuideVersion, ServiceItem
from linli.features.guides.queries import Ticks
from linli.features.guides.rules import preparing
from linli.features.guides.rules.guide import Guide, Material, Situation, plain

CARD, PHOTO = Material("身份证"), Material("照片", situations=("minor", "guardian"))
GUIDE = Guide(
    situations=(Situation("minor", "未成年人"), Situation("guardian", "代办")),
    materials=(CARD, PHOTO, Material("社保记录", is_brought=False)),
)


def keys(rows: Any) -> list[str]:
    return [row.key for row in rows]


def test_only_what_is_brought_in_the_ticked_situations_is_asked() -> None:
    assert keys(preparing.rows(GUIDE, ticks=Ticks("v"))) == ["身份证"]
    assert keys(preparing.rows(GUIDE, ticks=Ticks("v", ("minor",)))) == ["身份证", "照片"]


def test_what_is_not_ticked_is_missing() -> None:
    rows = preparing.rows(GUIDE, ticks=Ticks("v", ("minor",), ("照片",)))
    assert keys(preparing.missing(rows)) == ["身份证"]


def test_nothing_is_asked_while_it_is_being_verified() -> None:
    assert preparing.rows(replace(GUIDE, being_verified=("materials",)), ticks=Ticks()) == ()


def test_two_materials_of_the_same_name_have_keys_of_their_own() -> None:
    guide = Guide(materials=(CARD, Material("身份证", situations=("agent",)), CARD))
    assert list(preparing.keyed(guide)) == ["身份证", "身份证 (2)", "身份证 (3)"]
    assert keys(preparing.rows(guide, ticks=Ticks(situations=("agent",)))) == ["身份证", "身份证 (2)", "身份证 (3)"]


def test_ticks_a_guide_does_not_know_are_left_out() -> None:
    ticks = preparing.against(GUIDE, ticks=Ticks("v", ("minor", "moon"), ("身份证", "月亮", "身份证")))
    assert ticks == Ticks("v", ("minor",), ("身份证",))


def test_ticks_are_read_as_they_were_kept() -> None:
    ticks = Ticks("v", ("minor",), ("身份证",), is_checked=True)
    assert preparing.read_kept(preparing.kept(ticks)) == ticks
    assert preparing.kept(Ticks(situations=("minor",))) == {}
    assert preparing.read_kept({}) == Ticks()


def test_a_form_says_what_is_there_for_each_item() -> None:
    fields = QueryDict("version-card=abc&situation-card=minor&have-card=身份证&have-card=照片&have-other=x").getlist
    assert preparing.sent("card", fields=fields) == Ticks("abc", ("minor",), ("身份证", "照片"))
    assert preparing.sent("none", fields=fields) == Ticks()


@pytest.fixture
def item(imported: Any) -> ServiceItem:
    return ServiceItem.objects.get(slug="disability-certificate")


def _only(item: ServiceItem, ticks: Ticks) -> queries.Preparation:
    return queries.preparations(wanted=[(item, ticks)])[0]


def _republish(item: ServiceItem, now: Any, **changes: Any) -> GuideVersion:
    guide = replace(item.versions.get(state="published").guide, **changes)
    draft = actions.draft_version(item=item, content=plain(guide), seen="", actor="t", key="", now=now)
    return actions.publish(version=draft, actor="t", key="", now=now)


def test_the_lists_of_several_items_take_one_statement(item: ServiceItem, django_assert_num_queries: Any) -> None:
    others = list(ServiceItem.objects.exclude(pk=item.pk))
    with django_assert_num_queries(1):
        found = queries.preparations(wanted=[(one, Ticks()) for one in [item, *others]])
    assert [one.item for one in found] == [item, *others]
    with django_assert_num_queries(0):
        assert queries.preparations(wanted=[]) == []


def test_a_list_nobody_ticked_says_so_and_marks_nothing(item: ServiceItem) -> None:
    found = _only(item, Ticks())
    assert (found.is_known, found.is_ticked, found.has_changed, len(found.rows)) == (True, False, False, 4)
    assert found.sheet_query == ""


def test_ticks_against_a_draft_or_an_unknown_version_are_nobodys(item: ServiceItem, now: Any) -> None:
    version = item.versions.get()
    actions.draft_version(item=item, content=version.content, seen="", actor="t", key="", now=now)
    for code in (item.versions.get(state="draft").code, "moon"):
        assert not _only(item, Ticks(code, (), ("户口簿",))).is_ticked


def test_a_guide_that_changed_says_so_and_keeps_the_ticks_of_the_same_wording(item: ServiceItem, now: Any) -> None:
    old = item.versions.get()
    renamed = tuple(replace(one, name="户口本原件") if one.name == "户口簿" else one for one in old.guide.materials)
    new = _republish(item, now, materials=renamed)
    found = _only(item, Ticks(old.code, (), ("居民身份证", "户口簿")))
    assert (found.version, found.ticked, found.has_changed, found.is_withdrawn) == (new, old, True, False)
    assert keys(row for row in found.rows if row.is_ticked) == ["居民身份证"]
    assert "户口本原件" in keys(found.missing)


def test_a_guide_that_asks_for_the_same_has_not_changed_for_whoever_ticked(item: ServiceItem, now: Any) -> None:
    old = item.versions.get()
    _republish(item, now, consult_phone="12345")
    assert not _only(item, Ticks(old.code, (), ("户口簿",))).has_changed


def test_a_withdrawn_guide_still_shows_what_was_ticked(item: ServiceItem, now: Any) -> None:
    version = item.versions.get()
    actions.withdraw(version=version, reason="条件变了", actor="t", key="", now=now)
    found = _only(item, Ticks(version.code, (), ("户口簿",)))
    assert (found.is_withdrawn, keys(row for row in found.rows if row.is_ticked)) == (True, ["户口簿"])
    assert _only(item, Ticks()).version is None


def test_a_worker_checks_against_the_guide_that_holds(item: ServiceItem) -> None:
    found = queries.checked(preparation=_only(item, Ticks()), have=["户口簿", "月亮"], situations=["minor"])
    assert found == Ticks(item.versions.get().code, ("minor",), ("户口簿",), is_checked=True)


def test_the_one_time_notice_marks_what_is_missing_and_nothing_it_does_not_ask_for(
    client: Client, item: ServiceItem
) -> None:
    found = _only(item, Ticks(item.versions.get().code, (), ("户口簿", "居民身份证", "两寸免冠白底彩色照片")))
    sheet = f"/guides/{item.slug}/sheet/?{found.sheet_query}"
    page = client.get(f"{sheet}&missing=月亮", headers={"accept-language": "en"}).content.decode()
    assert page.count('class="is-missing"') == 1
    assert "1 thing is still missing; it is marked below" in page
    assert "月亮" not in page.split('class="sheet ')[1]
    assert "is-missing" not in client.get(sheet.partition("?")[0]).content.decode()
