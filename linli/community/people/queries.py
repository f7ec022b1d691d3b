"""Who may do what where: `require` is the door of every staff page; and what Linli knows of a person."""

from __future__ import annotations

import tomllib
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q
from django.http import HttpRequest
from django.utils.translation import get_language

from linli.base.kernel import Objection
from linli.base.kernel.dated import in_force
from linli.base.limits import queries as limits
from linli.base.seal.seal import digest
from linli.base.ui.addresses import client_address

from . import rules
from .models import Authenticator, Consent, Person, RoleGrant, SignInCode, Token

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Caller:
    """Who asks for a number, a time or a room: the one place that says who counts as whom.

    In this order: a phone number that is proved (a signed-in person's own, or `phone` where `is_proved`: a worker at
    the desk stands for it, or a code that was texted there came back); the `person` who signed in, whatever a form
    says besides; the `device`, known again by its cookie. A number somebody only typed in is where to reach them and
    nothing else (ADR 0017): it holds nothing, no objection depends on it, and nobody is punished under it.

    `address` is the network address of who came through a public door, and empty for desk, registered kiosk,
    programs with a token and jobs: these are not counted (ADR 0018).
    """

    person: Person | None = None
    name: str = ""
    phone: str = ""
    device: str = ""
    language: str = ""
    address: str = ""
    is_proved: bool = False

    def key(self, *, of: str) -> str:
        """Who it is, without naming them, for what `of` keeps ("hall", "booking"); "" for nobody in particular."""
        if self.number:
            return "c:" + digest(self.number, purpose=f"{of}.contact")
        if self.person is not None:
            return f"p:{self.person.pk}"
        return "d:" + digest(self.device, purpose=f"{of}.device") if self.device else ""

    @property
    def number(self) -> str:
        """The phone number (E.164) that is proved to be theirs; "" if none is."""
        if self.person is not None:
            return self.person.phone if self.person.phone_verified_at else ""
        return self.phone if self.is_proved else ""

    @property
    def contact(self) -> str:
        """Where to reach them: who signed in on their own number, whatever the form says."""
        return self.number or self.phone or (self.person.phone if self.person else "")

    @property
    def called(self) -> str:
        """The name they gave, or their own."""
        return self.name or (self.person.name if self.person else "")

    @property
    def speaks(self) -> str:
        """The language they asked in, or their own."""
        return self.language or (self.person.language if self.person else "")

    @property
    def is_at_door(self) -> bool:
        """Whether they came through a public door, on a device of their own."""
        return bool(self.address)

    @property
    def is_unknown(self) -> bool:
        """Whether nobody stands for who they are: not signed in, no desk, no code that came back."""
        return self.is_at_door and self.person is None and not self.is_proved

    @property
    def counted(self) -> str:
        """For whom `limits.count` counts: the person who signed in, else the network address; "" for nobody."""
        if not self.address:
            return ""
        return limits.of_person(self.person.pk) if self.person is not None else limits.of_address(self.address)


NOBODY = Caller()
"""Nobody in particular: somebody at a kiosk."""


def caller_of(request: HttpRequest, *, name: str = "", phone: str = "", device: str = "") -> Caller:
    """Who asks behind a request to a public page, with what they typed in; a device counts where nobody signed in."""
    person = person_of(request)
    return Caller(
        person=person,
        name=name,
        phone=phone,
        device="" if person else device,
        language=get_language() or "",
        address=client_address(request) or "unknown",
    )


def require(*, person: Person | AnonymousUser, right: str, place: str) -> None:
    """Let pass who holds `right` at `place` (a division code) or at a place around it.

    At most one SQL statement for a person, whatever is asked; the answer is kept on the person for the request.

    :raises PermissionDenied: if the person may not.
    """
    if not may(person=person, right=right, place=place):
        raise PermissionDenied


def may(*, person: Person | AnonymousUser, right: str, place: str) -> bool:
    """Whether a person holds `right` at `place`; a visitor of the browser only with password *and* one-time code."""
    return any(rules.covers(place=at, wanted=place) for at in _places(person, right))


def places_with(*, person: Person | AnonymousUser, right: str) -> list[str]:
    """The division codes at which (and below which) a person holds `right`, the outermost only."""
    return rules.outermost(_places(person, right))


