"""A session is found by its cookie, and a copy of the database signs nobody in."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session

from linli.base.seal.sessions import SessionStore, stored_key

pytestmark = pytest.mark.django_db


def saved(**content: Any) -> SessionStore:
    session = SessionStore()
    session.update(content)
    session.save()
    return session


def test_what_is_kept_is_found_again_by_the_key_of_the_cookie() -> None:
    session = saved(phone="+8613800000001")
    again = SessionStore(session.session_key)
    assert again["phone"] == "+8613800000001"
    assert again.exists(str(session.session_key))
    again["more"] = 1
    again.save()
    assert Session.objects.count() == 1


def test_neither_key_nor_content_stands_in_the_database() -> None:
    session = saved(phone="+8613800000001")
    row = Session.objects.get()
    assert row.session_key == stored_key(str(session.session_key))
    assert str(session.session_key) not in row.session_key + row.session_data
    assert SessionStore(row.session_key).load() == {}  # the stored key as a cookie opens nothing


def test_a_session_that_is_over_deleted_or_of_another_key_is_empty(settings: Any) -> None:
    key = saved(a=1).session_key
    settings.LINLI_DIGEST_KEY = "another"
    assert SessionStore(key).load() == {}
    session = saved(a=1)
    key = session.session_key
    session.cycle_key()
    assert SessionStore(key).load() == {}
    assert session["a"] == 1
    key = session.session_key
    session.flush()
    assert SessionStore(key).load() == {}


def test_an_expired_one_is_empty() -> None:
    session = saved(a=1)
    session.set_expiry(-1)
    session.save()
    assert SessionStore(session.session_key).load() == {}
