"""The whole of a guide as plain values, read from data and written back (the field list of GB/T 36114).

Texts come in pairs: `name` is Chinese, `name_en` English.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _

from .fields import FIELDS

CHOICES = {
    "form": ("not_said", "original", "copy", "original_and_copy", "electronic"),
    "day_kind": ("work", "calendar"),
    "kind": ("on_the_spot", "promised"),
    "category": ("enquiry", "certificate", "allowance", "registration", "housing", "insurance", "dispute"),
}


@dataclass(frozen=True)
class Condition:
    """One thing that must be so."""

    text: str
    text_en: str = ""


@dataclass(frozen=True)
class Situation:
    """A circumstance (情形) that changes what is needed; materials name it by its slug."""

    slug: str
    name: str
    name_en: str = ""
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class Material:
    """One thing to show or hand in; `form` "not_said" where the source does not say. What is not brought is looked up.

    Without situations it is needed always; with some, only in those.
    """

    name: str
    name_en: str = ""
    form: str = "not_said"
    copies: int | None = None
    issuer: str = ""
    issuer_en: str = ""
    how_to_get: str = ""
    how_to_get_en: str = ""
    note: str = ""
    note_en: str = ""
    can_be_shared: bool = False
    is_brought: bool = True
    situations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """Who does what; `days` is None where no length is set."""

    title: str
    title_en: str = ""
    actor: str = ""
    actor_en: str = ""
    days: int | None = None
    day_kind: str = "work"
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class SpecialStep:
    """A step such as an expert's assessment: its limit, its basis, and whether it counts within the whole limit."""

    name: str
    name_en: str = ""
    days: int | None = None
    day_kind: str = "work"
    basis: str = ""
    basis_en: str = ""
    is_counted: bool = False


@dataclass(frozen=True)
class Basis:
    """A law or document. `issued` is a year; `read_on` the month or day its text was read, where that matters."""

    title: str
    title_en: str = ""
    article: str = ""
    issued: str = ""
    in_force_from: date | None = None
    in_force_until: date | None = None
    is_being_verified: bool = False
    read_on: str = ""


@dataclass(frozen=True)
class Limit:
    """How long it may take, at most."""

    days: int | None = None
    day_kind: str = "work"
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True)
class Fee:
    """What it costs in yuan; a fee above nothing needs its basis."""

    amount: Decimal | None = None
    note: str = ""
    note_en: str = ""
    basis: str = ""
    basis_en: str = ""


@dataclass(frozen=True)
class Publicity:
    """How long a name hangs out before the decision; a minor's does not where `are_minors_excepted`."""

    days: int
    day_kind: str = "work"
    are_minors_excepted: bool = False


@dataclass(frozen=True)
class Faq:
    """A question people ask, and its answer."""

    question: str
    answer: str
    question_en: str = ""
    answer_en: str = ""


@dataclass(frozen=True)
class Guide:
    """Everything a guide says. A field named in `being_verified` is not known yet, and is shown as such."""

    summary: str = ""
    summary_en: str = ""
    category: str = "enquiry"
    kind: str = "promised"
    official_code: str = ""
    authority: str = ""
    authority_en: str = ""
    audience: str = ""
    audience_en: str = ""
    conditions: tuple[Condition, ...] = ()
    situations: tuple[Situation, ...] = ()
    materials: tuple[Material, ...] = ()
    steps: tuple[Step, ...] = ()
    special_steps: tuple[SpecialStep, ...] = ()
    statutory_limit: Limit = Limit()
    promised_limit: Limit = Limit()
    fee: Fee = Fee()
    result: str = ""
    result_en: str = ""
    place: str = ""
    place_en: str = ""
    hours: str = ""
    hours_en: str = ""
    window: str = ""
    window_en: str = ""
    visits: int | None = None
    online_link: str = ""
    consult_phone: str = ""
    complaint_phone: str = ""
    quota: str = ""
    quota_en: str = ""
    publicity: Publicity | None = None
    bases: tuple[Basis, ...] = ()
    faq: tuple[Faq, ...] = ()
    source: str = ""
    source_en: str = ""
    source_date: str = ""
    reviewed_on: date | None = None
    being_verified: tuple[str, ...] = ()

    def is_verified(self, field: str) -> bool:
        """Whether the field may be shown as a fact."""
        return field not in self.being_verified

    def materials_in(self, chosen: frozenset[str]) -> tuple[Material, ...]:
        """What is needed always, and in the chosen situations."""
        return tuple(one for one in self.materials if not one.situations or chosen & set(one.situations))


def read(content: Mapping[str, Any]) -> tuple[Guide, list[Objection]]:
    """The guide that `content` (JSON or TOML) describes, and every fault of its shape with the place it stands at.

    Where there are faults the guide holds only what could be read.
    """
    faults: list[Objection] = []
    guide = cast(Guide, _row(Guide, content, "", faults))
    order = {field.code: place for place, field in enumerate(FIELDS)}
    in_order = sorted(set(guide.being_verified), key=lambda code: (order.get(code, len(order)), code))
    return replace(guide, being_verified=tuple(in_order)), faults


def plain(value: Any) -> Any:
    """The guide, or a part of it, as JSON keeps it."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _row(shape: type[Any], data: Any, at: str, faults: list[Objection]) -> Any:
    if not isinstance(data, Mapping):
        faults.append(_fault(at))
        data = {}
    hints = get_type_hints(shape)
    faults += [_fault(f"{at}{key}") for key in data if key not in hints]
    found = {}
    for field in fields(shape):
        if field.name in data:
            found[field.name] = _value(hints[field.name], data[field.name], f"{at}{field.name}", faults)
        elif field.default is MISSING:
            faults.append(Objection("lacks", _("“{at}” is missing."), {"at": f"{at}{field.name}"}, field=_field(at)))
            found[field.name] = _BLANK.get(hints[field.name], "")
    return shape(**found)


_BLANK: dict[Any, Any] = {int: 0, str: ""}


def _value(hint: Any, value: Any, at: str, faults: list[Objection]) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        hint, rest = get_args(hint)[0], value in (None, "")
        if rest:
            return None
    if get_origin(hint) is tuple:
        return _list(get_args(hint)[0], value, at, faults)
    if is_dataclass(hint):
        return _row(cast(type[Any], hint), value, f"{at}.", faults)
    return _plain_value(hint, value, at, faults)


def _list(inner: Any, value: Any, at: str, faults: list[Objection]) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        faults.append(_fault(at))
        return ()
    return tuple(_value(inner, one, f"{at}[{n}]", faults) for n, one in enumerate(value, 1))


def _plain_value(hint: Any, value: Any, at: str, faults: list[Objection]) -> Any:
    made = _made(hint, value)
    choices = CHOICES.get(at.rsplit(".", 1)[-1])
    if made is None or (choices and made not in choices):
        faults.append(_fault(at))
        return choices[0] if choices else _BLANK.get(hint)
    return made


def _made(hint: Any, value: Any) -> Any:
    """The value as its field wants it; None where it is of another kind."""
    try:
        if hint is Decimal:
            return Decimal(str(value)) if not isinstance(value, bool) else None
        if hint is date:
            return value if type(value) is date else date.fromisoformat(value)
    except (ArithmeticError, ValueError, TypeError):
        return None
    return value.strip() if hint is str and isinstance(value, str) else value if type(value) is hint else None


def _fault(at: str) -> Objection:
    return Objection("bad_shape", _("“{at}” cannot be read."), {"at": at or "…"}, field=_field(at))


def _field(at: str) -> str:
    return at.split("[", maxsplit=1)[0].split(".", maxsplit=1)[0]
