"""`{% load rooms %}`: what a code of booking means to a reader."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext, pgettext

from linli.base.kernel import clock

from ..models import Booking

register = template.Library()


@register.filter
def why_suspended(reason: str) -> str:
    """`{{ suspension.reason|why_suspended }}`: in words where the no-show rule suspended by itself."""
    return gettext("booked several times and did not come") if reason == "no_shows" else reason


@register.filter
def state_word(booking: Booking) -> str:
    """`{{ booking|state_word }}`: where it stands; what was in use and is over was used."""
    if booking.state == Booking.State.USED and booking.ends_at <= clock.now():
        return pgettext("booking", "Used")
    return str(booking.get_state_display())
