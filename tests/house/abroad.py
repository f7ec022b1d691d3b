"""The other place with one of everything of its own, everybody who belongs there, and a mark on what is ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from linli.base.live.models import Topic
from linli.base.seal.seal import digest
from linli.community.journal.models import Entry
from linli.community.people import actions as people
from linli.community.people import queries as staff
from linli.community.people.models import Person, Role, RoleGrant
from linli.community.people.queries import Caller
from linli.community.places.models import District
from linli.features.amenities import actions as amenities
from linli.features.amenities.models import Periodical
from linli.features.appointments import actions as appointments
from linli.features.appointments.models import Appointment
from linli.features.booking import actions as booking
from linli.features.booking.models import Block, Booking, Series, Suspension, Venue
from linli.features.booking.models import Wait as RoomWait
from linli.features.booking.rules import SeriesWish, Wish
from linli.features.devices import actions as devices
from linli.features.devices import queries as machines
from linli.features.devices.models import Kiosk, Printer, PrintJob
from linli.features.guides.models import GuideVersion, Question
from linli.features.hall import actions as hall
from linli.features.hall.models import Absence, Ticket

from .conftest import Stage
from .roles import ANONYMOUS, RESIDENT, session_of

MARK = "我们的记号"  # stands in every text of ours that somebody of elsewhere must not read
OTHER_DISTRICT = "110199"
DISTRICT = "district elsewhere"
PLACES_STAFF = ("worker elsewhere", "head elsewhere", "street elsewhere", DISTRICT)
FOREIGN = (ANONYMOUS, RESIDENT, *PLACES_STAFF)


@dataclass(frozen=True)
class Abroad:
    """Who comes from elsewhere, with the values of the addresses of their own things."""

    stage: Stage
    theirs: dict[str, Any]
    sessions: dict[str, str]
    tokens: dict[str, str]

    def browser(self, role: str) -> Client:
        """A browser of somebody of elsewhere."""
        client = Client()
        if self.sessions.get(role):
            client.cookies["sessionid"] = self.sessions[role]
        return client

    def program(self, role: str) -> Client:
        """A program of somebody of elsewhere; residents have none."""
        return Client(headers={"Authorization": f"Bearer {self.tokens[role]}"} if role in self.tokens else {})

    def naming_ours(self) -> dict[str, Any]:
        """Our things by every name by which a form, a question or a body might ask for one."""
        values, cast = self.stage.values, self.stage.cast
        return values | {
            "person": str(values["person"]),
            "ticket": values["code"],
            "taken": values["code"],
            "tickets": values["code"],
            "booked": values["appointment"],
            "shown": f"/appointments/{values['appointment']}/",
            "holder": cast.resident.pk,
            "worker": cast.workers[4].pk,
            "booking": values["booking_pk"],
            "hall": cast.hall.pk,
            "window": cast.windows[1].pk,
            "to_window": cast.windows[1].pk,
            "to_worker": cast.workers[4].pk,
        }

    def traces(self) -> tuple[list[tuple[str, str]], list[tuple[str, int]]]:
        """What the journal tells of our place, and how often our screens were told that something moved."""
        slug = self.stage.cast.site.slug
        entries = Entry.objects.filter(scope=slug).order_by("seq").values_list("verb", "subject")
        return list(entries), list(Topic.objects.filter(name__contains=slug).order_by("name").values_list())


def go_abroad(stage: Stage) -> Abroad:
    """Everything that people of elsewhere need to try."""
    District.objects.create(code=OTHER_DISTRICT, name="示例区", name_en="Example District")
    officer = Person.objects.create_user(staff_number="Q901", name="示例")
    RoleGrant.objects.create(person=officer, role=Role.DISTRICT_BUREAU, place=OTHER_DISTRICT, since=stage.now)
    phone = "+8613800000077"
    resident = Person.objects.create_user(
        name="示例", phone=phone, phone_digest=digest(phone, purpose="phone"), phone_verified_at=stage.now
    )
    theirs = stage.values | {"site": stage.cast.other_site.slug, "slug": stage.cast.other_site.slug}
    theirs |= _hall(stage) | _machines(stage) | _rooms(stage, resident)
    mark_ours(stage)
    sessions = {RESIDENT: session_of(resident, verified=True), DISTRICT: session_of(officer, verified=True)}
    _, token = people.create_token(
        person=officer, role=Role.DISTRICT_BUREAU, place=OTHER_DISTRICT, label=DISTRICT, now=stage.now, days=1
    )
    return Abroad(stage, theirs, stage.sessions | sessions, stage.tokens | {DISTRICT: token})


def _hall(stage: Stage) -> dict[str, Any]:
    """Their window 1 is open, somebody waits and somebody booked; a newspaper lies on their rack."""
    cast, now = stage.cast, stage.now
    by: dict[str, Any] = {"by": cast.other_head, "key": "", "now": now}
    hall.open_window(window=cast.other_windows[1], workers=[cast.other_worker], **by)
    said: dict[str, Any] = {"hall": cast.other_hall, "priority": Ticket.Priority.ORDINARY, "key": "", "actor": ""}
    ticket = hall.take_ticket(groups=cast.groups[:1], channel=Ticket.Channel.KIOSK, now=now, **said)
    booked = appointments.book(
        group=cast.groups[0],
        starts_at=now.replace(hour=15, minute=0),
        channel=Appointment.Channel.PHONE,
        now=now,
        **said,
    )
    paper = amenities.add_periodical(
        site=cast.other_site, title="春和日报", title_en="", kind="newspaper", frequency="daily", **by
    )
    issue = amenities.register_issue(periodical=paper, day=now.date(), number="", copies=3, **by)
    return {
        "code": ticket.code,
        "appointment": booked.code,
        "periodical": paper.pk,
        "issue": issue.pk,
        "worker": cast.other_worker.pk,
    }


def _machines(stage: Stage) -> dict[str, Any]:
    entry = devices.Entry("门口小票机", "192.168.1.90", 9100, 80, "gb18030", 20, is_in_use=False)
    said: dict[str, Any] = {"hall": stage.cast.other_hall, "by": stage.cast.other_head, "key": "", "now": stage.now}
    printer = devices.enter_printer(printer=None, entry=entry, **said)
    kiosk = devices.register_kiosk(name="门口自助机", printer=printer, block_size=20, **said)
    job = PrintJob.objects.create(printer=printer, created_at=stage.now, ended_at=stage.now, state="printed")
    pairing, invited = machines.pairing_code(kiosk=kiosk, now=stage.now), stage.cast.other_worker
    return {
        "kiosk": kiosk.pk,
        "printer": printer.pk,
        "job": job.pk,
        "pairing": pairing,
        "person": str(invited.code),
        "token": staff.invitation_token(person=invited),
    }


def _rooms(stage: Stage, resident: Person) -> dict[str, Any]:
    """A booking of a series, a place in line, a block and a suspension at their place."""
    cast, now = stage.cast, stage.now
    room = Venue.objects.get(site=cast.other_site, slug="activity-room")
    starts_at, before = now.replace(hour=11, minute=0), now - timedelta(days=2)
    said: dict[str, Any] = {"venue": room, "key": "", "actor": "", "now": before}
    holders = [Caller(name="示例", phone=f"+861380000008{n}", is_proved=True) for n in range(2)]
    weekly = SeriesWish(
        rule="FREQ=WEEKLY;BYDAY=TU;COUNT=2", first_day=now.date(), starts=starts_at.time(), minutes=60,
        purpose="recreation", people=3, accepts_conditions=True,
    )  # fmt: skip
    series = booking.book_series(wish=weekly, holder=holders[0], channel=Booking.Channel.WEB, **said)
    held = series.bookings.get(starts_at=starts_at)
    wish = Wish(starts_at, starts_at + timedelta(hours=1), purpose="recreation", people=3, accepts_conditions=True)
    wait = booking.wait_for_slot(wish=wish, holder=holders[1], **said)
    by: dict[str, Any] = {"by": cast.other_head, "key": "", "now": before}
    tomorrow = now + timedelta(days=1)
    block = booking.block(venue=room, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1), reason="打蜡", **by)
    suspension = booking.suspend(
        site=cast.other_site, holder=Caller(person=resident), reason="没有到场", until=now + timedelta(days=20), **by
    )
    return {
        "venue": room.slug,
        "held": held.code,
        "booking_pk": held.pk,
        "series": series.code,
        "wait": wait.code,
        "secret": booking.make_feed(person=resident, now=before),
        "block": block.pk,
        "suspension": suspension.pk,
    }


def mark_ours(stage: Stage) -> None:
    """Every text of ours that is nobody else's to read gets the mark."""
    cast = stage.cast
    for held in (*Booking.objects.filter(venue__site=cast.site), *RoomWait.objects.filter(venue__site=cast.site)):
        held.name, held.title, held.note = MARK, MARK, MARK
        held.save(update_fields=["name", "title", "note"])
    for ticket in Ticket.objects.filter(hall=cast.hall):
        ticket.contact = MARK
        ticket.save(update_fields=["contact"])
    Block.objects.filter(venue__site=cast.site).update(reason=MARK, reason_en=MARK)
    Suspension.objects.filter(site=cast.site).update(reason=MARK)
    Absence.objects.filter(hall=cast.hall).update(reason=MARK)
    Kiosk.objects.filter(pk=stage.values["kiosk"]).update(name=MARK)
    Printer.objects.filter(pk=stage.values["printer"]).update(name=MARK)
    Periodical.objects.filter(site=cast.site).update(title=MARK, title_en=MARK)
    Person.objects.filter(pk__in=[cast.head.pk, *(one.pk for one in cast.workers.values())]).update(name=MARK)
    Person.objects.filter(pk=cast.resident.pk).update(name=MARK)
    Question.objects.update(text=MARK, place=cast.site.community_id)
    GuideVersion.objects.filter(state=GuideVersion.State.DRAFT).update(changed_by=f"person:{cast.head.pk}")
    assert Series.objects.filter(venue__site=cast.site).exists()
