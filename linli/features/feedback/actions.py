"""Rate a visit, publish what is final, forget what is no longer needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from linli.base.kernel import Refused
from linli.base.seal.seal import digest
from linli.community.calendar import queries as calendar
from linli.community.journal import actions as journal
from linli.features.hall import queries as halls
from linli.features.hall.models import Hall, Ticket

from . import queries, rules
from .models import RatingUse, Remark, Shuffled, Stretch, Tally

# Says that the code is used, unless it is; whoever comes at the same moment waits here for the other.
_CLAIM = (
    "INSERT INTO feedback_ratinguse (token_digest, key_digest, forget_on) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)
KEPT = ("feedback_ratinguse", "feedback_remark", "feedback_tally")
_MARK = "(%s, %s, %s, %s, %s, 1)"
_ADD = """
INSERT INTO feedback_tally (id, hall_id, day, level, about, n) VALUES {marks}
ON CONFLICT (hall_id, day, level, about) DO UPDATE SET n = feedback_tally.n + 1
"""


def rate_visit(
    *, ticket: Ticket, level: int | None, aspects: Sequence[str] = (), words: str = "", key: str, now: datetime
) -> None:
    """The visit rated: one mark more on its day's tally, and a remark if it has words or is a bad one.

    Whoever may not rate it was turned away by `queries.ticket_to_rate`. Nothing is told to the journal, which keeps
    moments for ever; the repeated request is known by what its key left beside the code's digest, without a moment.

    :raises Refused: `not_served`, `too_old`, `already_rated`, `level_missing`: all that apply.
    """
    with transaction.atomic():
        use, terms = queries.use_of(ticket), queries.terms(day=ticket.day)
        used_with = digest(f"{use} {key}", purpose="feedback.key") if key else ""
        is_claimed = _claim(ticket, use, used_with, terms)
        if not is_claimed and used_with and RatingUse.objects.filter(pk=use, key_digest=used_with).exists():
            return
        found = rules.objections_to_rating(
            is_served=ticket.state == Ticket.State.DONE,
            day=ticket.day,
            today=calendar.business_day(site=ticket.hall.site, now=now),
            terms=terms,
            is_rated=not is_claimed,
            level=level,
        )
        if found or level is None:
            raise Refused(*found)
        _mark(ticket, level, aspects)
        if level in rules.BAD or words.strip():
            _remark(ticket, level, aspects, words.strip())


def publish(*, now: datetime) -> int:
    """Publish the days whose ratings are final, at least five ratings together; gives how many stretches came out.

    What was published is told to the journal and its day tallies are deleted.
    """
    halls_with_marks = Hall.objects.filter(pk__in=Tally.objects.values("hall")).select_related("site").order_by("pk")
    return sum(_publish(hall, now) for hall in halls_with_marks)


def forget(*, now: datetime) -> int:
    """Delete what is not needed any more: that a code was used, and remarks past keeping. Gives how many rows."""
    day = now.date()
    uses, _ = RatingUse.objects.filter(forget_on__lte=day).delete()
    keep = timedelta(days=queries.terms(day=day).remark_days)
    remarks, _ = Remark.objects.filter(week__lt=day - keep).delete()
    return uses + remarks


def shuffle(*, now: datetime) -> int:
    """Write what is kept of ratings anew in an order of chance, once a day; gives how many rows.

    Where a row lies in its table, and which transaction wrote it, would tell who came first and what was written
    together. Afterwards all rows are of one transaction and lie as chance would have it (ADR 12).
    """
    with transaction.atomic():
        _, is_first = Shuffled.objects.get_or_create(day=timezone.localdate(now))
        if not is_first:
            return 0
        Shuffled.objects.exclude(day=timezone.localdate(now)).delete()
        return sum(_shuffle(table) for table in KEPT)


def _shuffle(table: str) -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        cursor.execute(
            f"CREATE TEMPORARY TABLE in_order_of_chance AS SELECT * FROM {table} ORDER BY random()"  # noqa: S608
        )
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a table of ours
        cursor.execute(f"INSERT INTO {table} SELECT * FROM in_order_of_chance ORDER BY random()")  # noqa: S608
        rows: int = cursor.rowcount
        cursor.execute("DROP TABLE in_order_of_chance")
    return rows


def _claim(ticket: Ticket, use: str, used_with: str, terms: rules.Terms) -> bool:
    forget_on = connection.ops.adapt_datefield_value(rules.forgotten_on(ticket.day, terms=terms))
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [use, used_with, forget_on])
        return bool(cursor.rowcount == 1)


def _mark(ticket: Ticket, level: int, aspects: Iterable[str]) -> None:
    day = connection.ops.adapt_datefield_value(ticket.day)
    # In one order for everybody, so that two who add to the same counts never wait for each other.
    abouts = ["", *sorted(set(aspects))]
    rows = [
        (uuid4() if connection.features.has_native_uuid_field else uuid4().hex, ticket.hall_id, day, level, about)
        for about in abouts
    ]
    with connection.cursor() as cursor:
        marks = ", ".join([_MARK] * len(rows))
        cursor.execute(_ADD.format(marks=marks), [value for row in rows for value in row])


def _remark(ticket: Ticket, level: int, aspects: Sequence[str], words: str) -> None:
    remark = Remark(
        hall=ticket.hall, week=rules.week_of(ticket.day), level=level, aspects=sorted(set(aspects)), words=words
    )
    remark.kept_from = sorted(
        queries.keeping_from(remark=remark, worker=worker) for worker in halls.served_by(ticket=ticket)
    )
    remark.save(force_insert=True)


def _publish(hall: Hall, now: datetime) -> int:
    with transaction.atomic():
        today = calendar.business_day(site=hall.site, now=now)
        terms = queries.terms(day=today)
        after = Stretch.objects.filter(hall=hall).order_by("-last_day").values_list("last_day", flat=True).first()
        rows = list(Tally.objects.filter(hall=hall).order_by("day", "level", "about").select_for_update())
        marks = [rules.Mark(row.day, row.level, row.about, row.n) for row in rows]
        ready = rules.ready_days(marks, after=after, today=today, terms=terms)
        for together in ready:
            _tell(hall, together, terms, now)
        published = {mark for together in ready for mark in together.marks}
        over = [row.pk for row, mark in zip(rows, marks, strict=True) if mark in published]
        Tally.objects.filter(pk__in=over).delete()
        return len(ready)


def _tell(hall: Hall, together: rules.Together, terms: rules.Terms, now: datetime) -> None:
    levels = together.levels
    served = halls.served_between(hall=hall, first_day=together.first_day, last_day=together.last_day)
    stretch = Stretch.objects.create(
        hall=hall,
        first_day=together.first_day,
        last_day=together.last_day,
        served=served,
        **{f"n{level}": n for level, n in levels.items()},
        aspects=together.aspects,
        smallest_n=terms.smallest_n,
    )
    journal.record(
        scope=hall.site.slug,
        actor="system",
        verb="feedback.publish",
        subject=f"stretch:{stretch.pk}",
        at=now,
        details={
            "first_day": together.first_day.isoformat(),
            "last_day": together.last_day.isoformat(),
            "levels": {str(level): n for level, n in levels.items()},
            "served": served,
        },
    )
