"""The addresses of amenities."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "amenities"

urlpatterns: list[URLPattern] = []
