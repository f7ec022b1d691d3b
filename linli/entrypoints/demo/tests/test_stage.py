"""The demo loads, its morning is plausible and whole, and it gives way to people."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from linli.community.journal import queries as journal
from linli.community.journal.models import Entry
from linli.community.people.models import Authenticator, Person
from linli.entrypoints.demo import stage
from linli.entrypoints.demo.player import GIVES_WAY, Player
from linli.entrypoints.demo.programme import programme
from linli.entrypoints.demo.rooms_story import BADUANJIN
from linli.entrypoints.demo.stage import Told
from linli.features.amenities import queries as amenities
from linli.features.appointments.models import Appointment
from linli.features.booking.models import Booking, Suspension, Venue
from linli.features.feedback import queries as ratings
from linli.features.feedback.models import Tally
from linli.features.hall import actions
from linli.features.hall import queries as halls
from linli.features.hall.models import HallDay, HallEvent, Ticket, WaitTold

TUESDAY = datetime.fromisoformat("2026-11-24T08:00:00+08:00")


@pytest.fixture(scope="module")
def told_once(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The morning is told once for this file, inside a transaction that is taken back."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield stage.tell_anew(wall=TUESDAY)
        transaction.set_rollback(True)


@pytest.fixture
def told(told_once: Told, db: None) -> Told:
    return told_once


def test_the_board_is_alive(told: Told) -> None:
    board = halls.board(hall=told.cast.hall, now=told.moment)
    serving = [window for window in board.windows if window.ticket]
    assert len(serving) >= 3
    assert board.waiting >= 4
    assert len(board.calls) >= 4
    assert {window.window.number: window.state for window in board.windows}[5] == "closed"
    assert {window.window.number: window.is_backup for window in board.windows}[3]


def test_numbers_are_consecutive_and_the_journal_whole(told: Told) -> None:
    today = Ticket.objects.filter(hall=told.cast.hall, day=told.day)
    numbers = sorted(today.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert 60 <= len(numbers) <= 95
    assert journal.verify() == []


def test_the_morning_has_everything_a_hall_sees(told: Told) -> None:
    kinds = set(HallEvent.objects.values_list("kind", flat=True))
    assert kinds >= {"taken", "called", "welcomed", "finished", "missed", "recalled", "parked", "returned",
                     "transferred", "opened", "paused", "resumed", "closed"}  # fmt: skip
    assert set(Ticket.objects.values_list("channel", flat=True)) == {"kiosk", "phone", "desk"}
    assert Ticket.objects.get(holder=told.cast.resident).day == told.day


def test_every_figure_of_the_past_weeks_opens_its_rows(told: Told) -> None:
    hall, now = told.cast.hall, told.moment
    loads = halls.group_loads(hall=hall, weeks=4, now=now)
    assert len(loads["workday"].days) == 20
    assert [len(loads[day].days) for day in ("mon", "saturday", "sunday")] == [4, 4, 0]
    assert not any(load.sources for load in loads.values())
    for day in (*loads["workday"].days, *loads["saturday"].days):
        total = halls.day_load(hall=hall, day=day, now=now).total
        for kind in ("came", "served", "gave_up", "called"):
            rows = halls.visit_rows(hall=hall, day=day, kind=kind, slot=None, now=now)
            assert len(rows) == getattr(total, kind)
        assert total.came > 40


def test_the_past_weeks_are_days_that_a_head_believes(told: Told) -> None:
    loads = halls.group_loads(hall=told.cast.hall, weeks=4, now=told.moment)
    workday, monday, thursday = (loads[group] for group in ("workday", "mon", "thu"))
    assert 80 * 20 < workday.total.came < 170 * 20
    assert workday.total.came == workday.total.served + workday.total.gave_up
    assert 0.01 < workday.total.gave_up / workday.total.came < 0.25
    assert (monday.total.most_wait_s or 0) > (thursday.total.most_wait_s or 0) > 0
    shorts = [half.is_short for half in monday.halves]
    assert any(shorts)
    assert not all(shorts)


def test_the_published_promises_are_of_people_who_had_to_wait_and_of_some_for_whom_they_did_not_hold(
    told: Told,
) -> None:
    kept = halls.promises(hall=told.cast.hall, now=told.moment)
    assert all(held.told >= 15 for _day, held in kept.days)
    assert len(kept.days) >= 24
    assert min(kept.total.early, kept.total.late, kept.total.left) >= 1
    waited = WaitTold.objects.filter(ticket__hall=told.cast.hall, ticket__day__lt=told.day)
    assert waited.filter(low_minutes__gte=1).count() > 200


def test_the_weeks_before_were_rated_and_a_quiet_hall_shows_nothing(told: Told) -> None:
    published = ratings.published(hall=told.cast.hall, now=told.moment)
    assert published.figures.n >= 100
    assert 85 <= published.figures.satisfaction <= 97
    assert published.figures.coverage < 100
    assert ratings.remarks(hall=told.cast.hall, person=told.cast.head)
    assert Tally.objects.filter(hall=told.cast.other_hall).exists()
    assert ratings.published(hall=told.cast.other_hall, now=told.moment).is_empty


def test_the_rack_and_the_drop_ins_are_told(told: Told) -> None:
    issues = amenities.rack(site=told.cast.site)
    assert all(issue.periodical.is_example for issue in issues)
    assert {issue.there > 0 for issue in issues} == {True, False}
    assert sum(amenities.drop_in_months(site=told.cast.site, now=told.moment).values()) > 50


def test_people_have_booked_and_one_has_come(told: Told) -> None:
    came = Appointment.objects.get(state="checked_in")
    assert came.ticket is not None
    assert came.ticket.state in ("called", "serving", "done")
    assert HallEvent.objects.filter(ticket=came.ticket, kind="called").latest("seq").rule == "appointed_share"
    assert Appointment.objects.get(holder=told.cast.resident).day > told.day
    assert Appointment.objects.filter(day=told.day, state="booked").count() >= 5


def test_the_rooms_have_everything_a_station_sees(told: Told) -> None:
    states = Counter(Booking.objects.values_list("state", flat=True))
    assert states["used"] > 150
    assert states["booked"] > 30
    assert min(states["requested"], states["offered"], states["no_show"], states["cancelled"]) >= 1
    assert Booking.objects.filter(holder=told.cast.resident, state="booked", ends_at__gt=told.moment).exists()
    assert Suspension.objects.filter(person=told.cast.other_resident, verdict="").exclude(appealed_at=None).exists()


def test_baduanjin_is_on_the_square_but_never_on_a_holiday(told: Told) -> None:
    days = {booking.series_day.isoformat() for booking in Booking.objects.filter(title=BADUANJIN) if booking.series_day}
    assert {"2026-09-30", "2026-10-09", "2026-11-23", "2026-11-25"} <= days
    assert not days & {"2026-10-02", "2026-10-05", "2026-10-07"}


def test_loading_twice_changes_nothing(told: Told) -> None:
    models = (Person, Ticket, HallEvent, Entry, Authenticator, Booking, Venue)
    counts = [model.objects.count() for model in models]
    again = stage.tell_anew(wall=TUESDAY)
    assert [model.objects.count() for model in models] == counts
    assert again.day == told.day
    assert told.moment - again.moment < timedelta(minutes=3)


def test_every_member_of_staff_can_sign_in(told: Told, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for person in Person.objects.exclude(staff_number=None):
        assert person.check_password(settings.LINLI_DEMO_PASSWORD)
        assert person.authenticator_set.filter(confirmed=True).count() == 1


def test_the_demo_day_is_a_working_day(told: Told) -> None:
    sunday = datetime.fromisoformat("2026-11-22T11:00:00+08:00")
    holiday = datetime.fromisoformat("2026-10-05T11:00:00+08:00")
    assert stage.demo_day(cast=told.cast, wall=sunday).isoformat() == "2026-11-20"
    assert stage.demo_day(cast=told.cast, wall=holiday).isoformat() == "2026-09-30"


def test_the_hall_goes_on(told: Told) -> None:
    player = Player(cast=told.cast, now=told.moment)
    before = HallEvent.objects.count()
    for second in range(0, 600, 5):
        player.look(now=told.moment + timedelta(seconds=second))
    board = halls.board(hall=told.cast.hall, now=told.moment + timedelta(minutes=10))
    assert HallEvent.objects.count() - before > 20
    assert 3 <= board.waiting <= 20
    assert {window.window.number: window.state for window in board.windows}[5] == "closed"


def test_a_window_where_a_person_acts_is_left_to_them(told: Told) -> None:
    player = Player(cast=told.cast, now=told.moment)
    now = told.moment + timedelta(seconds=1)
    actions.pause_window(window=told.cast.windows[2], reason="试一试", by=told.cast.workers[2], key="", now=now)
    player.look(now=now)
    assert 2 not in player.scene.played
    player.look(now=now + GIVES_WAY + timedelta(seconds=1))
    assert 2 in player.scene.played


def test_the_player_does_not_take_its_own_steps_for_a_persons(told: Told) -> None:
    player = Player(cast=told.cast, now=told.moment)
    for second in range(0, 240, 5):
        player.look(now=told.moment + timedelta(seconds=second))
    assert player.left_until == {}


def test_the_day_is_closed_in_the_evening(told: Told) -> None:
    player = Player(cast=told.cast, now=told.moment)
    evening = told.moment.replace(hour=17, minute=30)
    for minute in range(25):
        player.look(now=evening + timedelta(minutes=minute))
    assert HallDay.objects.get(hall=told.cast.hall, day=told.day).closed_at is None  # somebody booked six o'clock
    player.look(now=evening.replace(hour=18, minute=15))
    assert HallDay.objects.get(hall=told.cast.hall, day=told.day).closed_at
    assert not Ticket.objects.filter(hall=told.cast.hall, state__in=Ticket.LIVE).exists()


def test_a_second_start_goes_on_the_same_day_and_tells_a_new_one_anew(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    thrown: list[str] = []
    monkeypatch.setattr(stage, "_throw_away", lambda: thrown.append("all"))
    monkeypatch.setattr(stage, "_migrate", lambda: None)
    monkeypatch.setattr(stage, "tell_anew", lambda *, wall: "anew")
    again = stage.prepare(wall=TUESDAY + timedelta(hours=5))
    assert isinstance(again, Told)
    assert [again.day, thrown] == [told.day, []]
    assert stage.prepare(wall=TUESDAY + timedelta(days=1)) == "anew"
    assert thrown == ["all"]


def test_the_programme_names_every_page_and_sign_in(told: Told) -> None:
    text = programme(told=told, address="http://127.0.0.1:8000", is_still=False)
    for expected in ("/sites/tuoran/kiosk/", "/sites/tuoran/board/", "/sign/", "/api/v1/docs", "/admin/", "linli-demo"):
        assert expected in text
    assert str(told.cast.workers[5].staff_number) in text
