"""What the staff see: every guide's state, its draft, its gaps, its versions; and what residents could not find."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.base.kernel import Objection, Refused, clock
from linli.base.kernel import gettext_noop as _
from linli.base.once.clicks import second_click
from linli.base.ui.fields import chosen
from linli.base.ui.page import SeeOther, page
from linli.base.ui.words import local, speaks_chinese
from linli.community.people import queries as people

from .. import actions, queries
from ..forms import Comparison, DraftForm, Seen, Settlement, Withdrawal
from ..models import GuideVersion, ServiceItem
from .access import staff
from .words import label

_NOTHING = Objection("no_such_version", _("There is no such version any more. Please look at the list again."))


def _frame(request: HttpRequest, tab: str, **context: Any) -> dict[str, Any]:
    """What every page of the staff shows."""
    may_publish = bool(people.places_with(person=request.user, right="guides.publish"))
    return {"guides_tab": tab, "may_publish": may_publish, **context}


@require_safe
@staff("guides.edit")
def drafts(request: HttpRequest) -> HttpResponse:
    """Every item with the state of its guide."""
    context = _frame(request, "drafts", shelves=queries.states(), unsettled=len(_open_questions(request)))
    return page(request, "guides/drafts.html", context)


@require_safe
@staff("guides.edit")
def versions(request: HttpRequest, *, item: str) -> HttpResponse:
    """The versions of a guide, the gaps of its draft, and what can be done now."""
    return _versions_page(request, queries.item_at(slug=item))


def _versions_page(
    request: HttpRequest, item: ServiceItem, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    every = queries.versions_of(item=item)
    written = next((one for one in every if one.state == GuideVersion.State.DRAFT), None)
    context = _frame(
        request,
        "drafts",
        item=item,
        versions=every,
        draft=written,
        published=next((one for one in every if one.state == GuideVersion.State.PUBLISHED), None),
        gaps=_gaps(written),
        refused=refused,
        form=Withdrawal(request.POST if request.method == "POST" else None),
    )
    return page(request, "guides/versions.html", context, status=status)


def _gaps(version: GuideVersion | None) -> list[Any]:
    today = timezone.localtime(clock.now()).date()
    return queries.gaps_of(guide=version.guide, today=today) if version else []


@require_http_methods(["GET", "HEAD", "POST"])
@staff("guides.edit")
def draft(request: HttpRequest, *, item: str) -> HttpResponse:
    """Write: the draft, or what is in force as a start. Saving keeps it even with gaps."""
    shown = queries.item_at(slug=item)
    written = queries.draft_of(item=shown)
    start = written or queries.published_of(item=shown)
    content = start.content if start else {}
    if request.method != "POST":
        form = DraftForm(content=content)
        form.seen = written.mark if written else ""
        return _draft_page(request, shown, form)
    form = DraftForm(request.POST, content=content)
    if not form.is_valid():
        return _draft_page(request, shown, form, status=422)
    try:
        saved = actions.draft_version(
            item=shown,
            content=form.content(),
            seen=form.seen,
            actor=_actor(request),
            key=form.basics.cleaned_data["key"],
            now=clock.now(),
        )
    except Refused as refused:
        return _draft_page(request, shown, form, refused=refused, status=409)
    messages.success(request, gettext("Draft {number} is kept.").format(number=saved.number))
    return SeeOther(reverse("guides:versions", kwargs={"item": shown.slug}))


def _draft_page(
    request: HttpRequest, item: ServiceItem, form: DraftForm, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    sets = [{"code": code, "name": label(code), "rows": rows} for code, rows in form.sets.items()]
    context = _frame(request, "drafts", item=item, form=form, sets=sets, refused=refused)
    return page(request, "guides/draft.html", context, status=status)


@require_POST
@second_click()
@staff("guides.publish")
def publication(request: HttpRequest, *, item: str) -> HttpResponse:
    """Put the draft in force; every gap at once where there are any."""
    shown = queries.item_at(slug=item)
    return _do(request, shown, queries.draft_of(item=shown), actions.publish, gettext("Version {number} is in force."))


@require_POST
@second_click()
@staff("guides.publish")
def withdrawal(request: HttpRequest, *, item: str) -> HttpResponse:
    """Take back what is in force."""
    shown = queries.item_at(slug=item)
    form = Withdrawal(request.POST)
    if not form.is_valid():
        return _versions_page(request, shown, status=422)
    done = gettext("Version {number} is withdrawn.")
    return _do(
        request, shown, queries.published_of(item=shown), actions.withdraw, done, reason=form.cleaned_data["reason"]
    )


def _do(
    request: HttpRequest,
    item: ServiceItem,
    version: GuideVersion | None,
    action: Callable[..., GuideVersion],
    done: str,
    **more: Any,
) -> HttpResponse:
    form = Seen(request.POST)
    said = form.cleaned_data if form.is_valid() else {"key": "", "seen": ""}
    if version is None:
        return _versions_page(request, item, refused=Refused(_NOTHING), status=409)
    try:
        changed = action(
            version=version, seen=said["seen"] or None, actor=_actor(request), key=said["key"], now=clock.now(), **more
        )
    except Refused as refused:
        return _versions_page(request, item, refused=refused, status=409)
    messages.success(request, done.format(number=changed.number))
    return SeeOther(reverse("guides:versions", kwargs={"item": item.slug}))


@require_safe
@staff("guides.edit")
def comparison(request: HttpRequest, *, item: str) -> HttpResponse:
    """Two versions side by side: field by field, the words that came and went."""
    shown = queries.item_at(slug=item)
    every = queries.versions_of(item=shown)
    form = Comparison(request.GET)
    numbers = form.cleaned_data if form.is_valid() else _latest_two(every)
    old, new = (queries.version_at(item=shown, number=numbers[side]) if numbers else None for side in ("old", "new"))
    changes = []
    if old and new:
        changes = queries.changes_between(old=old.guide, new=new.guide, english=not speaks_chinese())
    context = _frame(request, "drafts", item=shown, versions=every, old=old, new=new, changes=changes)
    return page(request, "guides/comparison.html", context)


def _latest_two(versions: list[GuideVersion]) -> dict[str, int]:
    return {"new": versions[0].number, "old": versions[1].number} if len(versions) > 1 else {}


@require_safe
@staff("guides.edit")
def questions(request: HttpRequest) -> HttpResponse:
    """What residents asked and search did not find."""
    return _questions_page(request)


def _questions_page(request: HttpRequest, *, form: Settlement | None = None, status: int = 200) -> HttpResponse:
    context = _frame(request, "questions", form=form, questions=_open_questions(request), shelves=queries.catalogue())
    return page(request, "guides/questions.html", context, status=status)


@require_POST
@second_click()
@staff("guides.edit")
def settlement(request: HttpRequest, *, question: int) -> HttpResponse:
    """A question dealt with: search learns the item it meant, or it is put aside."""
    form = Settlement(request.POST)
    if not form.is_valid():
        return _questions_page(request, form=form, status=422)
    asked = queries.question_at(number=question, places=_places(request))
    slug = form.cleaned_data["item"]
    item = chosen(form, "item", lambda: queries.item_at(slug=slug)) if slug else None
    if form.errors:
        return _questions_page(request, form=form, status=422)
    actions.settle_question(question=asked, item=item, actor=_actor(request), now=clock.now())
    if item:
        told = gettext("“{question}” leads to {item} from now on.").format(
            question=asked.text, item=local(item, "name")
        )
    else:
        told = gettext("“{question}” is put aside.").format(question=asked.text)
    messages.success(request, told)
    return SeeOther(reverse("guides:questions"))


def _open_questions(request: HttpRequest) -> list[Any]:
    return queries.open_questions(places=_places(request))


def _places(request: HttpRequest) -> list[str]:
    return people.places_with(person=request.user, right="guides.edit")


def _actor(request: HttpRequest) -> str:
    return people.actor_of(request.user)  # type: ignore[arg-type] # the guard let a person in
