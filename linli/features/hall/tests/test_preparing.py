"""Items on a visit: ticked at home, taken along with the number, gone through at the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from linli.community.journal.models import Entry
from linli.features.guides import actions as guides
from linli.features.guides.models import GuideVersion, ServiceItem
from linli.features.guides.queries import Ticks
from linli.features.guides.rules.guide import plain
from linli.features.hall import actions
from linli.features.hall import queries as halls
from linli.features.hall.actions import Wish
from linli.features.hall.models import Matter, Ticket
from tests.signing_in import signed_in

from .browsing import HALL, codes, send, statements, text
from .day import Day, everything

Refuses = Callable[..., Any]
BENCH = f"{HALL}/windows/1/"
CARD, PERMIT = "disability-certificate", "residence-permit"


@pytest.fixture
def known(day: Day) -> dict[str, str]:
    """The codes of the guides in force, by item."""
    guides.import_guides(now=day.now)
    return dict(GuideVersion.objects.values_list("item__slug", "code"))


def item(slug: str) -> ServiceItem:
    return ServiceItem.objects.select_related("group").get(slug=slug)


def wish(known: dict[str, str], slug: str, *have: str, situations: tuple[str, ...] = ()) -> Wish:
    return Wish(item(slug), Ticks(known[slug], situations, have))


def come(day: Day, *wishes: Wish, groups: Any = (), **rest: Any) -> Ticket:
    return day.take(items=wishes, **({"groups": groups} | rest))


def shown(ticket: Ticket) -> list[tuple[str, list[str]]]:
    """Each item of a visit with what is missing."""
    found = halls.prepared(matters=halls.matters_of(ticket=ticket))
    return [(one.preparation.item.slug, [row.key for row in one.preparation.missing]) for one in found]


def republish(day: Day, slug: str, **changes: Any) -> None:
    version = GuideVersion.objects.get(item__slug=slug, state="published")
    content = plain(replace(version.guide, **changes))
    draft = guides.draft_version(item=version.item, content=content, seen="", actor="t", key="", now=day.now)
    guides.publish(version=draft, actor="t", key="", now=day.now)


def test_the_group_follows_from_the_item_and_the_list_comes_along(day: Day, known: dict[str, str]) -> None:
    ticket = come(day, wish(known, CARD, "户口簿"), wish(known, PERMIT), groups=day.cast.groups[1:3])
    matters = list(ticket.matters.order_by("position").select_related("item", "group"))
    assert [(one.position, one.group.slug, one.item and one.item.slug) for one in matters] == [
        (1, "disability", CARD),
        (2, "employment", PERMIT),
        (3, "housing", None),
    ]
    assert matters[0].checklist == {"version": known[CARD], "situations": [], "have": ["户口簿"], "is_checked": False}
    assert shown(ticket)[0] == (CARD, ["居民身份证", "两寸免冠白底彩色照片", "残疾人证申请表和评定表"])


def test_two_items_of_one_group_are_two_matters(day: Day, known: dict[str, str]) -> None:
    ticket = come(day, wish(known, "home-visit"), wish(known, "mediation"), wish(known, "home-visit"))
    assert list(ticket.matters.values_list("group__slug", flat=True)) == ["consult", "consult"]


def test_a_repeated_key_with_the_same_list_gives_the_same_ticket_and_another_list_is_refused(
    day: Day, known: dict[str, str], refused: Refuses
) -> None:
    first = come(day, wish(known, CARD, "户口簿"), key="tap")
    assert come(day, wish(known, CARD, "户口簿"), key="tap") == first
    with refused("key_reused"):
        come(day, wish(known, CARD), key="tap")


def test_an_item_that_is_not_offered_any_more_is_refused(day: Day, known: dict[str, str], refused: Refuses) -> None:
    ServiceItem.objects.filter(slug=CARD).update(is_offered=False)
    with refused("item_not_offered"):
        come(day, wish(known, CARD))


def test_an_item_without_windows_for_its_group_is_refused(day: Day, known: dict[str, str], refused: Refuses) -> None:
    for number in day.cast.windows:
        day.by_head(number, "set_exception", group=item(CARD).group, reason="检修")
    with refused("group_not_taken"):
        come(day, wish(known, CARD))


def test_lists_cost_no_statement_more_for_several_matters(client: Client, day: Day, known: dict[str, str]) -> None:
    one = come(day, wish(known, CARD))
    several = come(day, wish(known, CARD), wish(known, PERMIT), wish(known, "home-visit"))
    for page in ("", "slip/"):
        counts = {len(statements(client, f"/tickets/{ticket.code}/{page}")) for ticket in (one, several)}
        assert len(counts) == 1


# At the window ------------------------------------------------------------------------------------------------------


@pytest.fixture
def served(day: Day, known: dict[str, str]) -> Ticket:
    ticket = come(day, wish(known, CARD, "户口簿"), groups=day.cast.groups[2:3])
    day.open(1).serve(1)
    return ticket


def check(day: Day, *have: str, position: int = 1, **rest: Any) -> Matter:
    found: Matter = day.at(1, "check_materials", position=position, have=have, **rest)
    return found


def test_what_the_worker_found_is_kept_against_the_guide_in_force(day: Day, served: Ticket) -> None:
    republish(day, CARD, consult_phone="12345")
    matter = check(day, "居民身份证", "月亮", situations=["minor"])
    code = GuideVersion.objects.get(item__slug=CARD, state="published").code
    assert matter.checklist == {"version": code, "situations": ["minor"], "have": ["居民身份证"], "is_checked": True}
    assert shown(served)[0][1] == ["户口簿", "两寸免冠白底彩色照片", "残疾人证申请表和评定表", "监护人证明"]
    details = Entry.objects.filter(verb="hall.check_materials").get().details
    assert (details["position"], details["there"]) == (1, 1)
    assert "身份证" not in str(details)


def test_checking_twice_with_one_key_is_done_once(day: Day, served: Ticket) -> None:
    check(day, "户口簿", key="tap")
    before = everything()
    assert check(day, "户口簿", key="tap").pk == served.matters.get(position=1).pk
    assert everything() == before


@pytest.mark.parametrize(("position", "code"), [(2, "no_list"), (9, "no_such_matter")])
def test_a_matter_without_a_list_cannot_be_checked(
    day: Day, served: Ticket, refused: Refuses, position: int, code: str
) -> None:
    with refused(code):
        check(day, position=position)


def test_a_finished_matter_cannot_be_checked(day: Day, served: Ticket, refused: Refuses) -> None:
    day.at(1, "finish_matter", position=1, outcome="done", note="")
    with refused("matter_finished"):
        check(day)


def test_only_who_serves_there_checks(day: Day, served: Ticket, refused: Refuses) -> None:
    with refused("not_on_duty"):
        check(day, worker=day.cast.workers[2])
    day.at(1, "finish")
    with refused("nobody_here"):
        check(day)


def test_a_worker_names_the_item_of_a_group_and_its_list_is_there(day: Day, known: dict[str, str]) -> None:
    ticket = day.take("disability")
    day.open(1).serve(1)
    page = signed_in(day.cast.workers[1]).get(BENCH, headers={"accept-language": "en"})
    assert f'<option value="{CARD}">' in text(page)
    answer = send(signed_in(day.cast.workers[1]), f"{BENCH}matters/1/item/", item=CARD)
    assert answer.status_code == 303
    assert [slug for slug, _ in shown(ticket)] == [CARD]
    assert Entry.objects.filter(verb="hall.name_item").get().details["item"] == CARD


@pytest.mark.parametrize(
    ("position", "slug", "found"),
    [(1, PERMIT, ["item_of_another_group"]), (9, CARD, ["no_such_matter"]), (1, "enquiry", ["item_of_another_group"])],
)
def test_an_item_that_does_not_fit_cannot_be_named(
    day: Day, served: Ticket, refused: Refuses, position: int, slug: str, found: list[str]
) -> None:
    with refused(*found):
        day.at(1, "name_item", position=position, item=item(slug))


def test_a_finished_matter_or_an_item_not_offered_cannot_be_named(day: Day, served: Ticket, refused: Refuses) -> None:
    ServiceItem.objects.filter(slug=CARD).update(is_offered=False)
    day.at(1, "finish_matter", position=1, outcome="done", note="")
    with refused("matter_finished", "item_not_offered"):
        day.at(1, "name_item", position=1, item=item(CARD))


# On the pages -------------------------------------------------------------------------------------------------------


def sent(known: dict[str, str], slug: str, *have: str) -> dict[str, Any]:
    return {"items": [slug], f"version-{slug}": known[slug], f"have-{slug}": list(have)}


def test_a_form_with_ticks_takes_a_number_without_naming_a_group(
    client: Client, day: Day, known: dict[str, str]
) -> None:
    answer = send(client, f"{HALL}/tickets/", **sent(known, CARD, "户口簿", "月亮"))
    assert answer.status_code == 303
    assert Matter.objects.get().checklist["have"] == ["户口簿"]
    page = text(client.get(answer["Location"], headers={"accept-language": "en"}))
    assert page.count('class="is-had"') == 1
    assert page.count('class="is-missing"') == 3
    assert "missing=%E5%B1%85%E6%B0%91%E8%BA%AB%E4%BB%BD%E8%AF%81" in page
    assert "Disability certificate" in text(client.get(answer["Location"] + "slip/", headers={"accept-language": "en"}))


def test_a_refusal_keeps_the_items_and_their_ticks(client: Client, day: Day, known: dict[str, str]) -> None:
    ServiceItem.objects.filter(slug=PERMIT).update(is_offered=False)
    fields = {**sent(known, CARD, "户口簿"), "items": [CARD, PERMIT]}
    answer = send(client, f"{HALL}/tickets/", **fields)
    assert (answer.status_code, codes(answer)) == (409, ["item_not_offered"])
    assert f'name="items" value="{CARD}"' in text(answer)
    assert f'name="have-{CARD}" value="户口簿"' in text(answer)


def test_an_unknown_item_is_badly_filled_in(client: Client, day: Day, known: dict[str, str]) -> None:
    assert send(client, f"{HALL}/tickets/", items=["moon"]).status_code == 422
    assert send(client, f"{HALL}/tickets/").status_code == 422
    assert not Ticket.objects.exists()


def test_the_bench_shows_the_phones_list_and_notes_what_is_there(day: Day, served: Ticket) -> None:
    worker = signed_in(day.cast.workers[1])
    page = text(worker.get(BENCH))
    assert page.count('class="is-had"') == 1
    assert page.count('class="is-missing"') == 3
    assert "&amp;print=1" in page
    answer = send(worker, f"{BENCH}matters/1/materials/", item=CARD, **{f"have-{CARD}": ["居民身份证", "户口簿"]})
    assert answer.status_code == 303
    phone = text(Client().get(f"/tickets/{served.code}/", headers={"accept-language": "en"}))
    assert phone.count('class="is-had"') == 2
    assert "checked at the window" in phone


def test_the_phone_keeps_only_the_list_of_what_could_not_be_done(
    client: Client, day: Day, known: dict[str, str]
) -> None:
    ticket = come(day, wish(known, CARD), wish(known, PERMIT))
    day.open(1).serve(1)
    day.at(1, "finish_matter", position=1, outcome="not_done", note="缺照片")
    day.at(1, "finish")
    page = text(client.get(f"/tickets/{ticket.code}/", headers={"accept-language": "en"}))
    assert "Disability certificate" in page
    assert "Residence permit" not in page


def test_phone_and_bench_say_that_the_guide_changed(day: Day, served: Ticket) -> None:
    materials = GuideVersion.objects.get(item__slug=CARD).guide.materials
    republish(day, CARD, materials=materials[1:])
    english = {"accept-language": "en"}
    for page in (
        Client().get(f"/tickets/{served.code}/", headers=english),
        signed_in(day.cast.workers[1]).get(BENCH, headers=english),
    ):
        assert "The guide changed since this was ticked (version 1, now 2)" in text(page)
        assert "Resident identity card" not in text(page)


def test_the_kiosk_shows_lists_on_the_way_and_the_number_stays_three_touches_away(
    client: Client, day: Day, known: dict[str, str]
) -> None:
    at = f"{HALL}/kiosk/?groups=disability"
    assert "what=1" in text(client.get(at))
    page = text(client.get(f"{at}&what=1&lang=en"))
    assert "Household register book" in page
    assert page.count('class="qr"') == 4
    assert "kiosk-choices" not in page


def test_a_withdrawn_guide_does_not_keep_anybody_from_a_number(client: Client, day: Day, known: dict[str, str]) -> None:
    guides.withdraw(
        version=GuideVersion.objects.get(item__slug=CARD), reason="条件变了", actor="t", key="", now=day.now
    )
    answer = send(client, f"{HALL}/tickets/", **sent(known, CARD, "户口簿"))
    page = text(client.get(answer["Location"], headers={"accept-language": "en"}))
    assert "The guide was withdrawn since this was ticked" in page
    assert actions.Wish(item(CARD)).ticks == Ticks()
