"""The journal in the administration: to read, never to write."""

from __future__ import annotations

from django.contrib import admin

from linli.base.ui.admin import LookOnly

from .models import Entry


@admin.register(Entry)
class EntryAdmin(LookOnly):
    """Entries, newest first; only `actions.record` adds, nobody changes or removes what was done."""

    list_display = ["scope", "seq", "at", "actor", "verb", "subject", "why"]
    list_filter = ["scope", "verb"]
    search_fields = ["subject", "actor"]
    ordering = ["-id"]
    show_full_result_count = False
