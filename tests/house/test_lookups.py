"""Nobody at a desk turns a telephone number into a name, or learns from an answer whether it has an account.

Every form of staff that takes a number is asked twice in the same way: once with the number of somebody who has an
account, once with one that nobody has. Both answers say the same, and neither says a name.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from linli.community.people.models import Person

from .access import PAGES
from .conftest import Stage, undone
from .roles import ANONYMOUS, EVERYBODY

pytestmark = pytest.mark.django_db

NAME, PHONE, NOBODYS = "陆小曼示例", "13800000055", "13800000056"
# Forms of staff with a number in them, and what is sent beside it.
FORMS = {
    "hall:desk": "head",
    "appointments:desk": "head",
    "booking:desk_booking": "worker",
    "booking:desk_series": "worker",
    "booking:walk_ins": "worker",
    "booking:suspensions": "head",
}
# Where staff look for something by words.
SEARCHES = ("guides:guides", "guides:questions", "booking:today", "booking:desk", "booking:lines", "hall:load_rows")
NAMES = ("q", "phone", "name", "search", "holder", "person", "contact")
# What differs between any two: codes and what is made of them, numbers of the line and of rows.
SECRETS = re.compile(
    r'name="(?:csrfmiddlewaretoken|key)" value="[^"]*"|[\w-]{20,}|(?:taken|booked)=[\w-]+|<svg.*?</svg>|nonce="[^"]*"'
    r"|/(?:tickets|bookings|booking-series|appointments)/[\w-]+/|\b[A-Z]\d{3}\b|\b\d{6}\b"
    r"|(?:why-|suspensions/|bookings/)\d+",
    flags=re.DOTALL,
)


@pytest.fixture
def known(stage: Stage) -> Person:
    """Somebody with an account, who never came here."""
    from linli.base.seal.seal import digest

    phone = f"+86{PHONE}"
    return Person.objects.create_user(
        name=NAME, phone=phone, phone_digest=digest(phone, purpose="phone"), phone_verified_at=stage.now
    )


def answered(stage: Stage, name: str, role: str, phone: str) -> tuple[int, str]:
    """What the form and the page it leads to say to that number, without codes and the number itself."""
    with undone():
        browser = stage.browser(role)
        sent = {**stage.carried(name), "phone": phone, "name": ""}
        response = browser.post(stage.at(name), sent, follow=False)
        status, text = response.status_code, response.content.decode()
        if status == 303:
            text = browser.get(response["Location"]).content.decode()
    return status, SECRETS.sub("", text).replace(phone, "").replace(phone[3:], "").replace(phone[-4:], "")


@pytest.mark.parametrize(("name", "role"), FORMS.items())
def test_a_number_with_an_account_is_answered_like_one_without(
    name: str, role: str, stage: Stage, known: Person
) -> None:
    status, text = answered(stage, name, role, PHONE)
    assert status in (303, 409), text
    assert NAME not in text
    other = answered(stage, name, role, NOBODYS)
    assert status == other[0]
    assert [pair for pair in zip(text.splitlines(), other[1].splitlines(), strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("name", SEARCHES)
def test_no_search_finds_a_person(name: str, stage: Stage, known: Person) -> None:
    with undone():
        for word in (PHONE, f"+86{PHONE}"):
            response = stage.browser("head").get(stage.at(name), dict.fromkeys(NAMES, word))
            assert NAME not in response.content.decode()
        response = stage.browser("head").get(stage.at(name), dict.fromkeys(NAMES, NAME))
        assert PHONE[3:] not in response.content.decode()


def test_every_form_of_staff_that_takes_a_number_is_asked() -> None:
    taking = {name for name, door in PAGES.items() if "phone" in door.carries and not door.ways["POST"] >= EVERYBODY}
    assert taking - set(FORMS) == {"booking:held_change"}  # a change of what is booked keeps its holder
    assert ANONYMOUS not in PAGES["hall:desk"].ways["POST"]


def test_the_administration_finds_nobody_by_a_number(stage: Stage, known: Person, client: Client) -> None:
    from django.contrib import admin

    page: Any = admin.site.get_model_admin(Person)
    assert not any("phone" in field for field in (*page.search_fields, *page.list_display, *page.list_filter))
