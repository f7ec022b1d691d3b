"""The pages: found or honestly not, a guide, a sheet, a print; and the staff's."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.base.ui import paper
from linli.features.guides import actions, queries
from linli.features.guides.actions.importing import Report
from linli.features.guides.models import GuideVersion, Question
from linli.features.guides.views import sheets
from tests.signing_in import signed_in

if TYPE_CHECKING:
    from linli.entrypoints.demo.cast import Cast

EN = {"linli_language": "en"}


def text_of(html: str) -> str:
    """What a reader sees: no tags, single blanks."""
    html = re.sub(r"<(svg|script|style|title)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", " ", html)))


def page(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_the_first_page_shows_every_item_by_group(imported: Report, client: Client) -> None:
    html = page(client, "/guides/")
    for slug in imported.published:
        assert f'href="/guides/{slug}/"' in html


def test_a_question_in_plain_words_leads_to_the_item(imported: Report, client: Client) -> None:
    html = page(client, "/guides/?q=残疾证要带什么")
    assert html.index('href="/guides/disability-certificate/"') < html.index("综合咨询")


def test_while_typing_only_what_was_found_comes_back(imported: Report, client: Client) -> None:
    html = page(client, "/guides/?q=canjizheng", **{"HX-Request": "true"})
    assert "<html" not in html
    assert "残疾人证申领" in html


def test_nothing_found_leads_to_the_desk_and_looking_keeps_nothing(imported: Report, client: Client) -> None:
    html = page(client, "/guides/?q=养狗证怎么办")
    assert "没有找到对应的事项" in html
    assert not Question.objects.exists()
    sent = client.post("/questions/", {"q": "养狗证怎么办", "site": "tuoran", "key": "k"})
    assert (sent.status_code, sent["Location"]) == (303, "/guides/?site=tuoran")
    client.post("/questions/", {"q": "养狗证怎么办", "site": "tuoran", "key": "k"})
    asked = Question.objects.get()
    assert (asked.text, asked.place, asked.times) == ("养狗证怎么办", "110114005900", 1)


@pytest.mark.parametrize(
    ("sent", "status"), [({}, 422), ({"q": "x" * 300}, 422), ({"q": "养狗", "site": "nowhere"}, 404)]
)
def test_a_question_that_is_none(imported: Report, client: Client, sent: dict[str, str], status: int) -> None:
    assert client.post("/questions/", sent).status_code == status
    assert not Question.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_guide_can_be_read_in_both_languages(imported: Report, client: Client, language: str) -> None:
    client.cookies["linli_language"] = language
    for slug in imported.published:
        html = page(client, f"/guides/{slug}/")
        assert "tel:12345" in html
        body = html.split("<main", 1)[1].split("</main>", 1)[0]
        if language == "en":
            left = re.sub(r"京卫家庭〔2022〕2号", "", text_of(body))
            assert not re.search(r"[\u4e00-\u9fff]", left), re.findall(r"[\u4e00-\u9fff]+", left)


def test_what_to_bring_stands_first_and_follows_the_situation(imported: Report, client: Client) -> None:
    plain = page(client, "/guides/disability-certificate/")
    assert plain.index('id="bring"') < plain.index('id="steps"') < plain.index('id="law"')
    assert "监护人证明" not in plain
    assert "监护人证明" in page(client, "/guides/disability-certificate/?situation=minor")
    part = page(client, "/guides/disability-certificate/?situation=minor", **{"HX-Request": "true"})
    assert "<html" not in part
    assert "监护人证明" in part


def test_what_is_not_known_is_said_to_be_so(imported: Report, client: Client) -> None:
    html = page(client, "/guides/public-rental/")
    assert "正在核实" in html
    assert "宁可先不列，也不列错" in html


def test_the_law_is_shown_with_its_day_and_when_its_text_was_read(imported: Report, client: Client) -> None:
    assert "2026年7月1日起施行" in page(client, "/guides/living-allowance/")
    permit = page(client, "/guides/residence-permit/")
    assert "文本读取于 2025-04" in permit
    assert "施行日期正在核实" in permit


def test_an_item_without_a_guide_says_where_to_ask(cast: Cast, client: Client) -> None:
    assert "这一项暂时没有指南" in page(client, "/guides/public-rental/")
    assert client.get("/guides/public-rental/sheet/").status_code == 404
    assert client.get("/guides/nothing/").status_code == 404


@pytest.mark.parametrize("size", ["a4", "large"])
def test_the_sheet_carries_the_whole_list_and_its_code(imported: Report, client: Client, size: str) -> None:
    html = page(client, f"/guides/disability-certificate/sheet/?size={size}&situation=minor")
    version = queries.published_of(item=queries.item_at(slug="disability-certificate"))
    assert version is not None
    for words in ("居民身份证", "户口簿", "监护人证明", "5 个工作日", version.code, f"sheet-{size}"):
        assert words in html


def test_the_pdf_says_the_same_as_the_page(imported: Report, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    draw = paper.pdf
    monkeypatch.setattr(paper, "pdf", lambda html, styles: made.append(html) or draw(html, styles=styles))
    address = "/guides/disability-certificate/sheet{}?size=a4&situation=minor"
    response = client.get(address.format(".pdf"))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF")
    on_page = page(client, address.format("/")).split("<article", 1)[1].split("</article>")[0]
    [html] = made
    assert text_of("<article" + on_page) == text_of(html.split("<body", 1)[1].join(["<body", ""]))
    assert drawn(html) == re.sub(r"[\s\u00b7]", "", text_of("<article" + on_page))


def drawn(html: str) -> str:
    """The letters that are drawn on the sheet's pages, without numbering of lists."""
    import weasyprint

    styles = [weasyprint.CSS(string=text) for text in paper.texts_of(sheets.STYLES)]
    document = weasyprint.HTML(string=html).render(stylesheets=styles)

    def walk(box: Any) -> str:
        if "marker" in type(box).__name__.lower() or str(box.element_tag).endswith("::marker"):
            return ""
        own = getattr(box, "text", "")
        return own + "".join(walk(child) for child in getattr(box, "children", ()))

    return re.sub(r"[\s\u00b7]", "", "".join(walk(one._page_box) for one in document.pages))


