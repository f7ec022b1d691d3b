"""Keep what nobody could find, and learn from the answer."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from linli.base.limits import actions as limits
from linli.base.once import actions as once
from linli.community.journal import actions as journal

from .. import queries
from ..models import Question, SearchPhrase, ServiceItem
from ..rules import search
from .writing import SCOPE, move_stamp

LONGEST = 120
_COUNT = """
INSERT INTO guides_question (text, day, place, times, settled_on) VALUES (%s, %s, %s, 1, NULL)
ON CONFLICT (text, day, place) DO UPDATE SET times = guides_question.times + 1
"""


def ask_desk(*, text: str, place: str, who: str = "", key: str, now: datetime) -> str:
    """Leave a question for the head of the station: its words, its day, how often; nothing about who asked.

    `who` is counted (`base/limits`) and not kept. Whatever could be a phone or identity number is cut out first. The
    words as they are kept; "" if none are left, or if a day's list is full (data/search.toml).

    :raises TooOften: `too_often`.
    """
    words = " ".join(search.without_numbers(text).split())[:LONGEST].strip()
    if not words.strip("… "):
        return ""
    day = timezone.localtime(now).date()
    with transaction.atomic():
        asked = {"verb": "ask_desk", "text": words, "place": place}
        if (earlier := once.answer(actor="visitor", key=key, asked=asked, now=now)) is not None:
            return earlier
        limits.count(kind="question", who=who, now=now)
        if Question.objects.filter(day=day).count() >= queries.questions_a_day():
            return ""
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [words, connection.ops.adapt_datefield_value(day), place])
        once.remember(actor="visitor", key=key, ref=words)
    return words


def settle_question(*, question: Question, item: ServiceItem | None, actor: str, now: datetime) -> None:
    """A question dealt with, on all its days; with an item, search leads there from now on."""
    with transaction.atomic():
        Question.objects.filter(text=question.text, place=question.place).update(
            settled_on=timezone.localtime(now).date()
        )
        if item is not None:
            SearchPhrase.objects.get_or_create(item=item, text=question.text)
        journal.record(
            scope=SCOPE,
            actor=actor,
            verb="guides.settle_question",
            subject=f"question:{question.pk}",
            at=now,
            details={"item": item.slug if item else ""},
        )
        if item is not None:
            move_stamp()
