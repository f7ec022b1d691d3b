"""The windows of a hall as its head sees them: signs, exceptions, posts, absences, and who opens which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from linli.base.kernel import Refused, clock
from linli.base.ui.page import SeeOther, page
from linli.community.calendar import queries as calendar
from linli.community.people import queries as people
from linli.community.people.models import Person
from linli.features.guides import queries as guides

from .. import actions, rules
from .. import queries as halls
from ..forms import Absent, Divide, GroupReason, Keyed, Meant, Post, Seen, Workers
from ..models import Hall, Window, WindowPost
from .access import StaffRequest, at_window, staff
from .bench import bench_page
from .screens import live_of
from .words import plate


@require_safe
@staff("hall.manage")
def windows(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """Every window: its sign, its posts, who is on it now, and what was on it before."""
    return _windows_page(request, hall)


def _windows_page(
    request: StaffRequest,
    hall: Hall,
    *,
    form: Keyed | None = None,
    refused: Refused | None = None,
    status: int = 200,
    number: int = 0,
) -> HttpResponse:
    now = clock.now()
    day = calendar.business_day(site=hall.site, now=now)
    context = {
        **live_of(hall),
        "tab": "windows",
        "day": day,
        "rows": _rows(hall, now),
        "silence": halls.silence(hall=hall, now=now),
        "division": halls.division_history(hall=hall),
        "absences": halls.absences(hall=hall, day=day),
        "workers": halls.workers(hall=hall, now=now),
        "groups": guides.groups(),
        "form": form,
        "refused": refused,
        "open_dialog": request.resolver_match.url_name if refused or form else "",
        "open_number": number,
        "sent": form.data if form is not None else {},
    }
    return page(request, "hall/windows.html", context, fragment="hall/_windows_now.html", status=status)


def _rows(hall: Hall, now: Any) -> list[dict[str, Any]]:
    posts: dict[int, dict[str, WindowPost]] = {}
    for post in halls.posts(hall=hall):
        posts.setdefault(post.window_id, {})[post.post] = post
    return [
        {
            **plate(window),
            "posts": [
                {"letter": letter, "post": posts.get(window.window.pk, {}).get(letter)}
                for letter in WindowPost.Post.values
            ],
            "sign_slugs": [group.slug for group in window.groups],
            "sign_mark": rules.mark_of(group.slug for group in window.groups),
            "exceptions_mark": rules.mark_of(group.slug for group in window.exceptions),
        }
        for window in halls.windows_of(hall=hall, now=now)
    ]


def _done(hall: Hall) -> HttpResponse:
    return SeeOther(reverse("hall:windows", args=[hall.site.slug]))


def _manage(
    request: StaffRequest, hall: Hall, form: Keyed, act: Callable[[dict[str, Any]], Any], *, number: int = 0
) -> HttpResponse:
    """Do what the head asked and go back to the windows, or show them with every objection."""
    if not form.is_valid():
        return _windows_page(request, hall, form=form, status=422, number=number)
    try:
        act(form.cleaned_data)
    except Refused as refused:
        return _windows_page(request, hall, form=form, refused=refused, status=409, number=number)
    return _done(hall)


@require_POST
@at_window("hall.manage")
def groups(request: StaffRequest, *, window: Window) -> HttpResponse:
    """Write other groups on the window's sign; what stood there stays in the history."""
    return _manage(
        request,
        window.hall,
        Divide(request.POST),
        lambda said: actions.divide(
            window=window, groups=said["groups"], seen=said["seen"], by=request.user, key=said["key"], now=clock.now()
        ),
        number=window.number,
    )


@require_POST
@at_window("hall.manage")
def exceptions(request: StaffRequest, *, window: Window) -> HttpResponse:
    """A group this window does not take, and why."""
    return _manage(
        request,
        window.hall,
        GroupReason(request.POST),
        lambda said: actions.set_exception(
            window=window,
            group=said["group"],
            reason=said["reason"],
            seen=said["seen"],
            by=request.user,
            key=said["key"],
            now=clock.now(),
        ),
        number=window.number,
    )


@require_POST
@at_window("hall.manage")
def exception_end(request: StaffRequest, *, window: Window, group: str) -> HttpResponse:
    """The window takes the group again."""
    found = next((known for known in guides.groups() if known.slug == group), None)
    if found is None:
        raise Http404("there is no such group")
    return _manage(
        request,
        window.hall,
        Seen(request.POST),
        lambda said: actions.end_exception(
            window=window, group=found, seen=said["seen"], by=request.user, key=said["key"], now=clock.now()
        ),
        number=window.number,
    )


