"""Telling the head that people wait and nobody calls: once, until somebody is called again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _
from linli.base.ui import words
from linli.community.notices import actions as notices
from linli.community.notices.models import Message
from linli.community.people.models import Person

from ..models import Hall, HallDay
from ..queries import silences
from ..queries.shapes import Silence
from .deed import Deed

TEXT = _("[Linli] {site}: {count} people are waiting and no window calls, since {at}. Please open a window.")


def tell_of_silence(*, hall: Hall, now: datetime) -> bool:
    """Tell the hall's heads, in Linli and by text message, that people wait and nobody calls; whether they were told.

    Nothing while everybody is called for, before the hall's `quiet_minutes` are over, and a second time only after
    somebody was called in between.
    """
    present = silences.silence(hall=hall, now=now)
    if present is None or not present.is_long:
        return False
    with transaction.atomic():
        deed = Deed(hall=hall, verb="tell_of_silence", actor="system", key="", now=now)
        deed.lock(events=0)
        if not note_silence(deed, present):
            return False
        deed.end(f"day:{deed.day.pk}", subject=f"hall-day:{deed.day.pk}", waiting=present.waiting)
        return True


def note_silence(deed: Deed, present: Silence | None) -> bool:
    """Within a deed, under its lock: write to the heads what is `present`, unless they know; whether it was written."""
    if present is None or deed.day.closed_at is not None or silences.is_told(hall=deed.hall, day=deed.today):
        return False
    HallDay.objects.filter(pk=deed.day.pk).update(silence_told_at=deed.now)
    for head in silences.heads(hall=deed.hall):
        _tell(head, deed, present)
    return True


def _tell(head: Person, deed: Deed, present: Silence) -> None:
    site = deed.hall.site
    at = present.since.astimezone(ZoneInfo(site.timezone))
    with override(head.language or settings.LANGUAGE_CODE):
        values = {"site": site, "count": present.waiting, "at": words.stamp(at)}
        text = words.say(Objection("silence", TEXT, values))
    key = f"silence:{deed.day.pk}:{deed.now.isoformat()}:{head.pk}"
    channels = [Message.Channel.IN_APP, *([Message.Channel.SMS] if head.phone else [])]
    for channel in channels:
        notices.tell(
            channel=channel, once_key=f"{key}:{channel}", kind="hall_silence", text=text, person=head, now=deed.now
        )
