"""Keeps the demo's hall living while it is served, and gives way to people who try it."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from django.db import connection

from linli.base.kernel import clock
from linli.community.calendar import queries as calendar
from linli.features.appointments import actions as appointment_actions
from linli.features.appointments import queries as appointments
from linli.features.hall import actions
from linli.features.hall import queries as halls
from linli.features.hall.models import HallDay, HallEvent

from . import story
from .cast import Cast
from .scene import Scene

log = logging.getLogger(__name__)

PACE = 0.6
LOOK_EVERY = 1.5
GIVES_WAY = timedelta(minutes=6)


class Player(threading.Thread):
    """Visitors come and the workers of windows 1 to 4 serve them, until told to stop.

    Where a person has acted at a window, that window is left to them for some minutes.
    """

    def __init__(self, *, cast: Cast, now: datetime) -> None:
        super().__init__(name="demo-player", daemon=True)
        self.cast = cast
        self.stopped = threading.Event()
        self.left_until: dict[int, datetime] = {}
        self.scene = self._scene(now)
        self.seen = self._last_seq()

    def run(self) -> None:
        """Look and act, again and again; an error is told and the play goes on."""
        while not self.stopped.wait(LOOK_EVERY):
            try:
                self.look(now=clock.now())
            except Exception:
                log.exception("The demo stumbled and goes on.")
                connection.close()
        connection.close()

    def look(self, *, now: datetime) -> None:
        """One look at the hall."""
        if calendar.business_day(site=self.cast.site, now=now) != self.scene.day:
            self._close_days(now)
            self.scene, self.seen = self._scene(now), 0
        self._give_way(now, own=set())
        held = {number for number, until in self.left_until.items() if until > now}
        clock = now.astimezone(self.scene.zone).time()
        everybody = {*story.PLAYED, story.FREED_WINDOW} if clock >= story.EVERYBODY_GONE else set(story.PLAYED)
        self.scene.played = everybody - held
        self._give_way(now, own=self.scene.look(now=now))
        if clock >= story.CLOSES:
            self._close_days(now)

    def _scene(self, now: datetime) -> Scene:
        scene = Scene(cast=self.cast, day=calendar.business_day(site=self.cast.site, now=now), pace=PACE)
        scene.await_visitors(after=now)
        return scene

    def _last_seq(self) -> int:
        day = HallDay.objects.filter(hall=self.cast.hall, day=self.scene.day).first()
        return day.last_event if day else 0

    def _give_way(self, now: datetime, *, own: set[int]) -> None:
        """Leave alone every window at which something happened that was not the story's own doing."""
        news = HallEvent.objects.filter(hall=self.cast.hall, day=self.scene.day, seq__gt=self.seen)
        for seq, number in news.order_by("seq").values_list("seq", "window__number"):
            self.seen = seq
            if number and number not in own:
                self.left_until[number] = now + GIVES_WAY

    def _close_days(self, now: datetime) -> None:
        """The day ends once the last window is closed and nobody is expected; the next start tells a new morning."""
        appointment_actions.mark_missed_due(now=now)
        for hall, day in halls.open_days(now=now):
            if not appointments.is_awaited(hall=hall, day=day, now=now):
                actions.close_day(hall=hall, day=day, now=now)
