"""Show that a number is one's own: a code goes there, and whoever enters it has the phone in their hand."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.base.limits import actions as limits
from linli.base.limits.queries import of_number
from linli.base.seal.seal import digest

from .. import queries
from ..models import Message, Proof
from .outbox import tell

TEXT = _("[Linli] {code} confirms what was asked for at {place} with this number. Was it not you? Then do nothing.")


def ask_proof(*, subject: str, phone: str, place: str, until: datetime, now: datetime) -> None:
    """Send a code for `subject` to a number (E.164), in the active language; it is good `until` then.

    Call it inside the transaction that makes what waits for the code, before it locks what others wait for.

    :raises TooOften: `too_often`, if the number had as many texts as one may get that nobody has shown to be theirs.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("ask_proof() belongs inside the action's transaction.")
    terms = queries.proof_terms(now=now)
    limits.count(kind="text", who=of_number(phone), now=now)
    code = f"{secrets.randbelow(10**terms.digits):0{terms.digits}d}"
    Proof.objects.update_or_create(
        subject=subject,
        defaults={
            "phone": phone,
            "code_digest": digest(f"{subject} {code}", purpose="notices.proof"),
            "expires_at": until,
            "tries": 0,
            "used_at": None,
        },
    )
    tell(
        kind="proof",
        text=gettext(TEXT).format(code=code, place=place),
        channel=Message.Channel.SMS,
        address=phone,
        once_key=f"proof:{subject}:{int(now.timestamp())}",
        now=now,
        is_secret=True,
        expires_at=until,
        urgent=True,
    )


def prove(*, subject: str, code: str, now: datetime) -> None:
    """Find out whether the code for `subject` came back. It may come back again: what is confirmed says itself.

    Every wrong try counts, also when many come at once. Call it outside the action's transaction, so that what is
    refused there does not take a try back.

    :raises Refused: `code_over`, `wrong_code`.
    """
    terms = queries.proof_terms(now=now)
    with transaction.atomic():  # whoever tries at the same moment waits, and what was tried stays counted
        proof = Proof.objects.select_for_update().filter(subject=subject, expires_at__gt=now).first()
        if proof is None or proof.tries >= terms.tries:
            raise Refused(_over())
        is_right = constant_time_compare(proof.code_digest, digest(f"{subject} {code}", purpose="notices.proof"))
        if is_right:
            proof.used_at = now
        else:
            proof.tries += 1
        proof.save(update_fields=["used_at", "tries"])
    if not is_right:
        left = terms.tries - proof.tries
        raise Refused(_wrong(left) if left else _over())


def not_to_confirm() -> Objection:
    """The objection to confirming what has lapsed or ended meanwhile."""
    return Objection("not_to_confirm", _("This was not confirmed in time and has been given on. Please book again."))


def forget_proofs(*, now: datetime) -> int:
    """Delete the codes whose time is up; how many there were."""
    return Proof.objects.filter(expires_at__lte=now).delete()[0]


def _over() -> Objection:
    text = _("This code is no longer good. Please book again, or ask at the desk.")
    return Objection("code_over", text, field="code")


def _wrong(left: int) -> Objection:
    return Objection("wrong_code", _("That is not the code we sent. Tries left: {left}."), {"left": left}, field="code")
