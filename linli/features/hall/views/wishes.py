"""The items a form names, with what was ticked for each."""

from __future__ import annotations

from typing import cast

from django.http import QueryDict

from linli.features.guides import queries as guides

from .. import actions
from ..forms import TakeTicket


def wishes_of(form: TakeTicket) -> list[actions.Wish]:
    """What the visitor comes for, with the ticks that the guide they were made against knows."""
    return [actions.Wish(one.item, one.ticks) for one in preparations_of(form)]


def preparations_of(form: TakeTicket | None) -> list[guides.Preparation]:
    """The list of every item of the form, so that a form that comes back has lost nothing."""
    if form is None or not form.is_bound:
        return []
    fields = cast(QueryDict, form.data).getlist
    form.is_valid()
    named = form.cleaned_data.get("items", ())
    return guides.preparations(wanted=[(item, guides.sent_ticks(item.slug, fields=fields)) for item in named])
