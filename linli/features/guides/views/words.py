"""A guide in the reader's words: the same rows for the page, the printed sheet and the PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from linli.base.ui.words import local, speaks_chinese

from ..models import GuideVersion
from ..rules.fields import BY_CODE, WORDS
from ..rules.guide import Basis, Fee, Guide, Limit, Material, Publicity, Step
from ..rules.preparing import keyed


@dataclass(frozen=True)
class Fact:
    """A field as one or several lines; `is_open` where it is being verified."""

    code: str
    label: str
    lines: list[str] = field(default_factory=list)
    is_open: bool = False
    phone: str = ""


LIMITS = ("statutory_limit", "promised_limit", "fee", "visits", "result", "publicity", "quota")
PLACES = ("place", "window", "hours", "online_link", "consult_phone", "complaint_phone", "authority")


def guide_words(version: GuideVersion, chosen: frozenset[str]) -> dict[str, Any]:
    """Everything a template shows of a guide, in the reader's language; `chosen` are situations' slugs."""
    guide = version.guide
    materials = guide.materials_in(chosen)
    keys = {id(one): key for key, one in keyed(guide).items()}
    return {
        "version": version,
        "guide": guide,
        "summary": local(guide, "summary"),
        "chosen": chosen & {one.slug for one in guide.situations},
        "situations": [_situation(one, chosen) for one in guide.situations],
        "brought": [{**material(one), "key": keys[id(one)]} for one in materials if one.is_brought],
        "not_brought": [material(one) for one in materials if not one.is_brought],
        "conditions": [local(one, "text") for one in guide.conditions],
        "steps": [step(one) for one in guide.steps],
        "special_steps": [special_step(one) for one in guide.special_steps],
        "audience": fact(guide, "audience"),
        "limits": facts(guide, LIMITS),
        "places": facts(guide, PLACES),
        "bases": [basis(one) for one in guide.bases],
        "faq": [{"question": local(one, "question"), "answer": local(one, "answer")} for one in guide.faq],
        "source": local(guide, "source"),
        "reviewed": day(guide.reviewed_on),
        "open": set(guide.being_verified),
        "open_fields": [label(code) for code in guide.being_verified],
    }


def facts(guide: Guide, codes: tuple[str, ...]) -> list[Fact]:
    """The fields that say something, or that are being verified."""
    found = [fact(guide, code) for code in codes]
    return [one for one in found if one.lines or one.is_open]


def fact(guide: Guide, code: str) -> Fact:
    """One field."""
    if not guide.is_verified(code):
        return Fact(code, label(code), is_open=True)
    value = getattr(guide, code)
    spoken = _SPOKEN.get(type(value), _plain)(value) if not isinstance(value, str) else local(guide, code)
    if code == "visits" and value is not None:
        spoken = visits(value)
    phone = spoken if code.endswith("_phone") else ""
    return Fact(code, label(code), [spoken] if spoken else [], phone=phone)


def label(code: str) -> str:
    """A field's name."""
    return local(BY_CODE[code], "name")


def word(code: str) -> str:
    """A choice's word."""
    return local(WORDS[code], "name")


def days(count: int, kind: str) -> str:
    """So many working or calendar days."""
    if kind == "work":
        return ngettext("{n} working day", "{n} working days", count).format(n=count)
    return ngettext("{n} calendar day", "{n} calendar days", count).format(n=count)


def day(value: Any) -> str:
    """A day in full, year included."""
    return date_format(value, "Y年n月j日" if speaks_chinese() else "j F Y") if value else ""


def visits(count: int) -> str:
    """How often somebody has to come."""
    if count == 0:
        return gettext("No need to come")
    return ngettext("Come {n} time", "Come {n} times", count).format(n=count)


def limit(value: Limit) -> str:
    """A limit, with what is said about it."""
    return joined(days(value.days, value.day_kind) if value.days is not None else "", local(value, "note"))


def fee(value: Fee) -> str:
    """What it costs."""
    if value.amount is None:
        return ""
    said = pgettext("fee", "Free") if not value.amount else gettext("{amount} yuan").format(amount=value.amount)
    return joined(local(value, "note") or said, local(value, "basis"))


def publicity(value: Publicity) -> str:
    """How long a name hangs out."""
    rest = gettext("in principle not for minors") if value.are_minors_excepted else ""
    return joined(days(value.days, value.day_kind), rest)


def material(one: Material) -> dict[str, Any]:
    """A material: its name, its form and number, where it comes from."""
    form = word(one.form) if one.is_brought else ""
    copies = ngettext("{n} piece", "{n} pieces", one.copies).format(n=one.copies) if one.copies else ""
    issuer = gettext("from: {issuer}").format(issuer=local(one, "issuer")) if one.issuer else ""
    looked_up = gettext("the office looks it up") if one.can_be_shared and not one.is_brought else ""
    return {
        "name": local(one, "name"),
        "detail": joined(form, copies, issuer, looked_up),
        "how": joined(local(one, "how_to_get"), local(one, "note")),
    }


def step(one: Step) -> dict[str, Any]:
    """A step as the timeline draws it."""
    return {
        "title": local(one, "title"),
        "state": "next",
        "at": days(one.days, one.day_kind) if one.days is not None else "",
        "note": joined(local(one, "actor"), local(one, "note")),
    }


def special_step(one: Any) -> str:
    """A special step in one line."""
    length = days(one.days, one.day_kind) if one.days is not None else ""
    counted = gettext("counts within the limit") if one.is_counted else gettext("does not count within the limit")
    return joined(local(one, "name"), length, local(one, "basis"), counted)


def basis(one: Basis) -> dict[str, str]:
    """A law or document: its title, articles and since when it is in force."""
    article = gettext("articles {articles}").format(articles=one.article) if one.article else ""
    issued = gettext("issued {year}").format(year=one.issued) if one.issued else ""
    if one.in_force_from:
        force = gettext("in force from {day}").format(day=day(one.in_force_from))
    else:
        force = gettext("day of coming into force: being verified")
    until = gettext("until {day}").format(day=day(one.in_force_until)) if one.in_force_until else ""
    read = gettext("text as read in {when}").format(when=one.read_on) if one.read_on else ""
    return {"title": local(one, "title"), "detail": joined(article, issued, joined(force, until, by=" ")), "read": read}


def joined(*parts: str, by: str = " · ") -> str:
    """What is there, in one line."""
    return by.join(part for part in parts if part)


def _situation(one: Any, chosen: frozenset[str]) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "name": local(one, "name"),
        "note": local(one, "note"),
        "is_chosen": one.slug in chosen,
    }


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


_SPOKEN: dict[type, Callable[[Any], str]] = {Limit: limit, Fee: fee, Publicity: publicity}
