"""Who may open a page of appointments, and who sends a request."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from linli.base.seal.seal import digest
from linli.base.ui import doors
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.features.hall import queries as halls

StaffRequest = doors.RequestOf[Person]


def staff(right: str) -> doors.Guard:
    """The view is for people who hold `right` where the hall stands; it gets the hall instead of the site's name."""
    return doors.staff_at_site(
        right,
        require=people.require,
        find=halls.hall_at,
        gives="hall",
        place=lambda hall: hall.site.community_id,
        back=lambda site, **_rest: reverse("appointments:desk", args=[site]),
    )


def actor_of(request: HttpRequest, *, device: str) -> str:
    """How the journal names whoever sent the request."""
    person = people.person_of(request)
    return people.actor_of(person) if person else f"device:{digest(device, purpose='device')[:12]}"
