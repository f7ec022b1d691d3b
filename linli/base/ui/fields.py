"""The fields every form is made of: one type a kind of value (ADR 24). What a value is, `kernel.values` says."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.base.kernel import phones, values

_Thing = TypeVar("_Thing")
Words = Any  # a text, or one that is translated when it is shown
# Why a text cannot be taken, by what `values.trouble_in` calls it.
TROUBLES = {
    "lines": _("This must be on one line."),
    "direction": _("This has signs that turn the direction of writing. Please type it without them."),
    "control": _("This has signs that cannot be seen. Please type it anew."),
}
NO_SUCH = _("This cannot be chosen here, or not any more. Please choose again.")
NO_DAY = _("Please give a day between 2000 and 2199, such as 2026-11-24.")
LANDLINE = _(
    "This is a landline, and a landline receives no text messages. Please give a mobile number: "
    "11 digits that begin with 1."
)
LANDLINE_NOT_NEEDED = _(
    "This is a landline, and a landline receives no text messages. Please give a mobile number, or leave it empty."
)
LANDLINE_AT_DESK = _(
    "This is a landline, and a landline receives no text messages. Leave this empty and put the number into the note."
)
NO_MOBILE_NEEDED = _("A mobile number has 11 digits. You may also leave it empty.")
NO_MOBILE = _("This is not a mobile number. In China it has 11 digits; from abroad write + and the country.")


class DayPicker(forms.DateInput):
    """The browser's own calendar, within the days that are taken."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        bounds = {"min": values.FIRST_DAY.isoformat(), "max": values.LAST_DAY.isoformat()}
        super().__init__(format="%Y-%m-%d", attrs=bounds | (attrs or {}))


class ClockPicker(forms.TimeInput):
    """The browser's own clock, in steps of a quarter of an hour."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(format="%H:%M", attrs={"step": 900} | (attrs or {}))


class Text(forms.CharField):
    """Words that people write: at most `max_length` characters, on one line unless `has_lines`, nothing unseen."""

    def __init__(self, *, max_length: int, has_lines: bool = False, **kwargs: Any) -> None:
        self.has_lines = has_lines
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The text as it is kept.

        :raises ValidationError: if it has signs that no text of its kind has.
        """
        text = super().to_python(value)
        if not isinstance(text, str):
            return text
        text = values.tidy(text, has_lines=self.has_lines)
        if trouble := values.trouble_in(text, has_lines=self.has_lines):
            raise ValidationError(TROUBLES[trouble], code=trouble)
        return text


class Lines(Text):
    """Words that may have several lines."""

    def __init__(self, *, max_length: int, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, has_lines=True, **kwargs)


class Key(Text):
    """The name of an attempt: a form that is sent twice is done once."""

    def __init__(self, *, max_length: int = 80, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.HiddenInput)
        super().__init__(max_length=max_length, **kwargs)


class Secret(forms.CharField):
    """A password: kept sign by sign as it was typed."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, strip=False, **kwargs)


class Slug(forms.SlugField):
    """A short name made of Latin letters, digits and dashes."""

    def __init__(self, *, max_length: int = 60, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class Day(forms.DateField):
    """A day from 2000 to 2199, as 2026-11-24."""

    widget = DayPicker

    def to_python(self, value: Any) -> date | None:
        """The day.

        :raises ValidationError: if it is none, or none that anybody means.
        """
        if value in self.empty_values:
            return None
        day = (value.date() if isinstance(value, datetime) else value) if isinstance(value, date) else None
        day = day or values.day_of(value)
        if day is None or not values.is_day(day):
            raise ValidationError(NO_DAY, code="day")
        return day


class Clock(forms.TimeField):
    """A time of day, as 14:30."""

    widget = ClockPicker

    def to_python(self, value: Any) -> time | None:
        """The time.

        :raises ValidationError: if it is none.
        """
        if value in self.empty_values:
            return None
        at = value if isinstance(value, time) else values.clock_time_of(value)
        if at is None:
            raise ValidationError(_("Please give a time of day, such as 14:30."), code="clock")
        return at


class EndClock(Clock):
    """A time of day at which something ends, as 21:00; 24:00 and 00:00 are midnight, the end of the day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": _("00:00 (or 24:00) is midnight, the end of the day."), **kwargs})

    def to_python(self, value: Any) -> time | None:
        """The time; midnight as 00:00, whichever name it was given.

        :raises ValidationError: if it is none.
        """
        is_midnight = isinstance(value, str) and unicodedata.normalize("NFKC", value).strip() in ("24:00", "24:00:00")
        return time(0) if is_midnight else super().to_python(value)


