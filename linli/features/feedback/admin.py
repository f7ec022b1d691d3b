"""Published ratings in the administration, to be looked at only; words are read on a page of their own."""

from __future__ import annotations

from django.contrib import admin

from linli.base.ui.admin import LookOnly

from .models import Stretch


@admin.register(Stretch)
class StretchAdmin(LookOnly):
    """What was published, and when it ends."""

    list_display = ("hall", "first_day", "last_day", "served", "n5", "n4", "n3", "n2", "n1")
    list_select_related = ("hall__site",)
    ordering = ("hall", "-last_day")
