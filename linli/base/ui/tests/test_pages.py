"""The frame of every page: fragments, preferences, errors, and what may be loaded."""

from __future__ import annotations

import gzip
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.staticfiles import finders
from django.core.files import File
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from whitenoise.storage import CompressedManifestStaticFilesStorage

from linli.base.ui import context, preferences
from linli.base.ui.icons import drawing
from linli.base.ui.middleware import PersonsLanguage

LINLI = Path(__file__).parents[3]
FIRST_PAGE_LIMIT = 100_000


@pytest.fixture(autouse=True)
def only_these_pages(settings: Any) -> None:
    settings.ROOT_URLCONF = "linli.base.ui.tests.urls"


@pytest.fixture
def shown(client: Client) -> Client:
    client.raise_request_exception = False
    return client


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_htmx_gets_the_fragment_and_everybody_else_the_page(client: Client) -> None:
    assert b"<html" in client.get("/").content
    assert b"<html" not in client.get("/", headers={"HX-Request": "true"}).content


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_links_and_restored_history_get_the_page(client: Client, header: str) -> None:
    assert b"<html" in client.get("/", headers={"HX-Request": "true", header: "true"}).content


def test_a_page_varies_on_what_htmx_says(client: Client) -> None:
    assert "HX-Request" in client.get("/")["Vary"]


