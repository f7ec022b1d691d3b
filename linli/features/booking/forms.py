"""What people send booking: shape only; whether it may be done is the actions' question."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.base.kernel import Refused
from linli.base.ui import fields, words
from linli.base.ui.fields import EndClock
from linli.base.ui.stored import offer

from . import rules
from .models import Booking, Layout, Move, Series, Venue
from .models.venues import Purpose
from .queries import VenueCard, stored
from .rules import SeriesWish, Wish

# As many as the API takes: what one way in stores the other must be able to show. Rooms say how many they hold.
MOST_PEOPLE = 9999
# Lengths that can be chosen, in minutes; which of them a venue takes is its terms' matter.
LENGTHS = (30, 60, 90, 120, 150, 180, 240)
WEEKDAYS = {
    "MO": _("Mon"),
    "TU": _("Tue"),
    "WE": _("Wed"),
    "TH": _("Thu"),
    "FR": _("Fri"),
    "SA": _("Sat"),
    "SU": _("Sun"),
}


def lengths() -> list[tuple[int, str]]:
    """The lengths, in the reader's words."""
    return [(minutes, words.length(timedelta(minutes=minutes))) for minutes in LENGTHS]


class Keyed(forms.Form):
    """A form that may be sent twice and is done once: `key` names the attempt."""

    key = fields.Key()


class Reason(Keyed):
    """Why."""

    reason = fields.Text(max_length=120, required=False, label=_("Reason"))


class Seen(Keyed):
    """The booking as it was seen; a page from before there was a `version` means it as it is."""

    version = fields.Whole(required=False)


class Ending(Seen, Reason):
    """A booking that is given up, with the reason."""


