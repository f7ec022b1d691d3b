"""What is done to people: roles granted and ended, consent given and withdrawn, codes, tokens, erasure.

The journal lies above this floor: who granted or ended a role is kept on the grant itself; what else must be
journaled (an erasure) is journaled by the caller, in the same transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.base.limits import actions as limits
from linli.base.limits.queries import of_address
from linli.base.seal.seal import digest

from . import queries, rules
from .models import Authenticator, Consent, Person, RoleGrant, SignInCode, Token

TOKEN_PREFIX = "linli_"  # noqa: S105 - so that a leaked one can be recognised


# Roles --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def grant_role(*, person: Person, role: str, place: str, by: str, now: datetime) -> RoleGrant:
    """The role, held at `place` and below from now on; `by` names the actor as the journal does.

    :raises Refused: no_such_role, not_a_place, holds_it.
    """
    person = _locked(person)
    _refuse(*queries.objections_to_grant(person=person, role=role, place=place))
    return RoleGrant.objects.create(person=person, role=role, place=place, since=now, granted_by=by)


@transaction.atomic
def end_grant(*, grant: RoleGrant, by: str, now: datetime) -> RoleGrant:
    """The grant, ended now; tokens made from it stop working at the same moment.

    :raises Refused: grant_over, if it has ended already.
    """
    ended = RoleGrant.objects.filter(pk=grant.pk, until=None).update(until=now, ended_by=by)
    if not ended:
        raise Refused(Objection("grant_over", _("This role has ended already.")))
    grant.refresh_from_db()
    return grant


# Consent ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def give_consent(*, person: Person, purpose: str, now: datetime) -> Consent:
    """The person's consent to the present text of a purpose; giving it twice leaves the first standing.

    :raises Refused: no_such_purpose, if the purpose is not one that asks for consent.
    """
    wanted = queries.purpose_of(code=purpose)
    if wanted is None or not wanted.needs_consent:
        raise Refused(Objection("no_such_purpose", _("There is nothing to consent to.")))
    person = _locked(person)
    standing = person.consents.filter(purpose=purpose, withdrawn_at=None)
    found = standing.filter(text_version=wanted.text_version).first()
    if found:
        return found
    standing.update(withdrawn_at=now)  # consent to an older text
    return Consent.objects.create(person=person, purpose=purpose, text_version=wanted.text_version, given_at=now)


def withdraw_consent(*, person: Person, purpose: str, now: datetime) -> bool:
    """Whether a consent stood; it is withdrawn now (PIPL 15: as easily as it was given)."""
    return bool(person.consents.filter(purpose=purpose, withdrawn_at=None).update(withdrawn_at=now))


# Preferences --------------------------------------------------------------------------------------------------------


def set_preferences(*, person: Person, language: str = "", text_size: str = "") -> Person:
    """The person with their language and text size; what is empty stays as it was."""
    wanted = {"language": language, "text_size": text_size}
    chosen = {field: value for field, value in wanted.items() if value}
    if chosen:
        Person.objects.filter(pk=person.pk).update(**chosen)
    for field, value in chosen.items():
        setattr(person, field, value)
    return person


# Signing in by phone ------------------------------------------------------------------------------------------------


@transaction.atomic
def note_code(*, phone: str, code: str, address: str, now: datetime) -> SignInCode:
    """The note of a code that is about to go to `phone` (E.164), asked for from the network address `address`.

    Nothing here looks at whether the phone belongs to anybody.

    :raises Refused: too_many_codes, with the next possible moment. TooOften: too_often, of one address.
    """
    terms = queries.code_terms(now=now)
    limits.count(kind="sign_in_code", who=of_address(address), now=now)
    phone_digest = digest(phone, purpose="phone")
    past_day = SignInCode.objects.filter(sent_at__gt=now - timedelta(days=1), phone_digest=phone_digest)
    sent_at = list(past_day.values_list("sent_at", flat=True))
    _refuse(*rules.objections_to_code(terms=terms, now=now, to_phone=sent_at))
    try:
        with transaction.atomic():
            return SignInCode.objects.create(
                phone=phone,
                phone_digest=phone_digest,
                code_digest=digest(f"{phone} {code}", purpose="sign_in_code"),
                slot=int(now.timestamp()) // 60,
                sent_at=now,
                expires_at=now + timedelta(minutes=terms.minutes),
            )
    except IntegrityError:  # somebody asked for the same phone within this very minute
        _refuse(*rules.objections_to_code(terms=terms, now=now, to_phone=[now]))
        raise


def try_code(*, note: SignInCode, code: str, refused_before: Sequence[str] = (), now: datetime) -> Person:
    """The person whose phone received the code; a phone nobody had becomes a new person only here.

    Every try counts, also when many come at once: the database counts before the code is looked at. The second click
    of a try that was refused before is refused with the same codes, and does not count.

    :raises Refused: code_over, wrong_code, account_closed.
    """
    if refused_before:
        raise Refused(*_refusal_of(note, refused_before, now))
    terms = queries.code_terms(now=now)
    living = SignInCode.objects.filter(pk=note.pk, used_at=None, expires_at__gt=now)
    if not living.filter(tries__lt=terms.tries).update(tries=F("tries") + 1):
        raise Refused(_code_over())
    note = SignInCode.objects.get(pk=note.pk)
    if not constant_time_compare(note.code_digest, digest(f"{note.phone} {code}", purpose="sign_in_code")):
        raise Refused(_wrong_code(left=terms.tries - note.tries))
    with transaction.atomic():
        if not living.update(used_at=now):
            raise Refused(_code_over())
        return _person_with(phone=note.phone, phone_digest=note.phone_digest, now=now)


def forget_codes(*, now: datetime) -> int:
    """Delete codes older than a day, the longest stretch that limits look at; how many there were."""
    return SignInCode.objects.filter(sent_at__lt=now - timedelta(days=1)).delete()[0]


def _person_with(*, phone: str, phone_digest: str, now: datetime) -> Person:
    person, is_new = Person.objects.get_or_create(
        phone_digest=phone_digest, defaults={"phone": phone, "phone_verified_at": now, "password": "!"}
    )
    if not person.is_active:
        raise Refused(_account_closed())
    if not is_new and person.phone_verified_at is None:
        person.phone_verified_at = now
        person.save(update_fields=["phone_verified_at"])
    return person


def _refusal_of(note: SignInCode, codes: Sequence[str], now: datetime) -> list[Objection]:
    left = queries.code_terms(now=now).tries - note.tries
    words = {"code_over": _code_over(), "wrong_code": _wrong_code(left=left), "account_closed": _account_closed()}
    return [words[code] for code in codes if code in words]


def _account_closed() -> Objection:
    return Objection("account_closed", _("This account is closed. A worker at the hall can help you."))


def _code_over() -> Objection:
    return Objection("code_over", _("This code is no longer good. Please ask for a new one."), field="code")


def _wrong_code(*, left: int) -> Objection:
    if left < 1:
        return _code_over()
    return Objection("wrong_code", _("That is not the code we sent. Tries left: {left}."), {"left": left}, field="code")


# The first sign-in of staff ------------------------------------------------------------------------------------------


@transaction.atomic
def accept_invitation(*, person: Person, token: str, password: str, code: str) -> Authenticator:
    """The person's authenticator, now the only one, set up together with the password; the link is good no more.

    :raises Refused: invitation_over, wrong_code.
    """
    person = _locked(person)
    if queries.invited(code=person.code, token=token) is None:
        raise Refused(Objection("invitation_over", _("This invitation is no longer good. Ask for a new one.")))
    device = queries.device_offered(person=person, token=token)
    totp = device.present
    if not code or not totp.verify(int(code), device.TOLERANCE):
        raise Refused(
            Objection(
                "wrong_code", _("That is not the code the app should show. Is your phone's clock right?"), field="code"
            )
        )
    Authenticator.objects.filter(user=person).delete()
    device.last_t, device.drift = totp.t(), totp.drift
    device.save()
    person.set_password(password)
    person.save(update_fields=["password"])
    return device


@transaction.atomic
def use_authenticator(*, device: Authenticator, code: str) -> Authenticator | None:
    """The authenticator, its code used up; None if somebody else used it at the same moment."""
    locked = Authenticator.objects.select_for_update().get(pk=device.pk)
    return locked if locked.verify_token(code) else None


# Tokens of programs -------------------------------------------------------------------------------------------------


@transaction.atomic
def create_token(
    *, person: Person, role: str, place: str, label: str, now: datetime, days: int | None
) -> tuple[Token, str]:
    """A token that acts for `person` in one role at one place, and its secret, which cannot be read again.

    `days` is how long it is good; None: until it is revoked.

    :raises Refused: role_not_held, not_a_place, no_days.
    """
    held = [(grant.role, grant.place) for grant in _locked(person).grants.filter(until=None)]
    _refuse(*rules.objections_to_token(role=role, place=place, held=held, days=1 if days is None else days))
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        label=label,
        digest=digest(secret, purpose="token"),
        person=person,
        role=role,
        place=place,
        created_at=now,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    return token, secret


def revoke_token(*, token: Token, now: datetime) -> Token:
    """The token, which opens nothing from now on."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    token.refresh_from_db()
    return token


# Erasure ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def erase_me(*, person: Person, is_being_served: bool = False, now: datetime) -> Person:
    """The person without name, phone, consents and sign-in; only the number stays, which the journal speaks of.

    :raises Refused: holds_a_role, being_served (PIPL 47; the caller leaves live tickets first).
    """
    person = _locked(person)
    _refuse(*queries.objections_to_erasure(person=person, is_being_served=is_being_served))
    if person.phone_digest:
        SignInCode.objects.filter(phone_digest=person.phone_digest).delete()
    person.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    person.tokens.filter(revoked_at=None).update(revoked_at=now)
    person.name = person.phone = person.language = person.text_size = ""
    person.phone_digest = person.phone_verified_at = person.staff_number = person.last_login = None
    person.is_active = person.is_staff = False
    person.erased_at = now
    person.set_unusable_password()
    person.save()
    return person


def _locked(person: Person) -> Person:
    """The person's row, held until the transaction ends: what is judged about it stays true until it is written."""
    return Person.objects.select_for_update().get(pk=person.pk)


def _refuse(*objections: Objection) -> None:
    if objections:
        raise Refused(*objections)