@pytest.mark.parametrize("path", ["/", "/staff/", "/screen/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_asks_anything_of_another_host_or_breaks_the_policy(client: Client, path: str, language: str) -> None:
    client.cookies["linli_language"] = language
    page = client.get(path).content.decode()
    for tag, attrs in Tags(page).found:
        assert "style" not in attrs, tag
        assert not [name for name in attrs if name.startswith("on")], tag
        assert tag != "script" or attrs.get("src"), "scripts come from files"
        for address in (attrs.get("src"), attrs.get("href")):
            assert not re.match(r"(https?:)?//", address or ""), address
    assert f'lang="{language}"' in page


def test_an_anonymous_visitor_costs_no_query(client: Client, django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        client.get("/")


@pytest.mark.parametrize("size", ["normal", "elder", "large", "largest"])
def test_the_device_remembers_the_text_size(client: Client, size: str) -> None:
    client.cookies["linli_text"] = size
    page = client.get("/").content.decode()
    assert f'data-text="{size}"' in page
    assert ("text-bar" in page) is (size != "normal")


def test_an_odd_text_size_is_the_normal_one(client: Client) -> None:
    client.cookies["linli_text"] = '"><script>'
    assert 'data-text="normal"' in client.get("/").content.decode()


def test_public_screens_never_take_the_readers_text_size(client: Client) -> None:
    client.cookies["linli_text"] = "elder"
    assert 'data-text="normal"' in client.get("/screen/").content.decode()


def request_of(person: object, **cookies: str) -> Any:
    request = RequestFactory().get("/")
    request.COOKIES.update({project.SESSION_COOKIE_NAME: "x", **cookies})
    request.user = person  # type: ignore[assignment]
    return request


def test_a_persons_text_size_holds_where_the_device_has_none() -> None:
    person = SimpleNamespace(text_size="large")
    assert preferences.text_size(request_of(person)) == "large"
    assert preferences.text_size(request_of(person, linli_text="normal")) == "normal"
    assert preferences.text_size(RequestFactory().get("/")) == "normal"


def test_a_persons_language_holds_where_the_device_has_none() -> None:
    spoken = PersonsLanguage(lambda request: HttpResponse(translation.get_language()))
    with translation.override("zh-hans"):
        assert spoken(request_of(SimpleNamespace(language="en"))).content == b"en"
    with translation.override("zh-hans"):
        assert spoken(request_of(SimpleNamespace(language="en"), linli_language="zh-hans")).content == b"zh-hans"
    with translation.override("zh-hans"):
        assert spoken(request_of(SimpleNamespace(language="xx"))).content == b"zh-hans"


def test_a_switch_leads_back_to_where_the_reader_was(rf: RequestFactory) -> None:
    assert context.ui(rf.get("/sites/?kind=x"))["here"] == "/sites/?kind=x"
    assert context.ui(rf.post("/t/", headers={"referer": "http://testserver/hall/?a=1"}))["here"] == "/hall/?a=1"
    assert context.ui(rf.post("/t/", headers={"referer": "https://elsewhere.example/x"}))["here"] == "/"


@pytest.mark.parametrize("code", [400, 403, 404, 500])
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "回到首页"), ("en", "To the first page")])
def test_a_failure_keeps_the_look_of_the_house(shown: Client, code: int, language: str, words: str) -> None:
    shown.cookies["linli_language"] = language
    response = shown.get(f"/{code}/")
    assert response.status_code == code
    page = response.content.decode()
    assert words in page
    assert "ui/tokens.css" in page
    assert f'lang="{language}"' in page


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "这一页不能直接打开"), ("en", "cannot be opened by itself")]
)
def test_an_address_of_a_button_says_so_to_who_opens_it(client: Client, language: str, words: str) -> None:
    client.cookies["linli_language"] = language
    response = client.get("/button/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert words in response.content.decode()


def test_a_form_without_its_token_is_told_kindly() -> None:
    response = Client(enforce_csrf_checks=True).post("/guarded/")
    assert response.status_code == 403
    assert "页面打开太久了" in response.content.decode()


def test_every_icon_that_a_template_names_exists() -> None:
    named = re.compile(r'{%\s*icon\s+"([^"]+)"|icon="([^"]+)"')
    templates = [path for path in LINLI.rglob("*.html") if "templates" in path.parts]
    assert templates
    missing = []
    for template in templates:
        for pair in named.findall(template.read_text(encoding="utf-8")):
            try:
                drawing(pair[0] or pair[1])
            except LookupError as unknown:
                missing.append(f"{template.name}: {unknown}")
    assert not missing


def test_fingerprinted_styles_still_find_bootstrap_in_its_layer(tmp_path: Path) -> None:
    storage = CompressedManifestStaticFilesStorage(location=tmp_path, base_url="/static/")
    names = ["ui/layers.css", "vendor/bootstrap/bootstrap.min.css", "vendor/bootstrap/bootstrap.min.css.map"]
    for name in names:
        storage.save(name, File(io.BytesIO(Path(str(finders.find(name))).read_bytes())))
    list(storage.post_process({name: (storage, name) for name in names}))
    layers = (tmp_path / storage.stored_name("ui/layers.css")).read_text(encoding="utf-8")
    bootstrap = storage.stored_name("vendor/bootstrap/bootstrap.min.css")
    assert f'@import url("../{bootstrap}") layer(bootstrap);' in layers
    assert "@layer bootstrap, tokens, base, pieces, page;" in layers
    assert (tmp_path / f"{bootstrap}.gz").exists()


def test_a_residents_first_page_is_light(client: Client) -> None:
    page = client.get("/").content
    wanted = {
        (attrs.get("href") or attrs.get("src") or "").removeprefix(project.STATIC_URL)
        for tag, attrs in Tags(page.decode()).found
        if tag == "script" or (tag == "link" and attrs.get("rel") in ("stylesheet", "preload", "icon"))
    }
    sizes = {name: _compressed(name) for name in wanted}
    assert sum(sizes.values()) + len(page) <= FIRST_PAGE_LIMIT, sizes


def _compressed(name: str) -> int:
    found = finders.find(name)
    assert found, f"{name} is not among the static files"
    return len(gzip.compress(Path(str(found)).read_bytes()))


def test_a_fragment_that_says_the_same_is_not_sent_again(client: Client, settings: Any) -> None:
    asks = {"HX-Request": "true"}
    first = client.get("/", headers=asks)
    again = client.get("/", headers=asks | {"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert "HX-Request" in again["Vary"]
    other = client.get("/?lang=en", headers=asks | {"If-None-Match": first["ETag"], "Accept-Language": "en"})
    assert other.status_code == 200
    assert other["ETag"] != first["ETag"]
    assert "ETag" not in client.get("/")
