"""The addresses of booking: nouns; an odd verb became a resource. A booking opens to whoever holds its code."""

from django.urls import path

from .views import booking, calendars, desk, held, manage, mine, series, spaces, use, week

app_name = "booking"

SPACES = "sites/<slug:site>/spaces/"
VENUE = SPACES + "<slug:venue>/"
HELD = "bookings/<code:held>/"
ROOMS = "sites/<slug:site>/rooms/"
ONE = ROOMS + "bookings/<whole:booking_pk>/"

urlpatterns = [
    # For everybody.
    path(SPACES, spaces.spaces, name="spaces"),
    path(SPACES + "use/", use.use, name="use"),
    path(SPACES + "use/rows/", use.rows, name="use_rows"),
    path(SPACES + "use.csv", use.table, name="use_table"),
    path(VENUE, spaces.venue, name="venue"),
    path(VENUE + "booking/", booking.book, name="book"),
    path(VENUE + "series/", series.weekly, name="weekly"),
    path(VENUE + "waits/", booking.waits, name="waits"),
    path(VENUE + "door/", spaces.door, name="door"),
    path(VENUE + "arrivals/", mine.arrivals_here, name="arrivals_here"),
    path(VENUE + "calendar.ics", calendars.venue_feed, name="venue_feed"),
    # For whoever holds the code.
    path(HELD, mine.booking, name="booking"),
    path(HELD + "change/", mine.change, name="change"),
    path(HELD + "move-end/", mine.move_end, name="move_end"),
    path(HELD + "cancellation/", mine.cancellation, name="cancellation"),
    path(HELD + "series-end/", series.series_end, name="series_end"),
    path(HELD + "series-change/", series.series_change, name="series_change"),
    path(HELD + "answer/", mine.answer, name="answer"),
    path(HELD + "confirmation/", mine.confirmation, name="confirmation"),
    path(HELD + "arrival/", mine.arrival, name="arrival"),
    path(HELD + "departure/", mine.departure, name="departure"),
    path(HELD + "slip/", mine.slip, name="slip"),
    path(HELD + "calendar.ics", calendars.booking_calendar, name="booking_calendar"),
    path("booking-series/<code:series>/", series.series, name="series"),
    path("booking-series/<code:series>/days/", series.series_days, name="series_days"),
    path("room-waits/<code:wait>/", mine.wait, name="wait"),
    path("room-waits/<code:wait>/end/", mine.wait_end, name="wait_end"),
    path("calendars/<code:secret>/rooms.ics", calendars.person_feed, name="person_feed"),
    path("mine/room-calendar/", calendars.my_calendar, name="my_calendar"),
    path("mine/suspensions/<whole:suspension>/", mine.appeal, name="appeal"),
    # For workers.
    path(ROOMS, desk.today, name="today"),
    path(ROOMS + "walk-ins/", desk.walk_ins, name="walk_ins"),
    path(ROOMS + "desk/", desk.desk, name="desk"),
    path(ROOMS + "desk/<slug:venue>/", desk.desk_booking, name="desk_booking"),
    path(ROOMS + "desk/<slug:venue>/series/", desk.desk_series, name="desk_series"),
    path(ROOMS + "requests/", desk.requests, name="requests"),
    path(ROOMS + "lines/", desk.lines, name="lines"),
    path(ROOMS + "week/", week.week, name="week"),
    path(ONE, held.held, name="held"),
    path(ONE + "change/", held.held_change, name="held_change"),
    path(ONE + "end/", held.held_end, name="held_end"),
    path(ONE + "arrival/", held.held_arrival, name="held_arrival"),
    path(ONE + "departure/", held.held_departure, name="held_departure"),
    path(ONE + "decision/", held.decision, name="decision"),
    path(ONE + "keeping/", held.keeping, name="keeping"),
    path(ONE + "confirmation/", held.confirmation, name="held_confirmation"),
    path(ONE + "excuse/", held.excuse, name="excuse"),
    # For the head of the station.
    path(ROOMS + "terms/", manage.terms, name="terms"),
    path(ROOMS + "blocks/", manage.blocks, name="blocks"),
    path(ROOMS + "blocks/<whole:block>/end/", manage.block_end, name="block_end"),
    path(ROOMS + "suspensions/", manage.suspensions, name="suspensions"),
    path(ROOMS + "suspensions/<whole:suspension>/verdict/", manage.verdict, name="verdict"),
    path(ROOMS + "suspensions/<whole:suspension>/end/", manage.suspension_end, name="suspension_end"),
]
