"""A small client that speaks JSON, and tokens of the cast."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from linli.community.people import actions as people
from linli.community.people.models import Person
from linli.entrypoints.demo.cast import CHUNHE, TUORAN, Cast


def own_key(word: str) -> str:
    """A key that nobody else can think of, the same for the same word."""
    return str(uuid.UUID(bytes=hashlib.sha256(word.encode()).digest()[:16], version=4))


class Program:
    """A program that talks to the API, with a token or without."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers | headers)

    def post(self, path: str, body: Any = None, *, key: str = "", language: str = "en") -> HttpResponse:
        headers = self.headers | {"Accept-Language": language} | ({"Idempotency-Key": key} if key else {})
        data = "" if body is None else body
        return self.client.post(f"/api/v1{path}", data=data, content_type="application/json", headers=headers)


@pytest.fixture
def anybody(cast: Cast) -> Program:
    return Program()


@pytest.fixture
def program(cast: Cast, now: datetime) -> Callable[[Person], Program]:
    """A program with a token of the role and place that the person holds."""

    def of(person: Person) -> Program:
        grant = person.grants.get()
        _token, secret = people.create_token(
            person=person, role=grant.role, place=grant.place, label="test", now=now, days=30
        )
        return Program(secret)

    return of


@pytest.fixture
def worker(cast: Cast, program: Callable[[Person], Program]) -> Program:
    """The caller pad of window 1's worker."""
    return program(cast.workers[1])


@pytest.fixture
def head(cast: Cast, program: Callable[[Person], Program]) -> Program:
    return program(cast.head)


@pytest.fixture
def stranger(cast: Cast, program: Callable[[Person], Program]) -> Program:
    """A worker's program of the other community."""
    return program(cast.other_worker)


__all__ = ["CHUNHE", "TUORAN", "Program"]
