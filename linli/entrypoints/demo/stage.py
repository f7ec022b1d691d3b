"""Set the stage: the register, the cast, the sign-ins, and the morning up to the moment at which the demo begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from linli.community.calendar import queries as calendar
from linli.community.calendar.models import DayType
from linli.community.journal import actions as journal
from linli.community.journal.models import Entry
from linli.community.people.models import Person
from linli.community.people.queries import Caller
from linli.features.guides import actions as guides
from linli.features.guides import queries as known
from linli.features.hall import actions
from linli.features.hall.models import HallEvent, Ticket

from . import booked, mark, past, story
from .accounts import open_accounts
from .at_hand import AtHand
from .cast import Cast, gather
from .machines import place_machines
from .mark import NotADemo
from .rated import rate_past
from .registry import load_registry
from .rooms import open_rooms
from .rooms_story import tell_rooms
from .scene import Scene

LOOK_EVERY = timedelta(seconds=12)
RESIDENT_COMES = story.TOLD_UNTIL.replace(minute=36)


@dataclass(frozen=True)
class Told:
    """The stage as it stands: the demo's day, and the moment up to which its story is told."""

    cast: Cast
    day: date
    moment: datetime


def prepare(*, wall: datetime) -> Told:
    """The stage ready to play at the wall clock's `wall`: gone on with where the same day was left, or told anew.

    :raises NotADemo: if the database belongs to somebody else; nothing was changed.
    """
    if not mark.is_empty() and not mark.is_marked():
        raise NotADemo
    if _is_behind():
        _throw_away()
    _migrate()
    told = _left_off(wall)
    if told is None and Person.objects.exists():
        _throw_away()
        _migrate()
    return told or tell_anew(wall=wall)


def tell_anew(*, wall: datetime) -> Told:
    """The register, the cast, the sign-ins and the morning, told in one transaction: whole or not at all."""
    with transaction.atomic():
        mark.make()
        cast = load()
        day = demo_day(cast=cast, wall=wall)
        return tell(cast=cast, day=day)


def load() -> Cast:
    """The register, the cast and the sign-ins; what is there already stays as it is."""
    load_registry()
    cast = gather()
    open_rooms(cast.site, cast.other_site)
    open_accounts()
    return cast


def tell(*, cast: Cast, day: date) -> Told:
    """The story of the morning, unless it was told already."""
    until = datetime.combine(day, story.TOLD_UNTIL, ZoneInfo(cast.site.timezone))
    if _is_told():
        return Told(cast=cast, day=day, moment=(_last_moment() or until).astimezone(until.tzinfo))
    now = datetime.combine(day, story.OPENS, until.tzinfo) - timedelta(minutes=2)
    resident_comes = datetime.combine(day, RESIDENT_COMES, until.tzinfo)
    booked_comes = datetime.combine(day, booked.COMES_IN, until.tzinfo)
    journal.record(scope="linli", actor="demo", verb="told", subject=f"morning:{day}", at=now)
    past.tell_past(cast=cast, day=day)
    guides.import_guides(now=now)
    place_machines(cast=cast, now=now)
    rate_past(cast=cast, day=day, now=now)
    AtHand(cast=cast, day=day).tell(now=now, until=until)
    actions.mark_absent(
        hall=cast.hall, worker=cast.workers[3], day=day, reason="参加街道培训", by=cast.head, key="demo-absent", now=now
    )
    booked.book_ahead(cast=cast, day=day, now=now)
    scene = Scene(cast=cast, day=day)
    scene.await_visitors(after=now)
    while now < until:
        scene.look(now=now)
        now += LOOK_EVERY
        if now - LOOK_EVERY < resident_comes <= now:
            _resident_comes(cast, now)
        if now - LOOK_EVERY < booked_comes <= now:
            booked.come_in(cast=cast, day=day, now=now)
    tell_rooms(cast=cast, venues=open_rooms(cast.site)[cast.site.slug], day=day, until=until)
    return Told(cast=cast, day=day, moment=until)


def demo_day(*, cast: Cast, wall: datetime) -> date:
    """Today at the site if it is a working day, else the working day before."""
    day = calendar.business_day(site=cast.site, now=wall)
    while calendar.day_type(day=day).type != DayType.WORKDAY:
        day -= timedelta(days=1)
    return day


def _resident_comes(cast: Cast, now: datetime) -> None:
    """The resident whose phone number the demo prints has a ticket to look at, and ticked most of a list at home."""
    item = known.items_at(slugs=["disability-certificate"])[0]
    list_ = known.preparations(wanted=[(item, known.Ticks())])[0]
    have = [row.key for row in list_.rows[:2]]
    ticks = known.checked(preparation=list_, have=have, situations=(), by_worker=False)
    actions.take_ticket(
        hall=cast.hall,
        groups=[cast.groups[2]],
        items=[actions.Wish(item, ticks)],
        priority=Ticket.Priority.ORDINARY,
        channel=Ticket.Channel.PHONE,
        caller=Caller(person=cast.resident),
        key="demo-resident",
        actor=f"person:{cast.resident.pk}",
        now=now,
    )


# What was left by an earlier start ------------------------------------------------------------------------------


def _left_off(wall: datetime) -> Told | None:
    """Where the story was left, if it is still the demo's day and not yet late in it."""
    moment = _last_moment() if _is_told() else None
    if moment is None:
        return None
    cast = gather()
    zone = ZoneInfo(cast.site.timezone)
    day = demo_day(cast=cast, wall=wall)
    is_same_day = calendar.business_day(site=cast.site, now=moment) == day
    if not is_same_day or moment.astimezone(zone).time() >= story.RESUMES_BEFORE:
        return None
    return Told(cast=cast, day=day, moment=moment.astimezone(zone))


def _is_told() -> bool:
    return Entry.objects.filter(scope="linli", actor="demo", verb="told").exists()


def _last_moment() -> datetime | None:
    return HallEvent.objects.order_by("-at").values_list("at", flat=True).first()


# The database ---------------------------------------------------------------------------------------------------


def _is_behind() -> bool:
    """Whether the database was made by other migrations than the code has now."""
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return False
    applied, known = set(recorder.applied_migrations()), set(MigrationExecutor(connection).loader.disk_migrations)
    ours = {app.label for app in apps.get_app_configs()}
    return bool(known - applied) or any(app in ours for app, _ in applied - known)


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _throw_away() -> None:
    """An empty database in place of the demo's own.

    :raises NotADemo: if it is not the demo's, or somebody else's tables stand beside it.
    """
    if not mark.is_marked() or mark.has_others():
        raise NotADemo
    if connection.vendor == "sqlite":
        connection.close()
        for tail in ("", "-wal", "-shm"):
            Path(f"{settings.DATABASES['default']['NAME']}{tail}").unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
