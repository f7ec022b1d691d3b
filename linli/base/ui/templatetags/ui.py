"""The pieces every page is made of. `{% load ui %}`; each tag says what it takes.

Each piece is one template (`ui/pieces/_<name>.html`) and one style sheet (`static/ui/pieces/<name>.css`).
Pages lay out with `.page` (the column), `.stack` (vertical rhythm), `.cluster` (a wrapping row), `.tiles` (an
even grid) and Bootstrap's cards, forms and tables. Buttons: `.btn btn-accent` for the one thing to do on a
screen, `.btn btn-primary` for the rest, `.btn btn-quiet` for what steps back, `.btn btn-harm` for what cannot
be undone.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import segno
from django import template
from django.forms import BaseForm
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.base.kernel import Objection, Refused
from linli.base.ui import icons, words

register = template.Library()

# The six functional zones: code → hue in tokens.css, icon, word. Never the hue alone.
ZONES: dict[str, tuple[str, str, Any]] = {
    "consult_zone": ("consult", "chat-square-heart", _("Enquiry and service zone")),
    "deliberation_zone": ("deliberation", "people", _("Deliberation zone")),
    "activity_zone": ("activity", "balloon", _("Residents' activity zone")),
    "special_zone": ("special", "cup-hot", _("Special service zone")),
    "display_zone": ("display", "easel", _("Display zone")),
    "office_zone": ("office", "briefcase", _("Community office zone")),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "door-open" %}`: the drawing, hidden from screen readers unless `label` says what it means."""
    try:
        inside = mark_safe(icons.drawing(name))  # noqa: S308 - a file of the package, not of a reader
    except LookupError:  # a name that was entered; those in templates are checked by a test
        inside = mark_safe(icons.drawing(icons.FALLBACK))  # noqa: S308
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 16 16" fill="currentColor" role="img" aria-label="{}" '
            'focusable="false">{}</svg>',
            label,
            inside,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true" focusable="false">{}</svg>',
        inside,
    )


@register.filter
def local(thing: Any, field: str) -> str:
    """`{{ window|local:"name" }}`: the name in the reader's language."""
    return words.local(thing, field)


@register.filter
def spoken(value: Any) -> str:
    """`{{ opens_at|spoken }}`: a moment, day, time, length, number or list as neighbours say it: 今天 14:00."""
    return "" if value is None else words.spoken_value(value)


@register.filter(expects_localtime=True)
def end_time(at: datetime) -> str:
    """`{{ ends_at|end_time }}`: when something ends, 24:00 where it is midnight."""
    return words.end_time(at)


@register.filter
def stamped(at: datetime) -> str:
    """`{{ at|stamped }}`: a moment in full, never as "today": 11月24日 周二 10:18."""
    return words.stamp(at)


