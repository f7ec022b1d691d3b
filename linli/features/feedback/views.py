"""Rate a visit, see a hall's figures, read what visitors wrote."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui.doors import private, to_staff_sign_in
from linli.base.ui.page import SeeOther, page
from linli.base.ui.words import short_day
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.features.hall import queries as halls
from linli.features.hall.models import Ticket

from . import actions, queries, rules
from .forms import Rate
from .models import Aspect, Level

# The faces beside the five words: never a face or a colour alone.
FACES = {
    Level.VERY_SATISFIED: "emoji-heart-eyes",
    Level.SATISFIED: "emoji-smile",
    Level.FAIRLY_SATISFIED: "emoji-neutral",
    Level.DISSATISFIED: "emoji-frown",
    Level.VERY_DISSATISFIED: "emoji-tear",
}


@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, *, code: str) -> HttpResponse:
    """How was it? Five faces, nothing chosen beforehand, once."""
    person = people.person_of(request)
    try:
        ticket = queries.ticket_to_rate(code=code, person=person)
    except PermissionDenied:
        return private(page(request, "feedback/not_yours.html", {"tab": "mine"}, status=403))
    if request.method != "POST":
        return private(_rating_page(request, ticket))
    form = Rate(request.POST)
    if not form.is_valid():
        return private(_rating_page(request, ticket, form=form, status=422))
    return private(_rate(request, ticket, form))


def _rate(request: HttpRequest, ticket: Ticket, form: Rate) -> HttpResponse:
    sent = form.cleaned_data
    try:
        actions.rate_visit(
            ticket=ticket,
            level=sent["level"],
            aspects=sent["aspects"],
            words=sent["words"],
            key=sent["key"],
            now=clock.now(),
        )
    except Refused as refused:
        return _rating_page(request, ticket, form=form, refused=refused, status=409)
    return SeeOther(reverse("feedback:rating", args=[ticket.code]))


def _rating_page(
    request: HttpRequest,
    ticket: Ticket,
    *,
    form: Rate | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    sent = cast(QueryDict, form.data) if form is not None else QueryDict()
    context = {
        "tab": "mine",
        "site": ticket.hall.site,
        "ticket": ticket,
        "asking": queries.asking(ticket=ticket, now=clock.now()),
        "terms": queries.terms(day=ticket.day),
        "levels": [{"value": level.value, "word": level.label, "face": FACES[level]} for level in Level],
        "aspects": [{"value": aspect.value, "word": aspect.label} for aspect in Aspect],
        "chosen": sent.get("level", ""),
        "chosen_aspects": sent.getlist("aspects"),
        "words": sent.get("words", ""),
        "form": form,
        "refused": refused,
    }
    return page(request, "feedback/rating.html", context, status=status)


@require_safe
def ratings(request: HttpRequest, *, site: str) -> HttpResponse:
    """A hall's ratings for everybody: month by month, with the days behind every figure."""
    hall = halls.hall_at(slug=site)
    now = clock.now()
    published = queries.published(hall=hall, now=now)
    context = {
        "tab": "hall",
        "site": hall.site,
        "published": published,
        "terms": queries.terms(day=now.date()),
        "levels": list(Level),
        "sum": _row(published.figures),
        "months": [
            {
                "first_day": month.first_day,
                "row": _row(month.figures),
                "stretches": [{"it": stretch, "row": _row(figures)} for stretch, figures in month.stretches],
            }
            for month in published.months
        ],
    }
    return page(request, "feedback/ratings.html", context)


def _row(figures: rules.Figures) -> dict[str, Any]:
    """Some figures with the share of each level, the best first."""
    shares: list[dict[str, Any]] = []
    start = Decimal(0)
    for level in Level:
        share = figures.share(level) or Decimal(0)
        word = {"level": level.value, "word": level.label, "n": figures.levels[level]}
        shares.append({**word, "share": share, "start": start})
        start += share
    return {"figures": figures, "shares": shares}


@require_safe
def remarks(request: HttpRequest, *, site: str) -> HttpResponse:
    """What visitors wrote, for the head of the station; the bad ones first, as they need a reply."""
    hall = halls.hall_at(slug=site)
    if not isinstance(request.user, Person):
        return private(to_staff_sign_in(request))
    found = queries.remarks(hall=hall, person=request.user)
    now = clock.now()
    named = queries.aspects(months=queries.published(hall=hall, now=now).months)
    context = {
        "tab": "remarks",
        "site": hall.site,
        "terms": queries.terms(day=now.date()),
        "bad": [_shown(remark) for remark in found if remark.level in rules.BAD],
        "others": [_shown(remark) for remark in found if remark.level not in rules.BAD],
        "aspects": [{"word": Aspect(about).label, "good": n[0], "bad": n[1]} for about, n in sorted(named.items())],
    }
    return private(page(request, "feedback/remarks.html", context))


def _shown(remark: Any) -> dict[str, Any]:
    return {
        "it": remark,
        "week": short_day(remark.week),
        "face": FACES[Level(remark.level)],
        "aspects": [Aspect(about).label for about in remark.aspects],
    }