@require_POST
@at_window("hall.manage")
def posts(request: StaffRequest, *, window: Window) -> HttpResponse:
    """Who holds the A or the B post from now on."""
    known = _workers(window.hall)
    return _manage(
        request,
        window.hall,
        Post(request.POST, choices=_choices(known)),
        lambda said: actions.set_post(
            window=window,
            post=said["post"],
            worker=known[said["worker"]] if said["worker"] else None,
            seen=said["seen"],
            by=request.user,
            key=said["key"],
            now=clock.now(),
        ),
        number=window.number,
    )


@require_POST
@staff("hall.manage")
def absences(request: StaffRequest, *, hall: Hall) -> HttpResponse:
    """Somebody is not in today: the B post will be asked."""
    known = _workers(hall)
    return _manage(
        request,
        hall,
        Absent(request.POST, choices=_choices(known)),
        lambda said: actions.mark_absent(
            hall=hall,
            worker=known[said["worker"]],
            day=said["day"],
            reason=said["reason"],
            by=request.user,
            key=said["key"],
            now=clock.now(),
        ),
    )


@require_POST
@staff("hall.manage")
def absence_end(request: StaffRequest, *, hall: Hall, worker: int) -> HttpResponse:
    """They are in after all."""
    now = clock.now()
    day = calendar.business_day(site=hall.site, now=now)
    absence = next((found for found in halls.absences(hall=hall, day=day) if found.worker_id == worker), None)
    if absence is None and worker not in _workers(hall):
        raise Http404("nobody of this number works here")
    if absence is None:  # the button was pressed twice
        return _done(hall)
    return _manage(
        request,
        hall,
        Keyed(request.POST),
        lambda said: actions.mark_present(
            hall=hall, worker=absence.worker, day=day, by=request.user, key=said["key"], now=now
        ),
    )


@require_POST
@at_window("hall.serve")
def shift(request: StaffRequest, *, window: Window) -> HttpResponse:
    """Open the window: whoever holds its post, or the one worker the head names."""
    known = _workers(window.hall)
    form = Workers(request.POST, choices=_choices(known))
    if not form.is_valid():
        return _where_asked(request, window, form=form, status=422)
    named = [known[pk] for pk in form.cleaned_data["workers"]]
    if any(worker != request.user for worker in named):
        people.require(person=request.user, right="hall.manage", place=window.hall.site.community_id)
    try:
        actions.open_window(
            window=window, workers=named, by=request.user, key=form.cleaned_data["key"], now=clock.now()
        )
    except Refused as refused:
        return _where_asked(request, window, form=form, refused=refused, status=409)
    return _back_where_asked(request, window)


@require_POST
@at_window("hall.serve")
def shift_end(request: StaffRequest, *, window: Window) -> HttpResponse:
    """Close the window."""
    form = Meant(request.POST)
    if not form.is_valid():
        return _where_asked(request, window, form=form, status=422)
    said = form.cleaned_data
    try:
        actions.close_window(window=window, by=request.user, meant=said["shift"], key=said["key"], now=clock.now())
    except Refused as refused:
        return _where_asked(request, window, form=form, refused=refused, status=409)
    return _back_where_asked(request, window)


def _is_from_windows(request: StaffRequest, window: Window) -> bool:
    return request.POST.get("from") == "windows" and people.may(
        person=request.user, right="hall.manage", place=window.hall.site.community_id
    )


def _where_asked(request: StaffRequest, window: Window, **shown: Any) -> HttpResponse:
    if _is_from_windows(request, window):
        return _windows_page(request, window.hall, number=window.number, **shown)
    return bench_page(request, window, **shown)


def _back_where_asked(request: StaffRequest, window: Window) -> HttpResponse:
    if _is_from_windows(request, window):
        return _done(window.hall)
    return SeeOther(reverse("hall:bench", args=[window.hall.site.slug, window.number]))


def _workers(hall: Hall) -> dict[int, Person]:
    return {worker.pk: worker for worker in halls.workers(hall=hall, now=clock.now())}


def _choices(workers: dict[int, Person]) -> list[tuple[int, str]]:
    return [(pk, str(worker)) for pk, worker in workers.items()]
