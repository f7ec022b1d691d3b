"""Rows of before are closed where they stand, and can be opened again."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from linli.base.seal import turning
from linli.base.seal.fields import CodeField
from linli.base.seal.seal import close_code
from linli.entrypoints.demo.cast import Cast
from linli.features.booking.models import Series, Venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Five series with their codes as they stood before, and batches of two."""
    from linli.entrypoints.demo.rooms import open_rooms

    monkeypatch.setattr(turning, "BATCH", 2)
    open_rooms(cast.site)
    codes = [f"code-{n}" for n in range(5)]
    when = {"first_day": "2026-11-24", "starts": "10:00", "made_at": "2026-11-24T02:00:00Z"}
    for code in codes:
        Series.objects.create(venue=Venue.objects.first(), code=code, rule="FREQ=DAILY", minutes=60, **when)
    with connection.cursor() as cursor:
        for code in codes:
            closed = close_code(code, purpose="booking.series")
            cursor.execute("UPDATE booking_series SET code = %s WHERE code = %s", [code, closed])
    return codes


def stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM booking_series ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_codes_of_before_are_closed_and_found_by_the_same_code(plain: list[str]) -> None:
    editor = SimpleNamespace(connection=connection)
    step = turning.turn_over("booking", "series", "code")
    assert stored() == plain
    step.code(apps, editor)
    assert not set(stored()) & set(plain)
    assert list(Series.objects.order_by("pk").values_list("code", flat=True)) == plain
    assert Series.objects.get(code="code-3").pk
    assert step.reverse_code
    step.reverse_code(apps, editor)
    assert stored() == plain


def test_every_code_that_opens_something_rests_closed() -> None:
    """A unique field called a code is a secret, unless it is said here why it is not."""
    open_ones = {
        "people.Person": "names a person in links that are signed besides",
        "devices.Kiosk": "names a machine that proves itself by a token",
        "guides.GuideVersion": "printed on public sheets",
        "hall.SignPrint": "printed on public signs",
    }
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.name == "code" and field.unique and not field.primary_key:
                assert isinstance(field, CodeField) or model._meta.label in open_ones, model._meta.label
