"""The outbox: a message is written with the change it tells of, and sent after that change is committed."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q

from linli.base.kernel.beside import Beside
from linli.community.people.models import Person

from .. import queries, rules
from ..models import Message
from . import channels

BATCH = 20
_WAITING = Q(sent_at=None, failed_at=None)

IN_LINE = 50  # urgent messages that wait for the gateway in one process

log = logging.getLogger(__name__)
courier = Beside("courier", threads=2, most_waiting=IN_LINE)


def tell(
    *,
    kind: str,
    text: str,
    channel: str,
    once_key: str,
    now: datetime,
    person: Person | None = None,
    address: str = "",
    is_secret: bool = False,
    expires_at: datetime | None = None,
    urgent: bool = False,
) -> Message:
    """The message to be sent, new, or the one that was told before with this `once_key`.

    `channel` is one of `Message.Channel`; a text message without `address` goes to the person's phone (E.164); in_app
    needs a person and is told at once. `urgent` sends right after the transaction commits, beside the page, so that a
    gateway that hangs holds up nobody; otherwise, or when many messages hang, the next tick does. Nothing is sent
    after `expires_at`; a secret text is blanked once it was sent.

    :raises ValueError: if there is nobody to tell it to.
    """
    address = address or (person.phone if person and channel == Message.Channel.SMS else "")
    if not (person if channel == Message.Channel.IN_APP else address):
        raise ValueError(f"nobody to tell {kind} to over {channel}")
    message = Message(
        channel=channel,
        person=person,
        address=address,
        address_digest=queries.address_digest(address=address),
        kind=kind,
        text=text,
        is_secret=is_secret,
        once_key=_stored(once_key),
        created_at=now,
        due_at=now,
        expires_at=expires_at,
        sent_at=now if channel == Message.Channel.IN_APP else None,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    told = Message.objects.get(once_key=message.once_key)
    if urgent:
        transaction.on_commit(lambda: _deliver_soon(told, now), robust=True)
    return told


def deliver_due(*, now: datetime) -> int:
    """Send what is due, each message by one deliverer only; how many were sent.

    What fails is tried again later, and given up with a reason after `rules.RETRY_AFTER`. A message whose deliverer
    was killed while sending is given up too: it may have arrived, and nobody is told twice.
    """
    _blank_expired_secrets(now)
    _give_up(Q(expires_at__lte=now, claimed_at=None), "expired before it could be sent", now)
    _give_up(Q(claimed_at__lte=now - rules.INTERRUPTED_AFTER), "interrupted while sending: it may have arrived", now)
    sent = 0
    while delivered := _deliver(Q(due_at__lte=now), now):
        sent += sum(delivered)
    return sent


def send_again(*, message: Message, now: datetime) -> Message:
    """Put a message that was given up back into the outbox; nothing if it is not given up or its text is gone."""
    again = Message.objects.filter(pk=message.pk, failed_at__isnull=False).exclude(text="")
    again.update(failed_at=None, claimed_at=None, tries=0, due_at=now, last_error="")
    message.refresh_from_db()
    return message


def mark_read(*, person: Person, now: datetime) -> int:
    """The person has seen the inbox; how many messages were new."""
    return queries.inbox(person=person).filter(read_at=None).update(read_at=now)


def forget_old(*, before: datetime) -> int:
    """Delete what was sent out of the house or given up before a moment (inboxes stay); how many there were."""
    done = Message.objects.filter(created_at__lt=before).exclude(_WAITING).exclude(channel=Message.Channel.IN_APP)
    return done.delete()[0]


def forget(*, person: Person) -> int:
    """Delete every message to a person and to the person's phone, sent or not; how many there were (PIPL 47)."""
    theirs = Q(person=person)
    if person.phone:
        theirs |= Q(address_digest=queries.address_digest(address=person.phone))
    return Message.objects.filter(theirs).delete()[0]


def _deliver_soon(message: Message, now: datetime) -> None:
    """Without a way out of the house there is nothing to wait for; else the courier goes, or the next tick."""
    if channels.is_only_shown(message.channel):
        _deliver(Q(pk=message.pk), now)
    elif not courier.soon(lambda: _deliver_and_hang_up(message.pk, now)):
        log.warning(
            "notices: %s messages wait for the gateway; message %s goes with the next tick", IN_LINE, message.pk
        )


def _deliver_and_hang_up(pk: int, now: datetime) -> None:
    try:
        _deliver(Q(pk=pk), now)
    finally:
        connection.close()


def _deliver(which: Q, now: datetime) -> list[bool]:
    """For each message that this deliverer could claim, whether it was sent; empty when none is left."""
    return [_send(message, now) for message in _claim(which, now)]


def _claim(which: Q, now: datetime) -> list[Message]:
    """Up to a batch of waiting messages that from now on nobody else sends."""
    with transaction.atomic():
        free = Message.objects.filter(_WAITING, which, claimed_at=None).exclude(expires_at__lte=now)
        # SQLite ignores the row locks; there the transaction itself is the only writer. What is sealed is opened one
        # by one when it is sent, so that a message whose key is lost does not hold up the others.
        first = free.defer("address", "text").order_by("due_at", "id")
        claimed = list(first.select_for_update(skip_locked=True)[:BATCH])
        ids = [message.pk for message in claimed]
        Message.objects.filter(pk__in=ids).update(claimed_at=now, tries=F("tries") + 1)
    return claimed


def _send(message: Message, now: datetime) -> bool:
    tries = message.tries + 1
    error = _tried(message)
    found = Message.objects.filter(pk=message.pk)
    if not error:
        keeps_text = not message.is_secret or channels.is_only_shown(message.channel)
        found.update(sent_at=now, last_error="", **({} if keeps_text else {"text": ""}))
        return True
    log.warning("notices: message %s (%s) was not sent: %s", message.pk, message.kind, error)
    due_at = rules.next_try(tries=tries, now=now, expires_at=message.expires_at)
    if due_at:
        found.update(claimed_at=None, due_at=due_at, last_error=error[:200])
    else:
        _give_up(Q(pk=message.pk), f"given up after {tries}: {error}"[:200], now)
    return False


def _tried(message: Message) -> str:
    try:
        return channels.send(message)
    except Exception as error:  # a gateway's library may raise anything; the outbox goes on with the next message
        log.exception("notices: message %s", message.pk)
        return type(error).__name__


def _give_up(which: Q, reason: str, now: datetime) -> None:
    given_up = Message.objects.filter(_WAITING, which)
    given_up.filter(is_secret=True).update(text="", failed_at=now, last_error=reason)
    given_up.update(failed_at=now, last_error=reason)


def _blank_expired_secrets(now: datetime) -> None:
    Message.objects.filter(is_secret=True, expires_at__lte=now).exclude(text="").update(text="")


def _stored(once_key: str) -> str:
    if len(once_key) <= 100:
        return once_key
    return "sha256:" + hashlib.sha256(once_key.encode()).hexdigest()
