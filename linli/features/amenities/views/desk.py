"""The worker's page: who drops in, which issues lie on the rack, and counts put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui import doors
from linli.base.ui.page import SeeOther, page
from linli.community.calendar import queries as calendar
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.community.places import queries as places
from linli.community.places.models import Site

from .. import actions, queries
from ..forms import AddPeriodical, CorrectIssue, CountDropIn, Keyed, RegisterIssue
from ..models import DropIn
from .public import shelves, table_of

DAYS_SHOWN = 14
# A key on the keyboard for each purpose.
KEYS = {purpose: str(number) for number, purpose in enumerate(DropIn.Purpose, 1)}
DROP_IN_ICONS = {
    "": "door-open",
    "tea": "cup-hot",
    "reading": "book",
    "waiting": "hourglass-split",
    "company": "people",
}

StaffRequest = doors.RequestOf[Person]

# The guard for views of who serves at the site; they get the site instead of its name.
_staff = doors.staff_at_site(
    "amenities.serve",
    require=people.require,
    find=places.site_by_slug,
    gives="site",
    place=lambda site: site.community_id,
    back=lambda site, **_rest: reverse("amenities:desk", args=[site]),
)


@require_safe
@_staff
def desk(request: StaffRequest, *, site: Site) -> HttpResponse:
    """Count who drops in, and keep the rack."""
    return _desk_page(request, site)


@require_POST
@_staff
def drop_ins(request: StaffRequest, *, site: Site) -> HttpResponse:
    """One visitor more; or one fewer, where a key was pressed by mistake."""
    form = CountDropIn(request.POST)
    if not form.is_valid():
        return _desk_page(request, site, form=form, status=422)
    sent = form.cleaned_data
    count = actions.count_drop_in if sent["step"] > 0 else actions.uncount_drop_in
    told = gettext("One visitor counted.") if sent["step"] > 0 else gettext("One visitor taken back.")
    return _done(request, site, form, told, lambda: count(
        site=site, purpose=sent["purpose"], by=request.user, key=sent["key"], now=clock.now()
    ))  # fmt: skip


@require_POST
@_staff
def periodicals(request: StaffRequest, *, site: Site) -> HttpResponse:
    """A newspaper or magazine to keep from now on."""
    form = AddPeriodical(request.POST)
    if not form.is_valid():
        return _desk_page(request, site, form=form, status=422)
    told = gettext("{title} is kept from now on.").format(title=form.cleaned_data["title"])
    return _done(request, site, form, told, lambda: actions.add_periodical(
        site=site, by=request.user, now=clock.now(), **form.cleaned_data
    ))  # fmt: skip


@require_POST
@_staff
def issues(request: StaffRequest, *, site: Site) -> HttpResponse:
    """An issue laid on the rack."""
    form = RegisterIssue(request.POST, site=site)
    if not form.is_valid():
        return _desk_page(request, site, form=form, status=422)
    told = gettext("{title} lies on the rack.").format(title=form.cleaned_data["periodical"])
    return _done(request, site, form, told, lambda: actions.register_issue(
        by=request.user, now=clock.now(), **form.cleaned_data
    ))  # fmt: skip


@require_POST
@_staff
def count(request: StaffRequest, *, site: Site, issue: int) -> HttpResponse:
    """The counts of an issue put right."""
    found, form = queries.issue_at(site=site, pk=issue), CorrectIssue(request.POST)
    if not form.is_valid():
        return _desk_page(request, site, form=form, issue=issue, status=422)
    told = gettext("The counts of {title} are put right.").format(title=found.periodical)
    return _done(request, site, form, told, lambda: actions.correct_issue(
        issue=found, by=request.user, now=clock.now(), **form.cleaned_data
    ), issue=issue)  # fmt: skip


@require_POST
@_staff
def withdrawal(request: StaffRequest, *, site: Site, issue: int) -> HttpResponse:
    """An old issue taken off the rack."""
    found, form = queries.issue_at(site=site, pk=issue), Keyed(request.POST)
    if not form.is_valid():
        return _desk_page(request, site, form=form, status=422)
    told = gettext("{title} is off the rack.").format(title=found.periodical)
    return _done(request, site, form, told, lambda: actions.withdraw_issue(
        issue=found, by=request.user, now=clock.now(), **form.cleaned_data
    ))  # fmt: skip


def _done(
    request: HttpRequest,
    site: Site,
    form: BaseForm,
    told: str,
    act: Callable[[], object],
    issue: int | None = None,
) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        return _desk_page(request, site, form=form, refused=refused, issue=issue, status=409)
    messages.success(request, told)
    return SeeOther(reverse("amenities:desk", args=[site.slug]))


def _desk_page(
    request: HttpRequest,
    site: Site,
    *,
    form: BaseForm | None = None,
    refused: Refused | None = None,
    issue: int | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    today = calendar.business_day(site=site, now=now)
    counted = queries.drop_ins_today(site=site, now=now)
    days = queries.drop_in_days(site=site, first_day=today - timedelta(days=DAYS_SHOWN - 1), last_day=today)
    context = {
        "tab": "amenities",
        "site": site,
        "today": today,
        "purposes": [
            {
                "value": one.value,
                "word": one.label,
                "key": KEYS[one],
                "icon": DROP_IN_ICONS[one.value],
                "n": counted[one],
            }
            for one in DropIn.Purpose
        ],
        "counted": sum(counted.values()),
        "rack": shelves(queries.rack(site=site)),
        "register": form if isinstance(form, RegisterIssue) else RegisterIssue(site=site, initial={"day": today}),
        "add": form if isinstance(form, AddPeriodical) else AddPeriodical(),
        "correct": form if isinstance(form, CorrectIssue) else None,
        "corrected_issue": issue,
        "form": form,
        "refused": refused,
        **table_of(days),
    }
    return page(request, "amenities/desk.html", context, status=status)
