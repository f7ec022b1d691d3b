"""Write a guide, publish it, take it back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from linli.base.kernel import Objection, Refused
from linli.base.kernel import gettext_noop as _
from linli.base.live import actions as live
from linli.base.once import actions as once
from linli.community.journal import actions as journal

from .. import queries
from ..models import GuideVersion, SearchStamp, ServiceItem
from ..rules import guide as guides

SCOPE, TOPIC = "linli", "guides"
State = GuideVersion.State


def draft_version(
    *, item: ServiceItem, content: Mapping[str, Any], seen: str, actor: str, key: str, now: datetime
) -> GuideVersion:
    """The item's draft with this content; made where there is none. It may still have gaps.

    `seen` is the draft's `mark` as the writer saw it, or "" where there was none: a colleague's work
    is never overwritten unseen.

    :raises Refused: `bad_shape` and `lacks` (every fault), `changed_meanwhile`, `key_reused`.
    """
    guide, faults = guides.read(content)
    with transaction.atomic():
        asked = {"verb": "draft", "item": item.pk, "content": guides.plain(guide)}
        if (ref := once.answer(actor=actor, key=key, asked=asked, now=now)) is not None:
            return GuideVersion.objects.get(pk=int(ref))
        lock_item(item)
        draft = queries.draft_of(item=item)
        if seen != (draft.mark if draft else ""):
            faults.append(_changed_meanwhile())
        if faults:
            raise Refused(*faults)
        draft = draft or GuideVersion(item=item, number=next_number(item))
        draft.content, draft.is_imported = guides.plain(guide), False
        draft.changed_by, draft.changed_at = actor, now
        draft.save()
        _tell(draft, "draft_version", actor, key, now)
    return draft


def publish(*, version: GuideVersion, actor: str, key: str, now: datetime, seen: str | None = None) -> GuideVersion:
    """The draft in force from now on; the version before it is replaced, so that its prints are out of date.

    `seen` is the `mark` of the draft that was read before publishing (None: not said).

    :raises Refused: every gap (rules.checking), `not_a_draft`, `changed_meanwhile`, `key_reused`.
    """
    with transaction.atomic():
        asked = {"verb": "publish", "version": version.pk}
        if once.answer(actor=actor, key=key, asked=asked, now=now) is not None:
            return GuideVersion.objects.get(pk=version.pk)
        lock_item(version.item)
        version = GuideVersion.objects.select_related("item").get(pk=version.pk)
        if version.state != State.DRAFT:
            raise Refused(Objection("not_a_draft", _("Only a draft can be published.")))
        if seen not in (None, version.mark):
            raise Refused(_changed_meanwhile())
        guide, faults = guides.read(version.content)
        faults += queries.gaps_of(guide=guide, today=timezone.localtime(now).date())
        if faults:
            raise Refused(*faults)
        put_in_force(version, actor=actor, now=now)
        _tell(version, "publish", actor, key, now)
    return version


def withdraw(
    *, version: GuideVersion, reason: str, actor: str, key: str, now: datetime, seen: str | None = None
) -> GuideVersion:
    """The published version taken back: the item stays, its guide page says to ask at the desk. `seen` as in `publish`.

    :raises Refused: `not_published`, `changed_meanwhile`, `no_reason`, `key_reused`.
    """
    with transaction.atomic():
        asked = {"verb": "withdraw", "version": version.pk, "reason": reason}
        if once.answer(actor=actor, key=key, asked=asked, now=now) is not None:
            return GuideVersion.objects.get(pk=version.pk)
        lock_item(version.item)
        version = GuideVersion.objects.select_related("item").get(pk=version.pk)
        objections = []
        if version.state != State.PUBLISHED:
            objections.append(Objection("not_published", _("Only a guide in force can be withdrawn.")))
        elif seen not in (None, version.mark):
            text = _("Another version is in force by now. Nothing was done, please look again.")
            objections.append(Objection("changed_meanwhile", text))
        if not reason.strip():
            text = _("Say why it is withdrawn; the journal keeps the reason.")
            objections.append(Objection("no_reason", text, field="reason"))
        if objections:
            raise Refused(*objections)
        version.state, version.ended_at = State.WITHDRAWN, now
        version.save(update_fields=["state", "ended_at"])
        _tell(version, "withdraw", actor, key, now, why=reason.strip())
    return version


def _changed_meanwhile() -> Objection:
    return Objection("changed_meanwhile", _("Somebody else has changed this draft. Please look at it again."))


def put_in_force(version: GuideVersion, *, actor: str, now: datetime) -> None:
    """Replace what was in force; the caller holds the item's lock and has judged."""
    GuideVersion.objects.filter(item=version.item, state=State.PUBLISHED).update(state=State.REPLACED, ended_at=now)
    version.state, version.published_at = State.PUBLISHED, now
    version.changed_by, version.changed_at = actor, now
    version.save()


def lock_item(item: ServiceItem) -> None:
    """Wait for whoever else writes this item's guide. (On SQLite a transaction has the database to itself.)"""
    ServiceItem.objects.select_for_update().get(pk=item.pk)


def lock_items() -> None:
    """Wait for whoever writes any guide, in the order of keys: before the journal's lock, as `lock_item` is."""
    list(ServiceItem.objects.select_for_update().order_by("pk").values_list("pk"))


def next_number(item: ServiceItem) -> int:
    """The number of the item's next version."""
    return (item.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def move_stamp() -> None:
    """Every process builds its index anew. One statement; after the journal's, so that no two wait for each other."""
    SearchStamp.objects.bulk_create(
        [SearchStamp(pk=1, stamp=uuid.uuid4())], update_conflicts=True, unique_fields=["id"], update_fields=["stamp"]
    )


def note(version: GuideVersion, verb: str, actor: str, now: datetime, *, why: str = "") -> None:
    """The journal's line on a version."""
    journal.record(
        scope=SCOPE,
        actor=actor,
        verb=f"guides.{verb}",
        subject=f"guide:{version.item.slug}:{version.number}",
        at=now,
        details={"version": version.number, "code": version.code},
        why=why,
    )


def _tell(version: GuideVersion, verb: str, actor: str, key: str, now: datetime, *, why: str = "") -> None:
    note(version, verb, actor, now, why=why)
    once.remember(actor=actor, key=key, ref=str(version.pk))
    if verb != "draft_version":
        move_stamp()
        live.touch(TOPIC)
