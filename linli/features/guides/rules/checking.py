"""Whether a guide may be published: every gap at once.

No vague "other materials", nothing beyond the guide (北京市优化营商环境条例 Art. 31–36), nothing that the office can
look up itself (国务院关于在线政务服务的若干规定 Art. 7; 社会救助法), no law that is not in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _

from .fields import BY_CODE, CAN_BE_OPEN, FIELDS
from .guide import Guide, Limit

WAITS = ("statutory_limit", "promised_limit")


@dataclass(frozen=True)
class Vague:
    """Wording that hides a demand; `pattern` is a regular expression."""

    pattern: str
    source: str


def gaps(guide: Guide, *, vague: Iterable[Vague], today: date) -> list[Objection]:
    """Everything that keeps a guide from being published on `today`; empty when it is ready."""
    return [
        *_empty(guide),
        *_untranslated(guide),
        *_out_of_force(guide, today),
        *_too_vague(guide, list(vague)),
        *_needless(guide),
        *_unsound(guide),
        *_review(guide, today),
    ]


def _empty(guide: Guide) -> Iterator[Objection]:
    for field in FIELDS:
        if field.is_mandatory and guide.is_verified(field.code) and _is_empty(getattr(guide, field.code)):
            text = _("“{field}” is empty. Fill it, or mark it as being verified.")
            yield Objection("empty", text, {"field": field}, field=field.code)
    for code in guide.being_verified:
        if code not in CAN_BE_OPEN:
            text = _("“{field}” cannot be left open.")
            yield Objection("never_open", text, {"field": BY_CODE.get(code, code)}, field="being_verified")


def _is_empty(value: Any) -> bool:
    if isinstance(value, Limit):
        return value.days is None and not value.note
    if is_dataclass(value) and hasattr(value, "amount"):
        return value.amount is None
    return value is None or value in ("", ())


def _untranslated(guide: Guide) -> Iterator[Objection]:
    """Chinese text whose English twin is missing, or the other way round: each field once."""
    for field in FIELDS:
        if guide.is_verified(field.code) and _lacks_a_twin(guide, field.code):
            text = _("“{field}” is not complete in both languages.")
            yield Objection("one_language", text, {"field": field}, field=field.code)


def _lacks_a_twin(guide: Guide, code: str) -> bool:
    value = getattr(guide, code)
    if isinstance(value, str):
        return bool(value) != bool(getattr(guide, f"{code}_en", value))
    rows = value if isinstance(value, tuple) else (value,)
    return any(_row_lacks_a_twin(row) for row in rows if is_dataclass(row))


def _row_lacks_a_twin(row: Any) -> bool:
    names = {field.name for field in fields(row)}
    return any(bool(getattr(row, name)) != bool(getattr(row, f"{name}_en")) for name in names if f"{name}_en" in names)


def _out_of_force(guide: Guide, today: date) -> Iterator[Objection]:
    for basis in guide.bases:
        named: dict[str, Any] = {"basis": basis.title}
        if basis.in_force_until and basis.in_force_until < today:
            text = _("“{basis}” has not been in force since {day}.")
            yield Objection("expired", text, {**named, "day": basis.in_force_until}, field="bases")
        if basis.in_force_from and basis.in_force_from > today:
            text = _("“{basis}” is not in force before {day}.")
            yield Objection("not_yet_in_force", text, {**named, "day": basis.in_force_from}, field="bases")
        if basis.in_force_from is None and not basis.is_being_verified:
            text = _("Since when “{basis}” is in force is not said. Give the day, or mark it as being verified.")
            yield Objection("undated", text, named, field="bases")


def _too_vague(guide: Guide, vague: list[Vague]) -> Iterator[Objection]:
    texts = [(one.name, one.name_en, "materials") for one in guide.materials]
    texts += [(one.text, one.text_en, "conditions") for one in guide.conditions]
    for own, english, field in texts:
        found = next((one for one in vague if re.search(one.pattern, f"{own}\n{english}", re.IGNORECASE)), None)
        if found:
            text = _("“{wording}” does not say what exactly is asked for ({source}).")
            yield Objection("vague", text, {"wording": own, "source": found.source}, field=field)


def _needless(guide: Guide) -> Iterator[Objection]:
    for one in guide.materials:
        if one.can_be_shared and one.is_brought:
            text = _("“{material}” can be looked up by the office, so residents must not be asked to bring it.")
            yield Objection("can_be_shared", text, {"material": one}, field="materials")


def _unsound(guide: Guide) -> Iterator[Objection]:
    statutory, promised = guide.statutory_limit, guide.promised_limit
    is_comparable = None not in (statutory.days, promised.days) and promised.day_kind == statutory.day_kind
    if is_comparable and (promised.days or 0) > (statutory.days or 0):
        yield Objection("slow_promise", _("The promise is longer than the law allows."), field="promised_limit")
    if guide.fee.amount and not guide.fee.basis:
        yield Objection("fee_without_basis", _("A fee needs its basis."), field="fee")
    for step in guide.steps:
        if not step.actor:
            text = _("Who does the step “{step}” is not said.")
            yield Objection("step_without_actor", text, {"step": step.title}, field="steps")
    known = {one.slug for one in guide.situations}
    for material in guide.materials:
        if set(material.situations) - known:
            text = _("“{material}” names a situation that the guide does not have.")
            yield Objection("no_such_situation", text, {"material": material}, field="materials")


def _review(guide: Guide, today: date) -> Iterator[Objection]:
    if guide.reviewed_on and guide.reviewed_on > today:
        yield Objection("checked_tomorrow", _("It cannot have been checked on a day to come."), field="reviewed_on")