class Contact(forms.Form):
    """Who asks, where nobody is signed in; `at_desk` a worker writes it down for somebody else."""

    name = fields.Text(max_length=30, required=False, label=_("Your name"))
    phone = fields.Phone(required=False, label=_("Your phone number"))

    def __init__(self, *args: Any, at_desk: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if at_desk:
            self.fields["name"].label = _("Their name")
            self.fields["phone"].label = _("Their phone number")
            self.fields["phone"].widget.attrs["autocomplete"] = "off"
            self.fields["phone"].landline = fields.LANDLINE_AT_DESK  # type: ignore[attr-defined]


class Use(Keyed):
    """What for, with how many, and in which layout."""

    people = fields.Whole(min_value=1, max_value=MOST_PEOPLE, label=_("How many people"))
    purpose = forms.ChoiceField(required=False, label=_("What for"))
    layout = forms.ChoiceField(required=False, label=_("Layout"))
    title = fields.Text(
        max_length=60,
        required=False,
        label=_("What it is called"),
        help_text=_("Shown on the door and in the calendar only if you tick the box below."),
    )
    is_public = forms.BooleanField(required=False, label=_("Everybody may see what it is called"))
    note = fields.Text(
        max_length=200,
        required=False,
        label=_("Note for the workers"),
        help_text=_("Only workers of this site read it."),
    )
    accepts = forms.BooleanField(required=False, label=_("I accept the conditions"))

    def __init__(self, *args: Any, card: VenueCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        terms = card.terms
        names = dict(Purpose.choices)
        purposes = [(code, names[code]) for code in (terms.purposes if terms else []) if code in names]
        self._choose("purpose", purposes, "")
        self._choose("layout", [(one.kind, layout_words(one)) for one in card.layouts], _("No matter"))
        if terms is not None and terms.is_confidential:
            for name in ("purpose", "title", "is_public", "note"):
                del self.fields[name]
        if terms is None or not terms.conditions:
            del self.fields["accepts"]

    def _choose(self, name: str, choices: list[tuple[str, Any]], none: Any) -> None:
        field: Any = self.fields[name]
        field.choices = [("", none), *choices] if none or len(choices) != 1 else choices

    def use(self) -> dict[str, Any]:
        """What a wish takes from here."""
        said = self.cleaned_data
        return {
            "purpose": said.get("purpose", ""),
            "people": said["people"],
            "layout": said.get("layout", ""),
            "title": said.get("title", ""),
            "is_public": bool(said.get("is_public")),
            "note": said.get("note", ""),
            "accepts_conditions": bool(said.get("accepts")),
        }


class At(forms.Form):
    """A day, a time, and how long."""

    day = fields.Day(label=_("Day"))
    starts = fields.Clock(label=pgettext_lazy("time of day", "From"))
    minutes = forms.TypedChoiceField(coerce=int, label=_("How long"), choices=lengths, initial=60)

    def at(self, venue: Venue) -> tuple[datetime, datetime]:
        """From when to when, in the site's own time."""
        said = self.cleaned_data
        return moments(venue, said["day"], said["starts"], said["minutes"])


class Book(At, Use, Contact):
    """A booking: when, what for, who; `both`, where it is asked, that another room at that time is meant as well."""

    both = forms.BooleanField(required=False, label=_("Yes, both rooms"))

    def wish(self) -> Wish:
        """What is asked for."""
        starts_at, ends_at = self.at(self.card.venue)
        use = self.use() | {"accepts_overlap": self.cleaned_data["both"]}
        return Wish(starts_at=starts_at, ends_at=ends_at, **use)


class Weekly(Use, Contact):
    """A booking that comes again every week."""

    days = forms.MultipleChoiceField(
        choices=list(WEEKDAYS.items()), label=_("Every week on"), widget=forms.CheckboxSelectMultiple
    )
    first_day = fields.Day(label=_("First day"))
    until = fields.Day(label=_("Last day"))
    starts = fields.Clock(label=pgettext_lazy("time of day", "From"))
    minutes = forms.TypedChoiceField(coerce=int, label=_("How long"), choices=lengths, initial=60)
    holidays = forms.ChoiceField(
        label=_("Public holidays"),
        initial="skip",
        choices=[("skip", _("Leave them out")), ("keep", _("Also on holidays"))],
    )
    takes = forms.ChoiceField(
        label=_("If a day is not free"),
        initial="all",
        choices=[("all", _("Book all days or none")), ("free", _("Book the days that are free"))],
    )

    def wish(self) -> SeriesWish:
        """What is asked for."""
        said = self.cleaned_data
        days = ",".join(day for day in WEEKDAYS if day in said["days"])
        return self.series_wish(f"FREQ=WEEKLY;BYDAY={days};UNTIL={said['until']:%Y%m%d}")

    def series_wish(self, rule: str) -> SeriesWish:
        """The same on the days of a rule."""
        said = self.cleaned_data
        return SeriesWish(
            rule=rule,
            first_day=said["first_day"],
            starts=said["starts"],
            minutes=said["minutes"],
            holidays=said["holidays"],
            books_what_is_free=said["takes"] == "free",
            **self.use(),
        )


class Reweekly(Weekly):
    """A series as it is to be from a day on, or in all that is still to come. Its conditions were accepted before.

    It starts as the series is now (`held` is one of its days). A rhythm that is not "every week on" stays as it is.
    """

    scope = forms.ChoiceField(
        label=pgettext_lazy("of a series", "Which days"),
        initial="later",
        choices=[("later", _("This day and all later ones")), ("all", _("All that is still to come"))],
    )
    with_exceptions = forms.BooleanField(
        required=False,
        label=_("Also the days that were cancelled or changed by themselves"),
        help_text=_("Without this tick they stay as they are."),
    )

    def __init__(self, *args: Any, held: Booking, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, initial=stored.of_booking(held) | stored.of_series(held, series), **kwargs)
        self.rule = series.rule
        for name in ("accepts", "name", "phone"):
            self.fields.pop(name, None)
        if not rules.is_weekly(rule=series.rule):
            del self.fields["days"]
        _offer_stored(self, held, series.minutes)

    def wish(self) -> SeriesWish:
        """What is asked for."""
        said = self.cleaned_data
        days = [day for day in WEEKDAYS if day in said.get("days", ())]
        rule = rules.changed_rule(rule=self.rule, days=days, until=said["until"])
        return replace(self.series_wish(rule), accepts_conditions=True)


class Change(At, Use):
    """Another time, layout or number of people for a booking, as it is now or (`as_asked`) as its holder has asked for
    it already; `version` is the one that was seen. What the form does not show stays.
    """

    version = fields.Whole(widget=forms.HiddenInput)

    def __init__(self, *args: Any, held: Booking, as_asked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, initial=stored.of_booking(held, as_asked=as_asked), **kwargs)
        _offer_stored(self, held.moving if as_asked and held.moving else held, self.initial["minutes"])

    def wish(self) -> Wish:
        """What is asked for instead."""
        starts_at, ends_at = self.at(self.card.venue)
        use = self.use() | {name: self.initial[name] for name in KEPT if name not in self.fields}
        return Wish(starts_at=starts_at, ends_at=ends_at, **(use | {"accepts_conditions": True}))

    def look_again(self, held: Booking, refused: Refused) -> None:
        """Mean the booking that is shown now, where it was `changed_meanwhile`: who sends it again has seen that."""
        if "changed_meanwhile" in refused.codes:
            data = cast(QueryDict, self.data).copy()
            data["version"] = str(held.version)
            self.data = data


# What a booking keeps where a form does not show it.
KEPT = ("purpose", "title", "is_public", "note")


def _offer_stored(form: forms.Form, stay: Booking | Move, minutes: int) -> None:
    """Length, layout and purpose as they are, though nobody could choose them today."""
    offer(form, "minutes", minutes, words.length(timedelta(minutes=minutes)))
    offer(form, "purpose", stay.purpose, stay.get_purpose_display())
    if stay.layout is not None:
        offer(form, "layout", stay.layout.kind, layout_words(stay.layout))


class Drag(Keyed):
    """A booking dragged to another time: both moments, and the version that was seen."""

    starts_at = fields.Moment()
    ends_at = fields.Moment()
    version = fields.Whole()


class SkippedDay(Keyed):
    """A day that a series could not have."""

    day = fields.Day()


class Scope(Ending):
    """How much of a series is meant."""

    scope = forms.ChoiceField(choices=[("this", ""), ("later", ""), ("all", "")])


class Decision(Reason):
    """Yes, or no and why; `version` is the one that was seen."""

    verdict = forms.ChoiceField(choices=[("approve", _("Approve")), ("refuse", _("Refuse"))])
    version = fields.Whole(required=False)


class Keeping(Keyed):
    """A booking is kept although something is against it."""

    against = forms.ChoiceField(choices=[("holiday", ""), ("hours", "")])


class Arrival(Keyed):
    """How many came."""

    came = fields.Whole(min_value=1, max_value=MOST_PEOPLE, required=False, label=_("How many came"))


class WalkIn(Keyed):
    """Somebody uses a free room now."""

    venue = fields.Slug(label=_("Room"))
    minutes = forms.TypedChoiceField(coerce=int, label=_("How long"), choices=lengths, initial=60)
    people = fields.Whole(min_value=1, max_value=MOST_PEOPLE, label=_("How many people"), initial=1)
    purpose = forms.ChoiceField(choices=Purpose, label=_("What for"))


class Blocked(Reason):
    """A time in which a room is not given; `displaced` are the bookings that were shown to be in the way."""

    venue = fields.Slug(label=_("Room"))
    day = fields.Day(label=_("Day"))
    starts = fields.Clock(label=pgettext_lazy("time of day", "From"))
    ends = EndClock(label=_("Until"))
    reason_en = fields.Text(max_length=160, required=False, label=_("Reason in English"))
    displaced = forms.TypedMultipleChoiceField(coerce=fields.row_number, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("displaced") if hasattr(self.data, "getlist") else []
        self.fields["displaced"].choices = [(one, one) for one in sent]  # type: ignore[attr-defined]


class Suspend(Reason):
    """Somebody may not book for a while."""

    phone = fields.Phone(label=_("Phone number"))
    until = fields.Day(label=_("Until"))


class Verdict(Reason):
    """What becomes of a suspension that was appealed against."""

    verdict = forms.ChoiceField(choices=[("lift", _("Lift it")), ("uphold", _("It stays"))])


class Appeal(Keyed):
    """What the suspended person says."""

    text = fields.Lines(max_length=500, required=False, label=_("What you want to say"), rows=4)


class Look(forms.Form):
    """What free times are looked for; anything that cannot be read is left out."""

    purpose = forms.ChoiceField(required=False, label=_("What for"), choices=[("", _("Anything")), *Purpose.choices])
    people = fields.Whole(required=False, min_value=1, max_value=999, label=_("How many people"))
    layout = forms.ChoiceField(required=False, label=_("Layout"), choices=[("", _("No matter")), *Layout.Kind.choices])
    minutes = forms.TypedChoiceField(coerce=int, required=False, label=_("How long"), choices=lengths, initial=60)
    day = fields.Day(required=False, label=_("Day"))
    step_free = forms.BooleanField(required=False, label=_("Step-free only"))


def moments(venue: Venue, day: Any, starts: time, minutes: int) -> tuple[datetime, datetime]:
    """From when to when, in the site's own time."""
    start = datetime.combine(day, starts, ZoneInfo(venue.site.timezone))
    return start, start + timedelta(minutes=minutes)


def layout_words(layout: Layout) -> str:
    """A layout with the number of people it holds."""
    return f"{layout.get_kind_display()} · {layout.capacity}"