class Moment(forms.Field):
    """A moment as links and buttons say it: 2026-11-25T14:00:00+08:00; without an offset, in the house's own time."""

    widget = forms.HiddenInput
    default_error_messages = {"moment": _("This is not a moment such as 2026-11-25T14:00:00+08:00.")}

    def to_python(self, value: Any) -> datetime | None:
        """The aware moment.

        :raises ValidationError: if it is none.
        """
        if value in self.empty_values:
            return None
        moment = values.moment_of(value, zone=timezone.get_current_timezone())
        if moment is None:
            raise ValidationError(self.error_messages["moment"], code="moment")
        return moment


class Whole(forms.IntegerField):
    """A whole number within bounds; without an upper one, as large as a row's number can be."""

    def __init__(self, *, min_value: int = 0, max_value: int = values.LARGEST, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """The number.

        :raises ValidationError: if it is none.
        """
        if value in self.empty_values:
            return None
        number = values.whole_of(value, at_least=-values.LARGEST)
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class Phone(forms.CharField):
    """A mobile number, however it was typed or pasted, as E.164; nothing where nothing is needed."""

    def __init__(self, *, landline: Words = LANDLINE, invalid: Words = NO_MOBILE, **kwargs: Any) -> None:
        self.landline = landline
        typed = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})
        messages = {"invalid": invalid, **kwargs.pop("error_messages", {})}
        super().__init__(max_length=phones.LONGEST, error_messages=messages, **{"widget": typed} | kwargs)

    def clean(self, value: Any) -> str:
        """The number as E.164, or "".

        :raises ValidationError: if it cannot receive text messages; a landline is told so.
        """
        typed: str = super().clean(value)
        if not typed:
            return ""
        phone = phones.e164(typed)
        if not phone:
            is_landline = phones.is_landline(typed)
            raise ValidationError(self.landline if is_landline else self.error_messages["invalid"], code="phone")
        return phone


def chosen(form: forms.BaseForm, name: str, find: Callable[[], _Thing]) -> _Thing | None:
    """What was chosen in a list, by the getter that knows who may have it.

    What is not in the list (any more) is an error at its field, never a page that says there is nothing here.
    """
    try:
        return find()
    except Http404:
        form.add_error(name, NO_SUCH)
        return None


def row_number(text: str) -> int:
    """The number of a row in a list that the form itself showed.

    :raises ValueError: if it is none, which a form says at its field.
    """
    number = values.whole_of(text)
    if number is None:
        raise ValueError(text)
    return number


def day_in(sent: Any, name: str) -> date | None:
    """The day that a query string says under `name`; None where it says none."""
    return values.day_of(sent.get(name))


def moment_in(sent: Any, name: str) -> datetime | None:
    """The moment, with its offset, that a query string says under `name`; None where it says none."""
    return values.moment_of(sent.get(name))


def month_in(sent: Any, name: str) -> date | None:
    """The first day of the month that a query string says under `name`; None where it says none."""
    return values.month_of(sent.get(name))


def whole_in(sent: Any, name: str, **bounds: int) -> int | None:
    """The whole number that a query string says under `name`; None where it says none."""
    return values.whole_of(sent.get(name), **bounds)


def text_in(sent: Any, name: str, *, max_length: int = 200) -> str:
    """One line of text that a query string says under `name`; "" for what is none, and never more than that."""
    text = values.tidy(sent.get(name, ""))[:max_length]
    return "" if values.trouble_in(text) else text