def roles_of(*, person: Person) -> list[RoleGrant]:
    """The roles a person holds now, the widest place first. One SQL statement, kept on the person."""
    if "held_roles" not in person.__dict__:
        found = RoleGrant.objects.filter(person_id=person.pk, until=None).order_by("place", "role")
        person.__dict__["held_roles"] = list(found)
    held: list[RoleGrant] = person.__dict__["held_roles"]
    return held


def works_at(*, person: Person, place: str) -> bool:
    """Whether a person holds any role at `place` or around it, however they signed in."""
    return any(rules.covers(place=grant.place, wanted=place) for grant in roles_of(person=person))


def holders_of(*, right: str, place: str) -> frozenset[int]:
    """The keys of everybody whose role gives them `right` at `place` or at a place around it."""
    having = [role for role, rights in rules.RIGHTS.items() if right in rights]
    around = [place[:length] for length in rules.PLACE_LENGTHS]
    found = RoleGrant.objects.filter(role__in=having, place__in=around, until=None, person__is_active=True)
    return frozenset(found.values_list("person_id", flat=True))


def is_staff(*, person: Person | AnonymousUser) -> bool:
    """Whether a person holds any role now and has signed in as strongly as staff must."""
    return (
        isinstance(person, Person)
        and _is_known(person)
        and is_fully_signed_in(person=person)
        and bool(roles_of(person=person))
    )


def is_fully_signed_in(*, person: Any) -> bool:
    """A visitor of the browser carries django-otp's `is_verified` and must have shown a one-time code.

    Whoever was loaded from the database (a colleague named in a form, the person behind a token, which is itself
    the second factor) did not come through the browser and carries none.
    """
    is_verified = getattr(person, "is_verified", None)
    return is_verified is None or bool(is_verified())


def objections_to_grant(*, person: Person, role: str, place: str) -> list[Objection]:
    """Why a role cannot be granted to a person at a place."""
    holds_it = RoleGrant.objects.filter(person=person.pk, role=role, place=place, until=None).exists()
    return rules.objections_to_grant(role=role, place=place, holds_it=holds_it)


def objections_to_erasure(*, person: Person, is_being_served: bool) -> list[Objection]:
    """Why a person cannot be erased now."""
    has_role = person.is_superuser or RoleGrant.objects.filter(person=person, until=None).exists()
    return rules.objections_to_erasure(is_staff=has_role, is_being_served=is_being_served)


def person_of(request: HttpRequest) -> Person | None:
    """Who is signed in behind a request, or None."""
    return request.user if isinstance(request.user, Person) else None


def actor_of(person: Person) -> str:
    """How the journal names a person: by number only."""
    return f"person:{person.pk}"


def bearer(*, secret: str, now: datetime) -> Token | None:
    """The living token behind a secret, with its person; None if there is none.

    A token lives while it is neither revoked nor past its day, its person is active, and still holds its role there.
    """
    still_held = (
        RoleGrant.objects.filter(person=OuterRef("person"), role=OuterRef("role"), until=None)
        .alias(wanted=ExpressionWrapper(OuterRef("place"), output_field=CharField()))
        .filter(wanted__startswith=F("place"))
    )
    return (
        Token.objects.select_related("person")
        .filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            Exists(still_held),
            digest=digest(secret, purpose="token"),
            revoked_at=None,
            person__is_active=True,
        )
        .first()
    )


def token_may(*, token: Token, right: str, place: str) -> bool:
    """Whether a token's role has `right` and its place holds `place`. No SQL statement."""
    return right in rules.rights_of(token.role) and rules.covers(place=token.place, wanted=place)


def code_terms(*, now: datetime) -> rules.CodeTerms:
    """How one-time codes are given out now."""
    entry = in_force(file=DATA / "sign_in.toml", day=now.date())
    return rules.CodeTerms(**{name: entry[name] for name in rules.CodeTerms.__dataclass_fields__})


def masked(*, phone: str) -> str:
    """A number as it may be shown: 138****0001."""
    return rules.masked(phone)


def purposes() -> tuple[rules.Purpose, ...]:
    """What personal information is used for, in the order of the notice."""
    return _purposes()


def purpose_of(*, code: str) -> rules.Purpose | None:
    """The purpose with this code, if there is one."""
    return next((purpose for purpose in _purposes() if purpose.code == code), None)


def consents_of(*, person: Person) -> dict[str, Consent]:
    """The consents that stand, by purpose; one to an older text does not count."""
    standing = person.consents.filter(withdrawn_at=None)
    present = {purpose.code: purpose.text_version for purpose in _purposes() if purpose.needs_consent}
    return {one.purpose: one for one in standing if present.get(one.purpose) == one.text_version}


