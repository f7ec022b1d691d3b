"""The addresses of appointments: nouns; an odd verb became a resource."""

from django.urls import path

from .views import arrivals, desk, own, slots

app_name = "appointments"

SITE = "sites/<slug:site>/appointments/"
OWN = "appointments/<code:appointment>/"

urlpatterns = [
    # For residents; an appointment opens to whoever holds its code.
    path(SITE, slots.slots, name="slots"),
    path(SITE + "booking/", slots.booking, name="booking"),
    path(OWN, own.appointment, name="appointment"),
    path(OWN + "confirmation/", own.confirmation, name="confirmation"),
    path(OWN + "time/", own.time, name="time"),
    path(OWN + "cancellation/", own.cancellation, name="cancellation"),
    path(OWN + "arrival/", own.arrival, name="arrival"),
    path(OWN + "slip/", own.slip, name="slip"),
    path(OWN + "calendar.ics", own.calendar, name="calendar"),
    # A screen that stands in the hall.
    path(SITE + "kiosk/", arrivals.kiosk, name="kiosk"),
    # For workers.
    path(SITE + "desk/", desk.desk, name="desk"),
    path(SITE + "desk/arrivals/", desk.arrivals, name="arrivals"),
    path(SITE + "desk/confirmations/", desk.confirmations, name="confirmations"),
]
