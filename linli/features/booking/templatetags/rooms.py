"""`{% load rooms %}`: what a code of booking means to a reader."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def why_suspended(reason: str) -> str:
    """`{{ suspension.reason|why_suspended }}`: in words where the no-show rule suspended by itself."""
    return gettext("booked several times and did not come") if reason == "no_shows" else reason
