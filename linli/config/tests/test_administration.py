"""Terms that were in force stay, and whoever changes what is set up is told to the journal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from linli.community.journal.models import Entry
from linli.community.people.models import Person
from linli.config.journaled import Journaled
from linli.features.appointments.models import AppointmentTerms
from linli.features.booking.models import Terms as RoomTerms
from linli.features.hall.models import Terms
from tests.signing_in import signed_in

if TYPE_CHECKING:
    from datetime import datetime

    from linli.entrypoints.demo.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(cast: Cast, now: datetime) -> Client:
    return signed_in(Person.objects.create_superuser("ADM1", "five happy geese", name="管理员"))


def test_terms_in_force_are_looked_at_and_those_to_come_are_changed(cast: Cast, administrator: Client) -> None:
    terms = cast.hall.terms.get()
    page = reverse("admin:hall_terms_change", args=[terms.pk])
    assert administrator.get(page).status_code == 200
    assert administrator.post(page, {"daily_cap": "1"}).status_code == 403
    assert administrator.post(reverse("admin:hall_terms_delete", args=[terms.pk]), {"post": "yes"}).status_code == 403
    terms.refresh_from_db()
    assert terms.daily_cap != 1


@pytest.mark.parametrize("model", [Terms, RoomTerms, AppointmentTerms])
def test_no_terms_are_rewritten_or_taken_away(
    model: type[Terms], rf: RequestFactory, cast: Cast, now: datetime
) -> None:
    request = rf.get("/")
    request.user = Person.objects.create_superuser("ADM1", "five happy geese")
    page = admin.site.get_model_admin(model)
    before, ahead = model(from_day=date(2026, 11, 24)), model(from_day=date(2026, 11, 25))
    assert [page.has_change_permission(request, one) for one in (before, ahead)] == [False, True]
    assert [page.has_delete_permission(request, one) for one in (before, ahead)] == [False, True]
    assert not page.has_delete_permission(request)
    assert "delete_selected" not in page.get_actions(request)
    field = page.get_form(request).base_fields["from_day"]
    with pytest.raises(ValidationError):
        field.clean("2026-11-23")
    assert field.clean("2026-11-24")


def test_a_change_is_told_to_the_journal_by_the_names_of_its_fields(cast: Cast, administrator: Client) -> None:
    group = cast.groups[0]
    page = reverse("admin:guides_itemgroup_change", args=[group.pk])
    form = administrator.get(page).context["adminform"].form
    sent = {name: "" if value is None else value for name, value in form.initial.items()} | {"name": "新名称"}
    assert administrator.post(page, sent).status_code == 302
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.subject) == ("admin.change", f"guides.itemgroup:{group.pk}")
    assert entry.details == {"fields": ["Name"]}
    assert "新名称" not in str(entry.details)
    assert entry.actor == f"person:{Person.objects.get(staff_number='ADM1').pk}"


def test_every_page_of_the_administration_tells(cast: Cast) -> None:
    assert ContentType.objects.exists()
    assert all(isinstance(page, Journaled) for page in admin.site._registry.values())


def checked(field: Any, value: object) -> None:
    field.validate(value)
    field.run_validators(value)


@pytest.mark.parametrize(
    ("model", "name", "right", "wrong"),
    [
        ("places.Site", "timezone", "Asia/Urumqi", ["Asia/Peking", "", "../etc", "x" * 90]),
        ("places.District", "code", "110114", ["11011", "1101140", "11o114", "１１０１１４"]),
        ("places.StreetTown", "code", "110114001", ["110114"]),
        ("places.Community", "code", "110114001003", ["110114001"]),
        ("guides.ItemGroup", "icon", "house", ["no such drawing", "../house"]),
        ("booking.Venue", "icon", "door-open", ["none such"]),
        ("booking.Terms", "purposes", ["recreation"], [[], {}, "recreation", ["dancing"], [1]]),
        ("booking.Terms", "hours", ["duty"], [[], ["never"], 5]),
        ("hall.Terms", "first_turns", [300, 600], [[], [0], ["5"], {"a": 1}, [True]]),
    ],
)
def test_what_would_break_a_page_is_refused_where_it_is_entered(
    model: str, name: str, right: object, wrong: list[object], rf: RequestFactory, cast: Cast
) -> None:
    request = rf.get("/")
    request.user = Person.objects.create_superuser("ADM1", "five happy geese")
    field = admin.site.get_model_admin(apps.get_model(model)).get_form(request).base_fields[name]
    field.run_validators(right)
    for value in wrong:
        with pytest.raises(ValidationError):
            checked(field, value)


def test_an_icon_without_a_drawing_falls_back() -> None:
    assert Template('{% load ui %}{% icon "no such drawing" %}').render(Context()).startswith("<svg")


HOURS = {
    "day_type": "workday", "kind": "duty", "opens": "18:00", "closes": "21:00", "min_staff": "1",
    "from_day": "2026-12-01", "until_day": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("entered", "wrong"),
    [
        ({}, []),
        ({"closes": "24:00"}, []),
        ({"opens": "12:30", "closes": "13:00"}, ["__all__"]),  # from 12:00 to 14:00 the hall is on duty already
        ({"opens": "12:30", "closes": "13:00", "kind": "activity"}, []),
        ({"opens": "13:00", "closes": "24:00"}, ["__all__"]),
        ({"closes": "17:00"}, ["__all__"]),
        ({"until_day": "2026-11-30"}, ["until_day"]),
        ({"day_type": "someday"}, ["day_type"]),
        ({"kind": "always"}, ["kind"]),
        ({"min_staff": "0"}, ["min_staff"]),
        ({"room": "theirs"}, ["room"]),
        ({"opens": "25:00"}, ["opens"]),
    ],
)
def test_opening_hours_are_held_to_what_the_calendar_can_tell(
    entered: dict[str, str], wrong: list[str], rf: RequestFactory, cast: Cast
) -> None:
    request = rf.get("/")
    request.user = Person.objects.create_superuser("ADM1", "five happy geese")
    sent: dict[str, Any] = HOURS | {"site": cast.site.pk} | entered
    if "room" in entered:
        sent["room"] = cast.other_site.rooms.get(slug="hall").pk
    page = admin.site.get_model_admin(apps.get_model("calendar.OpeningRule"))
    assert sorted(page.get_form(request)(sent).errors) == wrong


def test_a_closure_closes_a_room_of_its_own_site(rf: RequestFactory, cast: Cast) -> None:
    request = rf.get("/")
    request.user = Person.objects.create_superuser("ADM1", "five happy geese")
    page = admin.site.get_model_admin(apps.get_model("calendar.Closure"))
    sent = {"site": cast.site.pk, "room": cast.other_site.rooms.get(slug="hall").pk, "reason": "打蜡"}
    assert "room" in page.get_form(request)(sent).errors
