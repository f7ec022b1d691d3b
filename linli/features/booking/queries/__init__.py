"""Nouns of booking: venues and their terms, free times, bookings, series, waits, suspensions, feeds, doors."""

from . import stored
from .bookings import agenda, booking_at, booking_by_code, in_the_way, may_see_names, my_bookings, requests, standing
from .doubles import own_at
from .feeds import has_feed, own_entries, person_feed, venue_feed
from .judging import judgement
from .overtaken import Overtaken, overtaken, provisional
from .people import my_suspensions, suspension_at, suspensions
from .series import days_of, plan, plan_of_change, series_by_code
from .shapes import (
    Agenda,
    DayOfVenue,
    Door,
    FeedEntry,
    FreeTime,
    FreeTimes,
    InTheWay,
    Judgement,
    Notice,
    Occurrence,
    Plan,
    SeriesSeen,
    Standing,
    Stretch,
    Timetable,
    Turn,
    VenueCard,
)
from .spans import Span, span
from .times import every_start, free_times, next_free
from .timetables import door, timetable
from .venues import card, cards, terms_of, venue_at, venues_at
from .waits import line, my_waits, wait_by_code

__all__ = [
    "Agenda",
    "DayOfVenue",
    "Door",
    "FeedEntry",
    "FreeTime",
    "FreeTimes",
    "InTheWay",
    "Judgement",
    "Notice",
    "Occurrence",
    "Overtaken",
    "Plan",
    "SeriesSeen",
    "Span",
    "Standing",
    "Stretch",
    "Timetable",
    "Turn",
    "VenueCard",
    "agenda",
    "booking_at",
    "booking_by_code",
    "card",
    "cards",
    "days_of",
    "door",
    "every_start",
    "free_times",
    "has_feed",
    "in_the_way",
    "judgement",
    "line",
    "may_see_names",
    "my_bookings",
    "my_suspensions",
    "my_waits",
    "next_free",
    "overtaken",
    "own_at",
    "own_entries",
    "person_feed",
    "plan",
    "plan_of_change",
    "provisional",
    "requests",
    "series_by_code",
    "span",
    "standing",
    "stored",
    "suspension_at",
    "suspensions",
    "terms_of",
    "timetable",
    "venue_at",
    "venue_feed",
    "venues_at",
    "wait_by_code",
]
