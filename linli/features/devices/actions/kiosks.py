"""A machine becomes a kiosk, and stops being one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.base.once import actions as once
from linli.base.seal.seal import digest
from linli.community.journal import actions as journal
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.features.hall.models import Hall

from .. import queries, rules
from ..models import Kiosk, Printer

# Long enough to walk from the desk to the machine; a code lies open no longer than it must.
PAIRING_LASTS = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=1)


def register_kiosk(
    *, hall: Hall, name: str, printer: Printer | None, block_size: int, by: Person, key: str, now: datetime
) -> Kiosk:
    """A kiosk that waits to be paired: for half an hour its code makes the browser that opens it this kiosk.

    :raises Refused: `name_taken`.
    """
    actor = people.actor_of(by)
    asked = {"verb": "register_kiosk", "hall": hall.pk, "name": name, "size": block_size}
    with transaction.atomic():
        if (ref := once.answer(actor=actor, key=key, asked=asked, now=now)) is not None:
            return Kiosk.objects.get(pk=int(ref))
        is_taken = Kiosk.objects.filter(hall=hall, name=name, revoked_at=None).exists()
        if found := rules.objections_to_kiosk(is_name_taken=is_taken):
            raise Refused(*found)
        kiosk = Kiosk.objects.create(
            hall=hall,
            name=name,
            printer=printer,
            block_size=block_size,
            pairing_until=now + PAIRING_LASTS,
            registered_by=by,
            registered_at=now,
        )
        _record("register_kiosk", kiosk, actor, now)
        once.remember(actor=actor, key=key, ref=str(kiosk.pk))
        return kiosk


def renew_pairing(*, kiosk: Kiosk, by: Person, key: str, now: datetime) -> Kiosk:
    """The kiosk with a new pairing code, for another machine or a browser that lost its cookie.

    The machine paired before goes on until the code is used.

    :raises Refused: `revoked`.
    """
    actor = people.actor_of(by)
    with transaction.atomic():
        if once.answer(actor=actor, key=key, asked={"verb": "renew_pairing", "kiosk": kiosk.pk}, now=now) is not None:
            return kiosk
        kiosk = _locked(kiosk.pk)
        if found := rules.objections_to_pairing(is_revoked=kiosk.revoked_at is not None):
            raise Refused(*found)
        kiosk.pairing_until = now + PAIRING_LASTS
        kiosk.save(update_fields=["pairing_until"])
        _record("renew_pairing", kiosk, actor, now)
        once.remember(actor=actor, key=key, ref=str(kiosk.pk))
        return kiosk


def pair_kiosk(*, code: str, key: str, now: datetime) -> tuple[Kiosk, str]:
    """The kiosk that a code is for, and the token by which the browser is known from now on; the code is used up.

    A repeated `key` gives the same token: the second tap of a double tap is the one whose answer counts.

    :raises Refused: `code_over`.
    """
    actor = "pairing"
    with transaction.atomic():
        ref = once.answer(actor=actor, key=key, asked={"verb": "pair_kiosk", "code": code}, now=now)
        if ref is not None:
            known = Kiosk.objects.select_related("hall__site").get(pk=int(ref))
            return known, _token(known, key)
        offered = queries.kiosk_offered(code=code, now=now)
        kiosk = _locked(offered.pk) if offered else None
        if kiosk is None or not queries.pairing_code(kiosk=kiosk, now=now):
            text = _("This code is used up or too old. The head of the station can make a new one.")
            raise Refused(Objection("code_over", text))
        token = _token(kiosk, key)
        kiosk.token_digest = digest(token, purpose="devices.kiosk")
        kiosk.pairing_until, kiosk.paired_at, kiosk.last_seen_at = None, now, now
        kiosk.save(update_fields=["token_digest", "pairing_until", "paired_at", "last_seen_at"])
        _record("pair_kiosk", kiosk, kiosk.device, now)
        once.remember(actor=actor, key=key, ref=str(kiosk.pk))
        return kiosk, token


def revoke_kiosk(*, kiosk: Kiosk, by: Person, key: str, now: datetime) -> Kiosk:
    """The kiosk, signed off: from now on its machine is a browser like any other."""
    actor = people.actor_of(by)
    with transaction.atomic():
        if once.answer(actor=actor, key=key, asked={"verb": "revoke_kiosk", "kiosk": kiosk.pk}, now=now) is not None:
            return kiosk
        kiosk = _locked(kiosk.pk)
        if kiosk.revoked_at is None:
            kiosk.token_digest, kiosk.pairing_until, kiosk.revoked_at = "", None, now
            kiosk.save(update_fields=["token_digest", "pairing_until", "revoked_at"])
            _record("revoke_kiosk", kiosk, actor, now)
        once.remember(actor=actor, key=key, ref=str(kiosk.pk))
        return kiosk


def note_seen(*, kiosk: Kiosk, now: datetime) -> None:
    """Note that the kiosk was heard of, at most once a minute."""
    if kiosk.last_seen_at is None or now - kiosk.last_seen_at > SEEN_EVERY:
        Kiosk.objects.filter(pk=kiosk.pk).update(last_seen_at=now)


def _token(kiosk: Kiosk, key: str) -> str:
    """Known to whoever holds the installation's key and the form's own; never stored."""
    return digest(f"{kiosk.code} {key}", purpose="devices.token")


def _locked(pk: int) -> Kiosk:
    return Kiosk.objects.select_for_update(of=("self",)).select_related("hall__site").get(pk=pk)


def _record(verb: str, kiosk: Kiosk, actor: str, now: datetime) -> None:
    journal.record(
        scope=kiosk.hall.site.slug,
        actor=actor,
        verb=f"devices.{verb}",
        subject=f"kiosk:{kiosk.pk}",
        at=now,
        details={"name": kiosk.name, "device": kiosk.device},
    )
