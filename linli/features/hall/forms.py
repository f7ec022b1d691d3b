"""What people send the hall: shape only; whether it may be done is the actions' question."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from linli.base.ui import fields
from linli.features.guides.models import ItemGroup, ServiceItem

from .models import Matter, Ticket, WindowPost
from .queries.load import GROUPS
from .rules.load import VISIT_KINDS, WINDOW_KINDS


class Keyed(forms.Form):
    """A form that may be sent twice and is done once: `key` names the attempt."""

    key = fields.Key()


class Meant(Keyed):
    """A step at a window and what its page showed: the visitor (0: nobody) or the worker's time there, by their keys.

    Whoever sends it without is taken to mean what is there.
    """

    visitor = fields.Whole(required=False, min_value=0, widget=forms.HiddenInput)
    shift = fields.Whole(required=False, min_value=0, widget=forms.HiddenInput)
    step = fields.Whole(required=False, min_value=0, widget=forms.HiddenInput)


class Seen(Keyed):
    """A form of the head's, and what stood there when it was shown."""

    seen = fields.Text(max_length=400, required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> str | None:
        """What was seen; None from a sender who does not say."""
        return self.cleaned_data["seen"] or None


class Grouped(Keyed):
    """One or several item groups, in the order they were named."""

    groups = forms.ModelMultipleChoiceField(
        queryset=ItemGroup.objects.order_by("position"),
        to_field_name="slug",
        label="",
        error_messages={"required": _("Choose what you have come for; several are fine.")},
    )

    def clean_groups(self) -> list[ItemGroup]:
        """The groups as a list, first named first."""
        chosen = {group.slug: group for group in self.cleaned_data["groups"]}
        named = dict.fromkeys(cast(QueryDict, self.data).getlist("groups"))
        return [chosen[slug] for slug in named if slug in chosen]


class TakeTicket(Grouped):
    """What a visitor comes for, how they wish to be called, and perhaps a phone number.

    `items` name what they come for more closely than `groups`; what was ticked for each comes along (views.wishes).
    """

    items = forms.ModelMultipleChoiceField(
        queryset=ServiceItem.objects.select_related("group"), to_field_name="slug", required=False, label=""
    )
    priority = forms.ChoiceField(choices=Ticket.Priority, required=False)
    phone = fields.Phone(required=False, label="", invalid=fields.NO_MOBILE_NEEDED, landline=fields.LANDLINE_NOT_NEEDED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].required = False

    def clean_items(self) -> list[ServiceItem]:
        """The items as a list, first named first; without any, groups must be chosen."""
        chosen = {item.slug: item for item in self.cleaned_data["items"]}
        if not chosen and not self.cleaned_data.get("groups") and "groups" not in self.errors:
            self.add_error("groups", self.fields["groups"].error_messages["required"])
        named = dict.fromkeys(cast(QueryDict, self.data).getlist("items"))
        return [chosen[slug] for slug in named if slug in chosen]

    def clean_priority(self) -> str:
        """Nobody has to say anything: without a choice a visit is ordinary."""
        return self.cleaned_data["priority"] or Ticket.Priority.ORDINARY


class CallTicket(Meant):
    """Call whoever is next, or one that was put aside or missed the call."""

    ticket = fields.Whole(required=False, min_value=1)


class Reason(Meant):
    """Why."""

    reason = fields.Text(max_length=120, required=False, label=_("Reason"))


class Transfer(Reason):
    """Where to hand a visitor on, and why; without a window any of them may call."""

    to_window = fields.Whole(required=False, min_value=1)


class OneGroup(Meant):
    """One item group: a further matter of a visit."""

    group = forms.ModelChoiceField(
        queryset=ItemGroup.objects.order_by("position"), to_field_name="slug", label=_("Matters")
    )


class GroupReason(OneGroup, Reason, Seen):
    """A group that a window does not take, and why."""


class Outcome(Meant):
    """How a matter ended."""

    outcome = forms.ChoiceField(choices=Matter.Outcome, label=_("Outcome"))
    note = fields.Text(max_length=200, required=False, label=_("Note"))


class NameItem(Meant):
    """Which item a matter is about."""

    item = forms.ModelChoiceField(queryset=ServiceItem.objects.all(), to_field_name="slug", label=_("Which matter?"))


class Materials(Meant):
    """Whose list was gone through; what is there and which situations fit comes along (guides.sent_ticks)."""

    item = fields.Slug(max_length=60)


class Divide(Grouped, Seen):
    """The groups on a window's sign from now on; none is a plain all-round window."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].required = False


class Workers(Keyed):
    """Who opens a window; nobody named means whoever holds the post."""

    workers = forms.TypedMultipleChoiceField(coerce=int, required=False, label=_("Worker"))

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workers"].choices = choices  # type: ignore[attr-defined]


class Post(Seen):
    """Who holds a window's A or B post from now on; nobody leaves it empty."""

    post = forms.ChoiceField(choices=WindowPost.Post, label=_("Post"))
    worker = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, label=_("Worker"))

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = choices  # type: ignore[attr-defined]


class Absent(Reason):
    """A worker who is not in the hall on a day."""

    worker = forms.TypedChoiceField(coerce=int, label=_("Worker"))
    day = fields.Day(label=_("Day"))

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = choices  # type: ignore[attr-defined]


class LoadOf(forms.Form):
    """Which load is looked at: a day, or kinds of days over some weeks; and the figure whose rows are opened."""

    day = fields.Day(required=False, label=_("Day"))
    weeks = forms.TypedChoiceField(
        choices=[(weeks, weeks) for weeks in (4, 8, 12)], coerce=int, required=False, empty_value=None
    )
    group = forms.ChoiceField(choices=[(group, group) for group in GROUPS], required=False)
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in (*VISIT_KINDS, *WINDOW_KINDS)], required=False)
    # A business day has 48 half hours, 50 where the clocks are set back.
    slot = fields.Whole(min_value=0, max_value=49, required=False)
