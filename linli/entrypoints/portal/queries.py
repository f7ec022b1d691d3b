"""What the portal's own pages show: a person's sites and windows, and everything that is kept about a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q

from linli.base.ui.words import local
from linli.community.journal.models import Entry
from linli.community.notices.models import Message
from linli.community.notices.queries import address_digest
from linli.community.people import queries as people
from linli.community.people.models import Person, SignInCode
from linli.community.places import queries as places
from linli.community.places.models import Community, District, Site, StreetTown
from linli.features.hall import queries as halls
from linli.features.hall.models import Matter
from linli.features.hall.queries import WindowNow

# Rows that point to a person, and what a copy of the person's data holds of them: "mine" all of the row, "work" when
# it was (what a visitor said is the visitor's), "left out" nothing, because the secret would be no secret any more or
# the same fact is in the copy already. A relation without a line here fails a test.
KEPT = {
    "people.RoleGrant.person": "mine",
    "people.Consent.person": "mine",
    "people.Token.person": "mine",
    "notices.Message.person": "mine",
    "appointments.Appointment.holder": "mine",
    "appointments.Appointment.booked_by": "work",
    "hall.Ticket.holder": "mine",
    "booking.Booking.holder": "mine",
    "booking.Series.holder": "mine",
    "booking.Wait.holder": "mine",
    "booking.Suspension.person": "mine",
    "booking.Feed.person": "mine",
    "hall.WindowPost.worker": "mine",
    "hall.Absence.worker": "mine",
    "hall.WindowShift.worker": "mine",
    "hall.Ticket.taken_by": "work",
    "hall.Ticket.wants_worker": "work",
    "hall.Ticket.first_worker": "work",
    "hall.Matter.finished_by": "work",
    "hall.HallEvent.worker": "work",
    "devices.Kiosk.registered_by": "work",
    "booking.Booking.made_by": "work",
    "booking.Booking.decided_by": "work",
    "booking.Booking.host": "work",
    "booking.Booking.checked_in_by": "work",
    "booking.Series.made_by": "work",
    "booking.Wait.made_by": "work",
    "booking.Block.made_by": "work",
    "booking.Suspension.made_by": "work",
    "booking.Suspension.decided_by": "work",
    "admin.LogEntry.user": "mine",
    "account.EmailAddress.user": "mine",
    "people.Authenticator.user": "work",
    "people.Person_groups.person": "left out",
    "people.Person_user_permissions.person": "left out",
}
# Digests and keys: not about the person, and dangerous in a file that lies around.
SECRETS = frozenset({"password", "key", "digest", "phone_digest", "address_digest", "code_digest", "holder_key"})


@dataclass(frozen=True)
class Workplace:
    """A site as one member of staff may use it; `windows` is only filled where they serve."""

    site: Site
    has_hall: bool
    serves: bool
    manages: bool
    looks: bool
    reviews: bool
    windows: tuple[WindowNow, ...] = ()
    posts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class RoleHeld:
    """A role in words, and where it is held."""

    name: str
    place: str


def workplaces(*, person: Person, now: datetime) -> list[Workplace]:
    """The sites at which a person has any right: where they serve, then with a hall, then operating, then planned."""
    codes = people.places_with(person=person, right="registry.look")
    if not codes:
        return []
    inside = reduce(or_, (Q(community__code__startswith=code) for code in codes))
    posts = frozenset(person.window_posts.filter(until=None).values_list("window_id", flat=True))
    found = [_workplace(site, person, posts, now) for site in places.sites().filter(inside).select_related("hall")]
    return sorted(found, key=_how_near)


def _how_near(one: Workplace) -> tuple[bool, bool, bool]:
    return not one.serves, not one.has_hall, one.site.status != Site.Status.OPERATING


def _workplace(site: Site, person: Person, posts: frozenset[int], now: datetime) -> Workplace:
    has_hall = hasattr(site, "hall")

    def may(right: str) -> bool:
        return has_hall and people.may(person=person, right=right, place=site.community_id)

    serves = may("hall.serve")
    return Workplace(
        site=site,
        has_hall=has_hall,
        serves=serves,
        manages=may("hall.manage"),
        looks=may("hall.look"),
        reviews=may("feedback.review"),
        windows=tuple(halls.windows_of(hall=site.hall, now=now)) if serves else (),
        posts=posts,
    )


def roles_in_words(*, person: Person) -> list[RoleHeld]:
    """The roles a person holds now, with the names of the places."""
    held = people.roles_of(person=person)
    names = _place_names({grant.place for grant in held})
    return [RoleHeld(name=grant.get_role_display(), place=names.get(grant.place, grant.place)) for grant in held]


def _place_names(codes: set[str]) -> dict[str, str]:
    units: dict[int, Any] = {6: District, 9: StreetTown, 12: Community}
    wanted = {model: [code for code in codes if len(code) == length] for length, model in units.items()}
    found = [unit for model, some in wanted.items() if some for unit in model.objects.filter(pk__in=some)]
    return {unit.pk: local(unit, "name") for unit in found}


# Everything about a person ------------------------------------------------------------------------------------------


def my_data(*, person: Person, now: datetime) -> dict[str, Any]:
    """Everything kept about a person, ready to be written as JSON (PIPL 45): the account, every row that points to
    it, what its visits were about with what was ticked, codes on their way to its phone, and the journal's lines that
    the person wrote or that speak of the person.
    """
    actor = people.actor_of(person)
    lines = Entry.objects.filter(Q(actor=actor) | Q(subject=actor)).order_by("scope", "seq")
    found: dict[str, Any] = {
        "of": actor,
        "made_at": now.isoformat(),
        "account": _row(Person.objects.get(pk=person.pk)),
        "journal": [_row(line) for line in lines],
        "matters": [_row(matter) for matter in Matter.objects.filter(ticket__holder=person).order_by("pk")],
    }
    if person.phone_digest:
        codes = SignInCode.objects.filter(phone_digest=person.phone_digest).order_by("sent_at")
        found["sign_in_codes"] = [_row(code) for code in codes]
        told = Message.objects.filter(address_digest=address_digest(address=person.phone), person=None).order_by(
            "created_at"
        )
        found["messages_to_phone"] = [_row(message) for message in told]
    return found | dict(_rows_pointing_to(person))


def relations() -> Iterator[tuple[str, Any, str]]:
    """Every foreign key that points to a person: its full name, the model it is on, and the field."""
    for field in Person._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's documented way
        if field.auto_created and not field.concrete:
            its: Any = field
            yield str(its.field), its.related_model, its.field.name


def _rows_pointing_to(person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, model, field in relations():
        how = KEPT.get(name, "left out")
        if how != "left out":
            rows = model.objects.filter(**{field: person}).order_by("pk")
            yield name, [_row(row) if how == "mine" else _when(row) for row in rows]


def _row(row: Model) -> dict[str, Any]:
    """All columns of a row, without what is secret."""
    values = {name: _plain(value) for name, value in _columns(row) if name not in SECRETS}
    return values | ({"text": ""} if values.get("is_secret") else {})


def _when(row: Model) -> dict[str, Any]:
    """The number of a row and its moments."""
    return {"id": row.pk} | {name: _plain(value) for name, value in _columns(row) if hasattr(value, "isoformat")}


def _columns(row: Model) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in vars(row).items() if not name.startswith("_"))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
