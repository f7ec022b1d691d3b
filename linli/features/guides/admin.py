"""Item groups and items in the administration."""

from __future__ import annotations

from django.contrib import admin

from linli.base.ui import checks

from .models import ItemGroup, ServiceItem


@admin.register(ItemGroup)
class ItemGroupAdmin(checks.Checked, admin.ModelAdmin):  # type: ignore[type-arg]
    """The groups, in the order people see them."""

    checks = {"icon": checks.icon}
    list_display = ("position", "name", "name_en", "slug")
    list_display_links = ("name",)
    ordering = ("position",)
    prepopulated_fields = {"slug": ("name_en",)}


@admin.register(ServiceItem)
class ServiceItemAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The items, by group."""

    list_display = ("name", "name_en", "group", "is_offered")
    list_filter = ("group", "is_offered")
    list_select_related = ("group",)
    search_fields = ("name", "name_en", "slug")
    ordering = ("group__position", "name")
