"""What is done in the administration is told to the journal: who, what row, which fields; never their content."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import HttpRequest

from linli.base.kernel import clock
from linli.community.journal import actions as journal
from linli.community.people import queries as people

# How a row leads to its site, if it does.
_WAYS = ("site", "hall.site", "venue.site", "window.hall.site", "amenity.site")


class Journaled(ModelAdmin):  # type: ignore[type-arg]
    """Every page of the administration: beside Django's own list of changes, which can be edited, the journal."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As Django's, and in the journal."""
        _tell(request, "add", [obj], message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As Django's, and in the journal."""
        _tell(request, "change", [obj], message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """As Django's, and in the journal."""
        _tell(request, "delete", queryset, "")
        return super().log_deletions(request, queryset)


def _tell(request: HttpRequest, verb: str, rows: Iterable[Any], message: Any) -> None:
    actor = people.actor_of(request.user) if request.user.pk else "system"
    with transaction.atomic():
        for row in rows:
            journal.record(
                scope=_scope(row),
                actor=actor,
                verb=f"admin.{verb}",
                subject=f"{row._meta.label_lower}:{row.pk}",  # noqa: SLF001 - Django's documented way to ask a model
                at=clock.now(),
                details={"fields": _fields(message)},
            )


def _fields(message: Any) -> list[str]:
    """The names of the changed fields, of the row and of the rows edited with it."""
    if not isinstance(message, list):
        return []
    parts = [part for one in message if isinstance(one, dict) for part in one.values() if isinstance(part, dict)]
    return sorted({str(name) for part in parts for name in part.get("fields", [])})


def _scope(row: Any) -> str:
    for way in _WAYS:
        there: Any = row
        for step in way.split("."):
            there = getattr(there, step, None)
        if slug := getattr(there, "slug", ""):
            return str(slug)
    return "linli"
