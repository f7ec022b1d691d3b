"""The journal in the administration: to read, never to write."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from .models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Entries, newest first."""

    list_display = ["scope", "seq", "at", "actor", "verb", "subject", "why"]
    list_filter = ["scope", "verb"]
    search_fields = ["subject", "actor"]
    ordering = ["-id"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only `actions.record` adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """Nobody changes what was done."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """Nobody removes what was done."""
        return False