@register.simple_tag
def key_field() -> SafeString:
    """The form's idempotency key: sent twice, done once. A page shown again carries a fresh one."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid.uuid4())


@register.simple_tag
def meant(**shown: object) -> SafeString:
    """`{% meant visitor=ticket.pk %}`: what the page showed when the form was drawn, so that a page that has grown
    old acts on nothing else; 0 where it showed nothing."""
    return format_html_join(
        "", '<input type="hidden" name="{}" value="{}">', ((name, str(value or 0)) for name, value in shown.items())
    )


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """`{% qr url label="…" %}`: `text` as a QR drawing; `label` tells a screen reader what it opens."""
    drawn = segno.make(str(text), error="m", micro=False).svg_inline(
        omitsize=True, border=4, svgclass=None, lineclass=None
    )
    body = drawn[drawn.index(">") + 1 :]
    box = drawn[drawn.index("viewBox") : drawn.index(">")]
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" shape-rendering="crispEdges" {}>{}',
        label or str(_("QR code")),
        mark_safe(box),  # noqa: S308 - numbers written by segno
        mark_safe(body),  # noqa: S308 - numbers written by segno
    )


@register.inclusion_tag("ui/pieces/_objections.html")
def objections(refused: Refused | Iterable[Objection] | None = None, form: BaseForm | None = None) -> dict[str, Any]:
    """`{% objections refused form %}`: every reason at once, each a link to its field where it has one.

    `refused` is the exception, its objections or nothing; `form` adds its own errors. Empty: draws nothing.
    """
    found = refused.objections if isinstance(refused, Refused) else tuple(refused or ())
    reasons = [{"text": words.say(o), "code": o.code, "target": _target(o.field, form)} for o in found]
    return {"reasons": reasons + _errors(form)}


def _errors(form: BaseForm | None) -> list[dict[str, str]]:
    if form is None:
        return []
    return [
        {"text": str(error), "code": "shape", "target": _target(field, form), "label": _label(field, form)}
        for field, errors in form.errors.items()
        for error in errors
    ]


def _target(field: str, form: BaseForm | None) -> str:
    if form is None or field not in form.fields:
        return ""
    return form[field].id_for_label or form[field].auto_id or ""


def _label(field: str, form: BaseForm) -> str:
    return str(form[field].label) if field in form.fields else ""


@register.inclusion_tag("ui/pieces/_open_now.html")
def open_now(is_open: bool, until: datetime | None = None, kind: str = "staffed") -> dict[str, Any]:
    """`{% open_now is_open until %}`: open till `until`, or closed and opening at `until` (None: not known).

    `kind` "duty" says that someone is on duty instead of every window being staffed.
    """
    return {"is_open": is_open, "until": _until(until, is_open=is_open), "kind": kind}


def _until(at: datetime | None, *, is_open: bool) -> str:
    if at is None:
        return ""
    if is_open and words.is_today(at - timedelta.resolution):
        return words.end_time(at)
    return words.moment(at)


@register.inclusion_tag("ui/pieces/_week_hours.html")
def week_hours(days: Iterable[Any], today: date | None = None) -> dict[str, Any]:
    """`{% week_hours days today=day %}`: the hours of some days, today marked.

    Each of `days` has `day` (a date) and `periods` (each with `start` and `end`, moments or times, and perhaps
    `kind`: staffed, duty, appointment, activity); perhaps `kind` with the name of a holiday (`is_makeup`: of the
    one this weekend day is worked for), and `closures`, each with a `reason`. The calendar's `week_hours` fits.
    """
    return {"days": [_hours_of(entry, today) for entry in days]}


KINDS = {
    "staffed": pgettext_lazy("hours", "Windows open"),
    "duty": _("On duty"),
    "appointment": _("By appointment"),
    "activity": _("Activity rooms"),
}


def _hours_of(entry: Any, today: date | None) -> dict[str, Any]:
    return {
        "weekday": words.weekday(entry.day),
        "day": words.short_day(entry.day),
        "is_today": entry.day == today,
        "notes": _notes_of(entry),
        "periods": [
            {
                "start": _clock(period.start),
                "end": words.end_time(period.end),
                "kind": getattr(period, "kind", "staffed"),
                "word": KINDS.get(getattr(period, "kind", "staffed"), ""),
            }
            for period in entry.periods
        ],
    }


def _notes_of(entry: Any) -> list[str]:
    kind = getattr(entry, "kind", None)
    holiday = words.local(kind, "name") if kind is not None else ""
    if holiday and getattr(kind, "is_makeup", False):
        holiday = gettext("{holiday}: make-up workday").format(holiday=holiday)
    reasons = [words.local(closure, "reason") for closure in getattr(entry, "closures", ())]
    return [note for note in [holiday, *reasons] if note]


def _clock(at: datetime | time) -> str:
    return words.clock_time(at.time() if isinstance(at, datetime) else at)


@register.inclusion_tag("ui/pieces/_zone_badge.html")
def zone_badge(zone: str, alias: str = "") -> dict[str, Any]:
    """`{% zone_badge room.zone alias %}`: one of the six zones by hue, icon and word; its local name if it has one."""
    hue, drawing, word = ZONES[str(zone)]
    return {"hue": hue, "icon": drawing, "word": word, "alias": alias}


@register.inclusion_tag("ui/pieces/_ticket_stub.html")
def ticket_stub(
    label: str,
    place: str = "",
    at: datetime | None = None,
    matters: Iterable[Any] = (),
    state: str = "",
    tone: str = "waiting",
    url: str = "",
    url_label: str = "",
) -> dict[str, Any]:
    """`{% ticket_stub ticket.label place=… at=ticket.taken_at matters=groups state=ticket.get_state_display %}`.

    `tone`: waiting (amber), calling (persimmon), serving (green), quiet (over). `url` is drawn as a QR code.
    """
    return {
        "label": label,
        "place": place,
        "at": at,
        "matters": [words.spoken_value(matter) for matter in matters],
        "state": state,
        "tone": tone,
        "url": url,
        "url_label": url_label,
    }


@register.inclusion_tag("ui/pieces/_window_sign.html")
def window_sign(
    number: int,
    name: str = "",
    groups: Iterable[Any] = (),
    worker: str = "",
    label: str = "",
    state: str = "",
    tone: str = "quiet",
    is_accessible: bool = False,
    level: int = 2,
) -> dict[str, Any]:
    """`{% window_sign 2 name=… groups=… label="A023" state=… tone="calling" %}`: a window's plate.

    `groups` are things with a name and name_en; `label` is the number being called or served there;
    `tone`: calling (persimmon), serving (green), waiting (amber), quiet; `level` is the heading's (2 to 4).
    """
    return {
        "number": number,
        "name": name,
        "groups": [words.spoken_value(group) for group in groups],
        "worker": worker,
        "label": label,
        "state": state,
        "tone": tone,
        "is_accessible": is_accessible,
        "level": level,
    }


@register.inclusion_tag("ui/pieces/_wait_range.html")
def wait_range(
    low: int | None = None, high: int | None = None, ahead: int | None = None, is_doubtful: bool = False
) -> dict[str, Any]:
    """`{% wait_range 10 20 ahead=4 %}`: the wait in minutes as a range, and how many are ahead.

    Without `low` and `high` it says that no range can be told yet; `is_doubtful` adds "we may not reach you today".
    """
    is_known = low is not None and high is not None
    return {"low": low, "high": high, "ahead": ahead, "is_known": is_known, "is_doubtful": is_doubtful}


@register.inclusion_tag("ui/pieces/_timeline.html")
def timeline(steps: Iterable[Any], label: str = "") -> dict[str, Any]:
    """`{% timeline steps %}`: each step has `title`, `state` (done, now, next) and perhaps `at` and `note`."""
    return {"steps": list(steps), "label": label}


@register.inclusion_tag("ui/pieces/_figure_tile.html")
def figure_tile(
    value: Any, label: str, unit: str = "", source: str = "", source_label: str = "", note: str = ""
) -> dict[str, Any]:
    """`{% figure_tile 66.7 label unit="%" source=url %}`: a number, what it counts, and the rows behind it.

    `source` is an address that opens the rows; `source_label` says what they are, where it is not an address.
    """
    return {
        "value": words.spoken_value(value),
        "label": label,
        "unit": unit,
        "source": source,
        "source_label": source_label,
        "note": note,
    }


@register.inclusion_tag("ui/pieces/_empty.html")
def empty(title: str, text: str = "", icon: str = "cup-hot", url: str = "", action: str = "") -> dict[str, Any]:
    """`{% empty title text icon="ticket" url=… action=… %}`: nothing here yet, and what to do next."""
    return {"title": title, "text": text, "icon": icon, "url": url, "action": action}