def test_a_pdf_is_drawn_once(imported: Report, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(paper, "pdf", lambda html, styles: made.append(html) or b"%PDF")
    for _time in range(2):
        assert client.get("/guides/enquiry/sheet.pdf?size=large").content == b"%PDF"
    assert len(made) == 1


def test_without_the_system_libraries_the_page_to_print_stands_in(
    imported: Report, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(html: str, *, styles: tuple[str, ...]) -> bytes:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(paper, "pdf", missing)
    response = client.get("/guides/mediation/sheet.pdf?size=large")
    assert response.status_code == 503
    assert "libpango-1.0-0" in response.content.decode()
    assert "/guides/mediation/sheet/?size=large" in response.content.decode()


def test_a_print_tells_current_from_out_of_date(imported: Report, client: Client, now: datetime) -> None:
    item = queries.item_at(slug="living-allowance")
    old = queries.published_of(item=item)
    assert old is not None
    address = f"/guides/living-allowance/print/{old.code}/"
    assert "这张单子是最新的" in page(client, address)
    changed(now)
    html = page(client, address)
    assert "这张单子已经过期" in html
    assert "<ins>" in html
    client.cookies["linli_language"] = "en"
    assert "This print is out of date" in page(client, address)
    assert client.get("/guides/living-allowance/print/nosuch/").status_code == 404
    assert client.get(f"/guides/enquiry/print/{old.code}/").status_code == 404


def changed(now: datetime, *, is_published: bool = True) -> GuideVersion:
    item = queries.item_at(slug="living-allowance")
    version = queries.published_of(item=item)
    assert version is not None
    content = {**version.content, "summary": "到街道申请，先打电话", "summary_en": "Apply to the street, call first"}
    written = actions.draft_version(item=item, content=content, seen="", actor="person:1", key="", now=now)
    if is_published:
        actions.publish(version=written, actor="person:1", key="", now=now)
    return written


def test_a_draft_is_never_shown_by_its_code(imported: Report, client: Client, now: datetime) -> None:
    written = changed(now, is_published=False)
    assert client.get(f"/guides/living-allowance/print/{written.code}/").status_code == 404


STAFF = "/staff/guides/living-allowance/"


def sent(html: str) -> dict[str, Any]:
    """What a browser would send back of the draft's form, untouched."""
    form = html.split('class="draft"', 1)[1].split("</form>", 1)[0]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "on" if "checkbox" in tag else "")
    for name, body in re.findall(r'<textarea\b[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = [unescape(body).strip()]
    for name, body in re.findall(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = re.findall(r'value="([^"]*)" selected', body)[:1]
    return found


def test_a_draft_kept_untouched_says_what_was_in_force(imported: Report, cast: Cast, now: datetime) -> None:
    browser = signed_in(cast.head)
    for slug in imported.published:
        address = f"/staff/guides/{slug}/draft/"
        response = browser.post(address, sent(page(browser, address)))
        assert response.status_code == 303, text_of(response.content.decode())[:600]
        item = queries.item_at(slug=slug)
        written, version = queries.draft_of(item=item), queries.published_of(item=item)
        assert written is not None
        assert version is not None
        assert written.guide == version.guide


def test_a_draft_is_written_published_and_compared(imported: Report, cast: Cast, now: datetime) -> None:
    head, centre = signed_in(cast.head), signed_in(cast.service_center_officer)
    form = sent(page(head, STAFF + "draft/"))
    form |= {"summary": "", "summary_en": "New", "steps-0-title": "先打电话", "key": "a"}
    assert head.post(STAFF + "draft/", form).status_code == 303
    assert "“一句话说明”还空着" in page(head, STAFF)
    refused = centre.post(STAFF + "publication/", {"key": "b"})
    assert refused.status_code == 409
    assert 'data-code="empty"' in refused.content.decode()
    form = sent(page(head, STAFF + "draft/")) | {"summary": "新说明", "key": "c"}
    assert head.post(STAFF + "draft/", form).status_code == 303
    assert head.post(STAFF + "publication/", {"key": "d"}).status_code == 403
    assert centre.post(STAFF + "publication/", {"key": "e"}).status_code == 303
    html = page(head, STAFF + "comparison/?old=1&new=2")
    assert "<ins>" in html
    assert "先打电话" in html


def test_two_who_write_at_once_are_told(imported: Report, cast: Cast, now: datetime) -> None:
    browser = signed_in(cast.head)
    form = sent(page(browser, STAFF + "draft/"))
    assert browser.post(STAFF + "draft/", form | {"summary": "甲", "key": "a"}).status_code == 303
    late = browser.post(STAFF + "draft/", form | {"summary": "乙", "key": "b"})
    assert late.status_code == 409
    assert "有同事刚改过这份草稿" in late.content.decode()
    assert 'rows="2"' in late.content.decode()
    assert "乙" in late.content.decode()


def test_a_number_that_is_none_is_a_fault_of_shape(imported: Report, cast: Cast, now: datetime) -> None:
    browser = signed_in(cast.head)
    form = sent(page(browser, STAFF + "draft/")) | {"visits": "two", "steps-0-days": "-1"}
    response = browser.post(STAFF + "draft/", form)
    assert response.status_code == 422


def test_a_guide_is_withdrawn_with_its_reason(imported: Report, cast: Cast, client: Client, now: datetime) -> None:
    centre = signed_in(cast.service_center_officer)
    assert centre.post(STAFF + "withdrawal/", {"reason": ""}).status_code == 409
    assert centre.post(STAFF + "withdrawal/", {"reason": "条件变了"}).status_code == 303
    assert "这一项暂时没有指南" in page(client, "/guides/living-allowance/")
    assert centre.post(STAFF + "withdrawal/", {"reason": "再来"}).status_code == 409
    assert centre.post(STAFF + "publication/", {}).status_code == 409


def test_a_question_is_settled_by_its_own_head_only(
    imported: Report, cast: Cast, now: datetime, client: Client
) -> None:
    actions.ask_desk(text="小区蘑菇屋", place=cast.site.community_id, key="", now=now)
    number = Question.objects.get().pk
    assert "小区蘑菇屋" not in page(signed_in(cast.other_head), "/staff/questions/")
    assert signed_in(cast.other_head).post(f"/staff/questions/{number}/", {"item": "appeal"}).status_code == 404
    head = signed_in(cast.head)
    assert "小区蘑菇屋" in page(head, "/staff/questions/")
    assert head.post(f"/staff/questions/{number}/", {"item": "appeal"}).status_code == 303
    assert "诉求反映" in page(client, "/guides/?q=蘑菇屋", **{"HX-Request": "true"})


@pytest.mark.parametrize(
    ("address", "most"),
    [("/guides/", 3), ("/guides/enquiry/", 2), ("/guides/enquiry/sheet/", 2), ("/guides/?q=残疾证", 3)],
)
def test_a_page_costs_few_statements(
    imported: Report, client: Client, django_assert_num_queries: Any, address: str, most: int
) -> None:
    client.get(address)
    with django_assert_num_queries(most):
        client.get(address)


def test_every_address_has_its_name(imported: Report) -> None:
    assert reverse("guides:print", kwargs={"item": "a", "version": "b"}) == "/guides/a/print/b/"


def test_nobody_publishes_or_withdraws_what_they_have_not_read(imported: Report, cast: Cast, now: datetime) -> None:
    head, centre = signed_in(cast.head), signed_in(cast.service_center_officer)
    form = sent(page(head, STAFF + "draft/"))
    head.post(STAFF + "draft/", form | {"summary": "甲", "key": "a"})
    read = re.findall(r'name="seen" value="([^"]+)"', page(centre, STAFF))
    assert len(read) == 2
    GuideVersion.objects.filter(state="draft").update(changed_at=now + timedelta(minutes=1))
    late = centre.post(STAFF + "publication/", {"key": "b", "seen": read[0]})
    assert (late.status_code, 'data-code="changed_meanwhile"' in late.content.decode()) == (409, True)
    fresh = re.findall(r'name="seen" value="([^"]+)"', late.content.decode())
    assert centre.post(STAFF + "publication/", {"key": "c", "seen": fresh[0]}).status_code == 303
    GuideVersion.objects.filter(state="published").update(changed_at=now + timedelta(minutes=2))
    old = centre.post(STAFF + "withdrawal/", {"key": "d", "seen": read[1], "reason": "条件变了"})
    assert (old.status_code, 'data-code="changed_meanwhile"' in old.content.decode()) == (409, True)
