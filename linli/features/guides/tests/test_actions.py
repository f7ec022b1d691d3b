"""Drafts, publication, withdrawal, import and the questions nobody found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from linli.base.live import queries as live
from linli.base.ui.words import say
from linli.community.journal.models import Entry
from linli.community.journal.queries import verify
from linli.features.guides import actions, queries
from linli.features.guides.actions.importing import BUILT_IN, Report
from linli.features.guides.models import GuideVersion, Question, SearchPhrase, ServiceItem

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

Refuses = Callable[..., AbstractContextManager[None]]
State = GuideVersion.State


def item_of(slug: str = "living-allowance") -> ServiceItem:
    return queries.item_at(slug=slug)


def published(slug: str = "living-allowance") -> GuideVersion:
    version = queries.published_of(item=item_of(slug))
    assert version is not None
    return version


def draft(now: datetime, *, key: str = "", seen: str = "", **changes: Any) -> GuideVersion:
    content = {**published().content, **changes}
    return actions.draft_version(item=item_of(), content=content, seen=seen, actor="person:1", key=key, now=now)


def test_the_guides_that_come_with_linli_are_taken_in(imported: Report) -> None:
    assert len(imported.published) >= 12
    groups = {item_of(slug).group.slug for slug in imported.published}
    assert groups == {"consult", "disability", "housing", "employment", "health"}
    assert verify() == []


def test_reading_the_same_folder_again_changes_nothing(imported: Report, now: datetime) -> None:
    before = GuideVersion.objects.count()
    again = actions.import_guides(now=now)
    assert again.published == again.kept == []
    assert sorted(again.unchanged) == sorted(imported.published)
    assert GuideVersion.objects.count() == before


def test_minimum_living_security_rests_on_the_law_of_2026(imported: Report) -> None:
    bases = published().guide.bases
    assert [basis.title for basis in bases] == ["中华人民共和国社会救助法"]
    assert str(bases[0].in_force_from) == "2026-07-01"


@pytest.mark.parametrize("slug", ["public-rental", "elders-allowance"])
def test_what_nobody_knows_is_open_and_never_invented(imported: Report, slug: str) -> None:
    assert {"materials", "conditions", "fee"} <= set(published(slug).guide.being_verified)
    assert queries.checklist(item=item_of(slug)) is None


def test_a_guide_changed_here_is_kept_by_the_next_import(imported: Report, now: datetime) -> None:
    actions.publish(version=draft(now, summary="改过了"), actor="person:1", key="", now=now)
    again = actions.import_guides(now=now)
    assert again.kept == ["living-allowance"]
    assert published().guide.summary == "改过了"


def test_a_folder_with_faults_changes_nothing_and_names_them_all(
    imported: Report, now: datetime, tmp_path: Path, refused: Refuses
) -> None:
    shutil.copytree(BUILT_IN, tmp_path / "data")
    items = tmp_path / "data" / "items"
    (items / "broken.toml").write_text("group = ", encoding="utf-8")
    text = (items / "appeal.toml").read_text("utf-8").replace('group = "consult"', 'group = "nowhere"')
    (items / "appeal.toml").write_text(text.replace("visits = 0", 'visits = "none"'), encoding="utf-8")
    with refused("bad_file", "bad_file", "bad_file"):
        actions.import_guides(folder=tmp_path / "data", now=now)


def test_a_fault_is_said_with_its_file(imported: Report, now: datetime, tmp_path: Path) -> None:
    from linli.base.kernel import Refused

    (tmp_path / "catalogue.toml").write_text("", encoding="utf-8")
    with pytest.raises(Refused) as info:
        actions.import_guides(folder=tmp_path, now=now)
    assert [say(one) for one in info.value.objections] == [f"{tmp_path.name}：这个文件夹里没有事项。"]


def test_a_draft_changes_nothing_for_residents(imported: Report, now: datetime) -> None:
    written = draft(now, summary="新说明", summary_en="New")
    assert written.state == State.DRAFT
    assert published().number == 1
    assert Entry.objects.filter(verb="guides.draft_version", subject="guide:living-allowance:2").exists()


def test_a_draft_may_have_gaps(imported: Report, now: datetime) -> None:
    assert queries.gaps_of(guide=draft(now, summary="").guide, today=now.date())


def test_writing_twice_with_one_key_writes_once(imported: Report, now: datetime) -> None:
    first = draft(now, key="k1", summary="新说明")
    assert draft(now, key="k1", summary="新说明") == first
    assert item_of().versions.count() == 2


def test_a_colleagues_draft_is_not_overwritten_unseen(imported: Report, now: datetime, refused: Refuses) -> None:
    first = draft(now, summary="我写的")
    with refused("changed_meanwhile"):
        draft(now + timedelta(minutes=1), summary="你写的")
    again = draft(now + timedelta(minutes=1), seen=first.mark, summary="你写的")
    assert (again.pk, again.guide.summary) == (first.pk, "你写的")


def test_a_draft_that_cannot_be_read_is_refused(imported: Report, now: datetime, refused: Refuses) -> None:
    with refused("bad_shape", "bad_shape"):
        draft(now, visits="twice", colour="red")


def test_publishing_replaces_what_was_in_force(imported: Report, now: datetime) -> None:
    old, before = published(), live.versions("guides")["guides"]
    new = actions.publish(version=draft(now, summary="新", summary_en="New"), actor="person:1", key="p", now=now)
    old.refresh_from_db()
    assert (old.state, old.ended_at, new.state) == (State.REPLACED, now, State.PUBLISHED)
    assert published() == new
    assert live.versions("guides")["guides"] == before + 1
    assert actions.publish(version=new, actor="person:1", key="p", now=now) == new


def test_a_guide_with_gaps_is_not_published(imported: Report, now: datetime, refused: Refuses) -> None:
    material = {"name": "其他材料", "name_en": "Other documents", "can_be_shared": True}
    open_fields = [code for code in published().content["being_verified"] if code != "materials"]
    written = draft(now, materials=[material], being_verified=open_fields, summary_en="")
    with refused("one_language", "vague", "can_be_shared"):
        actions.publish(version=written, actor="person:1", key="", now=now)
    assert published().number == 1


def test_only_a_draft_is_published(imported: Report, now: datetime, refused: Refuses) -> None:
    with refused("not_a_draft"):
        actions.publish(version=published(), actor="person:1", key="", now=now)


def test_a_withdrawn_guide_is_no_longer_shown(imported: Report, now: datetime, refused: Refuses) -> None:
    version = published()
    with refused("no_reason"):
        actions.withdraw(version=version, reason=" ", actor="person:1", key="", now=now)
    actions.withdraw(version=version, reason="条件变了", actor="person:1", key="", now=now)
    assert queries.published_of(item=item_of()) is None
    assert Entry.objects.get(verb="guides.withdraw").why == "条件变了"
    with refused("not_published"):
        actions.withdraw(version=version, reason="再来", actor="person:1", key="", now=now)


def test_a_print_knows_what_became_of_it(imported: Report, now: datetime) -> None:
    item, code = item_of(), published().code
    assert queries.print_at(item=item, code=code, english=False).is_current
    new = actions.publish(version=draft(now, summary="新", summary_en="New"), actor="person:1", key="", now=now)
    old = queries.print_at(item=item, code=code, english=False)
    assert not old.is_current
    assert [change.field.code for change in old.changes] == ["summary"]
    assert queries.print_at(item=item, code=new.code, english=False).is_current
    actions.withdraw(version=new, reason="撤", actor="person:1", key="", now=now)
    assert queries.print_at(item=item, code=code, english=False).current is None


def test_a_question_is_counted_by_its_words_and_day_only(cast: Cast, now: datetime) -> None:
    for key in ("a", "a", "b"):
        actions.ask_desk(text="养狗证 13800000001 怎么办", place="", key=key, now=now)
    asked = Question.objects.get()
    assert (asked.text, asked.day, asked.times) == ("养狗证 … 怎么办", now.date(), 2)
    fields = {field.name for field in Question._meta.get_fields()}
    assert fields == {"id", "text", "day", "place", "times", "settled_on"}


def test_a_question_of_numbers_only_is_not_kept(db: None, now: datetime) -> None:
    assert actions.ask_desk(text="13800000001", place="", key="", now=now) == ""
    assert not Question.objects.exists()


def test_a_flood_of_questions_is_not_kept(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "questions_a_day", lambda: 2)
    kept = [actions.ask_desk(text=f"问题{word}", place="", key="", now=now) for word in "甲乙丙"]
    assert kept == ["问题甲", "问题乙", ""]


def test_search_learns_from_a_settled_question(imported: Report, now: datetime) -> None:
    assert queries.search(question="小区里的蘑菇屋") == []
    actions.ask_desk(text="小区里的蘑菇屋", place="", key="", now=now)
    [asked] = queries.open_questions(places=[])
    actions.settle_question(question=asked, item=item_of("appeal"), actor="person:1", now=now)
    assert [one.item.slug for one in queries.search(question="蘑菇屋")] == ["appeal"]
    assert queries.open_questions(places=[]) == []
    assert not SearchPhrase.objects.get(text="小区里的蘑菇屋").is_imported


def test_a_head_sees_only_the_questions_of_their_community(cast: Cast, now: datetime) -> None:
    actions.ask_desk(text="这里的", place=cast.site.community_id, key="", now=now)
    actions.ask_desk(text="那里的", place=cast.other_site.community_id, key="", now=now)
    assert [one.text for one in queries.open_questions(places=[cast.site.community_id])] == ["这里的"]
    assert len(queries.open_questions(places=["110114"])) == 2
