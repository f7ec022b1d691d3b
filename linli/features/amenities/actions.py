"""Newspapers put on the rack, taken along and brought back; people who drop in, counted."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F

from linli.base.kernel import Refused
from linli.base.limits import actions as limits
from linli.base.live import actions as live
from linli.base.once import actions as once
from linli.community.calendar import queries as calendar
from linli.community.journal import actions as journal
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.community.places.models import Site

from . import queries, rules
from .models import DropIn, Periodical, PeriodicalIssue, PeriodicalMove

Kind = PeriodicalMove.Kind

# One statement, so that two who are counted at once are both counted.
_COUNT = """
INSERT INTO amenities_dropin (site_id, day, hour, purpose, n) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (site_id, day, hour, purpose) DO UPDATE SET n = amenities_dropin.n + 1
"""


def take_issue(*, issue: PeriodicalIssue, channel: str, who: str = "", key: str, now: datetime) -> None:
    """One copy more is out. Nobody is asked who they are, and the move is kept to the hour only (A11).

    `who` is counted (`base/limits`) and not kept with the move. The journal is not told: it keeps moments.

    :raises Refused: `off_the_rack`, `none_left`. TooOften: `too_often`.
    """
    _move(issue, Kind.TAKEN, channel=channel, who=who, key=key, now=now)


def return_issue(*, issue: PeriodicalIssue, channel: str, who: str = "", key: str, now: datetime) -> None:
    """One copy is back; of an issue that left the rack too.

    :raises Refused: `none_out`. TooOften: `too_often`.
    """
    _move(issue, Kind.RETURNED, channel=channel, who=who, key=key, now=now)


def add_periodical(
    *,
    site: Site,
    title: str,
    title_en: str,
    kind: str,
    frequency: str,
    is_example: bool = False,
    by: Person,
    key: str,
    now: datetime,
) -> Periodical:
    """A newspaper or magazine the site keeps from now on; one that is kept already is given back as it is.

    `is_example` marks invented data (示例).
    """
    with transaction.atomic():
        actor = people.actor_of(by)
        asked = {"verb": "add_periodical", "site": site.pk, "title": title}
        once.answer(actor=actor, key=key, asked=asked, now=now)
        known = {"title_en": title_en, "kind": kind, "frequency": frequency, "is_example": is_example}
        periodical, is_new = Periodical.objects.get_or_create(site=site, title=title, defaults=known)
        if is_new:
            _record(site, by, "add_periodical", f"periodical:{periodical.pk}", now)
        return periodical


def register_issue(
    *, periodical: Periodical, day: date, number: str, copies: int, by: Person, key: str, now: datetime
) -> PeriodicalIssue:
    """An issue laid on the rack with so many copies.

    :raises Refused: `issue_known`, `issue_ahead`.
    """
    with transaction.atomic():
        site, actor = periodical.site, people.actor_of(by)
        asked = {"verb": "register_issue", "periodical": periodical.pk, "day": day, "copies": copies}
        if (ref := once.answer(actor=actor, key=key, asked=asked, now=now)) is not None:
            return PeriodicalIssue.objects.get(pk=int(ref))
        # The periodical's row is the lock: two who register the same issue come one after the other.
        Periodical.objects.select_for_update().get(pk=periodical.pk)
        found = rules.objections_to_registering(
            is_known=PeriodicalIssue.objects.filter(periodical=periodical, day=day).exists(),
            day=day,
            today=calendar.business_day(site=site, now=now),
        )
        if found:
            raise Refused(*found)
        issue = PeriodicalIssue.objects.create(periodical=periodical, day=day, number=number.strip(), copies=copies)
        _record(site, by, "register_issue", f"issue:{issue.pk}", now, copies=copies)
        once.remember(actor=actor, key=key, ref=str(issue.pk))
        _tell(site)
        return issue


def correct_issue(
    *,
    issue: PeriodicalIssue,
    copies: int,
    out: int,
    reason: str,
    by: Person,
    key: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """The counts of an issue as somebody found them at the rack, and why they differ.

    `seen` are the counts the page showed (`issue.counts`): what was taken or put right since is not written over.

    :raises Refused: `changed_meanwhile`, `more_out_than_copies`, `reason_missing`.
    """
    with transaction.atomic():
        site, actor = issue.periodical.site, people.actor_of(by)
        asked = {"verb": "correct_issue", "issue": issue.pk, "copies": copies, "out": out, "reason": reason}
        if once.answer(actor=actor, key=key, asked=asked, now=now) is not None:
            return
        before = PeriodicalIssue.objects.select_for_update().get(pk=issue.pk)
        found = rules.objections_to_correcting(copies=copies, out=out, reason=reason)
        if seen not in (None, before.counts):
            found = [rules.changed_meanwhile(copies=before.copies, out=before.out), *found]
        if found:
            raise Refused(*found)
        PeriodicalIssue.objects.filter(pk=issue.pk).update(copies=copies, out=out)
        change = {"copies": [before.copies, copies], "out": [before.out, out]}
        _record(site, by, "correct_issue", f"issue:{issue.pk}", now, why=reason.strip(), **change)
        _tell(site)


def withdraw_issue(*, issue: PeriodicalIssue, by: Person, key: str, now: datetime) -> None:
    """An old issue taken off the rack; copies that are still out may come back. Once off, it stays off."""
    with transaction.atomic():
        site, actor = issue.periodical.site, people.actor_of(by)
        asked = {"verb": "withdraw_issue", "issue": issue.pk}
        if once.answer(actor=actor, key=key, asked=asked, now=now) is not None:
            return
        today = calendar.business_day(site=site, now=now)
        if PeriodicalIssue.objects.filter(pk=issue.pk, withdrawn_on=None).update(withdrawn_on=today):
            _record(site, by, "withdraw_issue", f"issue:{issue.pk}", now)
            _tell(site)


def count_drop_in(*, site: Site, purpose: str, by: Person, key: str, now: datetime) -> None:
    """One visitor more who just drops in, this hour (A13). No identity, no reason needed; the journal is not told."""
    with transaction.atomic():
        if _is_counted(site, purpose, by, key, now, step=1):
            return
        day = connection.ops.adapt_datefield_value(calendar.business_day(site=site, now=now))
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [site.pk, day, queries.hour_of(site=site, now=now), purpose])


def uncount_drop_in(*, site: Site, purpose: str, by: Person, key: str, now: datetime) -> None:
    """One visitor fewer today, of the latest hour that has any: the key was pressed by mistake. Told to the journal.

    :raises Refused: `nothing_counted`.
    """
    with transaction.atomic():
        if _is_counted(site, purpose, by, key, now, step=-1):
            return
        today = calendar.business_day(site=site, now=now)
        rows = DropIn.objects.filter(site=site, day=today, purpose=purpose, n__gt=0).order_by("-hour")
        latest = rows.select_for_update().first()
        if latest is None:
            raise Refused(rules.nothing_counted())
        DropIn.objects.filter(pk=latest.pk).update(n=F("n") - 1)
        _record(site, by, "uncount_drop_in", f"drop-in:{latest.pk}", now)


def _is_counted(site: Site, purpose: str, by: Person, key: str, now: datetime, *, step: int) -> bool:
    asked = {"verb": "count_drop_in", "site": site.pk, "purpose": purpose, "step": step}
    return once.answer(actor=people.actor_of(by), key=key, asked=asked, now=now) is not None


def _move(issue: PeriodicalIssue, kind: str, *, channel: str, who: str, key: str, now: datetime) -> None:
    site = issue.periodical.site
    with transaction.atomic():
        asked = {"verb": f"{kind} issue", "issue": issue.pk}
        if once.answer(actor=f"rack:{site.slug}", key=key, asked=asked, now=now) is not None:
            return
        limits.count(kind="newspaper", who=who, now=now)
        step = 1 if kind == Kind.TAKEN else -1
        now_there = PeriodicalIssue.objects.select_for_update().get(pk=issue.pk)
        _judge(now_there, kind)
        PeriodicalIssue.objects.filter(pk=issue.pk).update(out=F("out") + step)
        hour_at = now.replace(minute=0, second=0, microsecond=0)
        PeriodicalMove.objects.create(issue=issue, kind=kind, channel=channel, hour_at=hour_at)
        _tell(site)


def _judge(issue: PeriodicalIssue, kind: str) -> None:
    copies = rules.Copies(issue.copies, issue.out, is_on_rack=issue.withdrawn_on is None)
    judge = rules.objections_to_taking if kind == Kind.TAKEN else rules.objections_to_returning
    found = judge(copies)
    if found:
        raise Refused(*found)


def _record(site: Site, by: Person, verb: str, subject: str, now: datetime, why: str = "", **details: object) -> None:
    journal.record(
        scope=site.slug,
        actor=people.actor_of(by),
        verb=f"amenities.{verb}",
        subject=subject,
        at=now,
        details=details,
        why=why,
    )


def _tell(site: Site) -> None:
    live.touch(f"amenities.{site.slug}")