def has_consent(*, person: Person, purpose: str) -> bool:
    """Whether a person's consent to the present text of a purpose stands."""
    return purpose in consents_of(person=person)


def code_note(*, number: int | None) -> SignInCode | None:
    """The note of a code that was sent, by its number; None if it is not there (any more)."""
    return SignInCode.objects.filter(pk=number).first() if number else None


def is_good(*, note: SignInCode, now: datetime) -> bool:
    """Whether a code may still be tried."""
    return note.used_at is None and note.expires_at > now and note.tries < code_terms(now=now).tries


def person_by_phone(*, phone: str) -> Person | None:
    """The person with this phone (E.164). Never for a page that a stranger can ask."""
    return Person.objects.filter(phone_digest=digest(phone, purpose="phone")).first()


def person_at(*, number: int) -> Person | None:
    """The person with this number of ours, while the account is open."""
    return Person.objects.filter(pk=number, is_active=True).first()


# The first sign-in of staff ------------------------------------------------------------------------------------------


class _Invitations(PasswordResetTokenGenerator):
    """Good for PASSWORD_RESET_TIMEOUT, and only until the password is set: it is part of what is signed."""

    key_salt = "linli.people.invitation"


def invitation_token(*, person: Person) -> str:
    """The secret half of a link with which a member of staff sets password and authenticator."""
    return _Invitations().make_token(person)


def invited(*, code: UUID, token: str) -> Person | None:
    """Who was invited by a link, while it is good."""
    person = Person.objects.filter(code=code, is_active=True).exclude(staff_number=None).first()
    return person if person and _Invitations().check_token(person, token) else None


def device_offered(*, person: Person, token: str) -> Authenticator:
    """The authenticator that an invitation offers, not saved yet; the same however often the page is opened."""
    return Authenticator(user=person, name="authenticator", key=digest(f"{person.pk} {token}", purpose="totp")[:40])


def authenticator_showing(*, number: str, code: str) -> Authenticator | None:
    """The authenticator of a staff number that shows `code` now. One statement, nothing is written."""
    devices = Authenticator.objects.filter(user__staff_number=number, user__is_active=True, confirmed=True)
    return next((device for device in devices.select_related("user") if device.shows(code)), None)


def key_in_words(*, device: Authenticator) -> str:
    """The authenticator's key as it is typed where no picture can be taken: base32 in groups of four."""
    plain = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


@dataclass(frozen=True)
class DemoSignIn:
    """A member of the demo's staff and the code their authenticator shows now."""

    number: str
    name: str
    roles: str
    code: str


def demo_sign_ins() -> list[DemoSignIn]:
    """Everybody of the demo's staff with their present code; nothing outside the demo."""
    if not settings.LINLI_DEMO:
        return []
    current = Prefetch("grants", RoleGrant.objects.filter(until=None), to_attr="held")
    shown: Any = Prefetch(
        "authenticator_set", Authenticator.objects.filter(name="demo", confirmed=True), to_attr="shown"
    )
    theirs = Person.objects.filter(authenticator__name="demo", authenticator__confirmed=True)
    staff = theirs.prefetch_related(current, shown)
    return [
        DemoSignIn(
            number=person.staff_number or "",
            name=person.name,
            roles=", ".join(grant.get_role_display() for grant in vars(person)["held"]),
            code=_code_now(vars(person)["shown"][0]),
        )
        for person in staff.order_by("pk")
    ]


def _code_now(device: Authenticator) -> str:
    """The code of this half minute, or of the next one where this one was used."""
    totp = device.present
    if totp.t() <= device.last_t:
        totp.time += device.STEP_SECONDS
    return f"{totp.token():0{device.DIGITS}d}"


@lru_cache
def _purposes() -> tuple[rules.Purpose, ...]:
    entries = tomllib.loads((DATA / "purposes.toml").read_text(encoding="utf-8"))["purposes"]
    return tuple(rules.Purpose(**entry) for entry in entries)


def _is_known(person: Any) -> bool:
    """Whether this is somebody Linli knows (a lazy `request.user` included) and has not shut out."""
    return bool(person.is_authenticated and person.is_active)


def _places(person: Any, right: str) -> list[str]:
    if not _is_known(person) or not is_fully_signed_in(person=person):
        return []
    return [grant.place for grant in roles_of(person=person) if right in rules.rights_of(grant.role)]
