"""The windows for programs with a token: a worker's caller pad, a counter screen, a station head's tool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Status
from ninja.errors import ValidationError

from linli.base.kernel import clock
from linli.base.kernel import gettext_noop as _
from linli.community.people.models import Person
from linli.features.hall import actions
from linli.features.hall import queries as halls
from linli.features.hall.models import Ticket, Window

from . import benches, problems, shapes
from .auth import Bearer, may, require
from .hall import group_named
from .kinds import Key

router = Router(tags=["windows"], auth=Bearer())

NEXT = shapes.CallWhom()
ANY = shapes.Step()
NOBODY = 0
LAST = shapes.Undo()
WINDOW = "/sites/{slug:slug}/windows/{whole:number}"
ANSWERS = {200: shapes.StepOut, **problems.of(401, 403, 404, 409, 422)}
OPENED = {201: shapes.StepOut, **problems.of(401, 403, 404, 409, 422)}


@dataclass(frozen=True)
class Post:
    """The window a request is about, the person the token acts for, and the moment."""

    window: Window
    person: Person
    now: datetime


@router.get(
    "/sites/{slug:slug}/windows",
    response={200: list[shapes.BenchOut], **problems.of(401, 403, 404)},
    operation_id="listWindows",
    summary=_("The hall's windows with their workers and visitors"),
    description=_("Every window in use, by number."),
)
def list_windows(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """The hall's windows with their workers and visitors."""
    hall = halls.hall_at(slug=slug)
    require(request, right="hall.look", site=hall.site)
    return [benches.bench(each) for each in halls.windows_of(hall=hall, now=clock.now())]


@router.get(
    WINDOW,
    response={200: shapes.WindowLineOut, **problems.of(401, 403, 404)},
    operation_id="seeWindow",
    summary=_("One window with its line"),
    description=_("The line in the order this window would call it."),
)
def see_window(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    """One window with its line."""
    post = _post(request, slug, number, right="hall.look")
    bench = halls.bench(window=post.window, worker=post.person, now=post.now)
    return {
        "window": benches.bench(bench.now, bench.matters),
        "line": [benches.in_line(each) for each in bench.line],
        "aside": [benches.in_line(each) for each in bench.aside],
        "last_step": benches.last_step(bench.last_step, zone=post.window.hall.site.timezone),
    }


@router.post(
    f"{WINDOW}/shift",
    response=OPENED,
    operation_id="openWindow",
    summary=_("Open a window"),
    description=_("A worker opens it for themselves; a station head says who serves. One window, one worker."),
)
def open_window(request: HttpRequest, slug: str, number: int, body: shapes.Open, key: Key) -> Status[Any]:
    """Open a window."""
    post = _post(request, slug, number)
    workers = _workers(request, post, body.workers)
    actions.open_window(window=post.window, workers=workers, by=post.person, key=key, now=post.now)
    return Status(201, _after(post))


@router.post(
    f"{WINDOW}/shift/end",
    response=ANSWERS,
    operation_id="closeWindow",
    summary=_("Close a window"),
    description=_("The window's shift ends."),
)
def close_window(request: HttpRequest, slug: str, number: int, key: Key) -> dict[str, Any]:
    """Close a window."""
    post = _post(request, slug, number)
    actions.close_window(window=post.window, by=post.person, key=key, now=post.now)
    return _after(post)


@router.post(
    f"{WINDOW}/pause",
    response=OPENED,
    operation_id="pauseWindow",
    summary=_("Pause a window"),
    description=_("It calls nobody until it is resumed; the reason is on its sign."),
)
def pause_window(request: HttpRequest, slug: str, number: int, body: shapes.Because, key: Key) -> Status[Any]:
    """Pause a window."""
    post = _post(request, slug, number)
    actions.pause_window(window=post.window, reason=body.reason, by=post.person, key=key, now=post.now)
    return Status(201, _after(post))


@router.post(
    f"{WINDOW}/pause/end",
    response=ANSWERS,
    operation_id="resumeWindow",
    summary=_("Resume a window"),
    description=_("The pause ends."),
)
def resume_window(request: HttpRequest, slug: str, number: int, key: Key) -> dict[str, Any]:
    """Resume a window."""
    post = _post(request, slug, number)
    actions.resume_window(window=post.window, by=post.person, key=key, now=post.now)
    return _after(post)


@router.post(
    f"{WINDOW}/calls",
    response=ANSWERS,
    operation_id="callNext",
    summary=_("Call the next visitor"),
    description=_(
        "Also finishes the present visit. With `label`: somebody set aside or missed. Nobody waiting: an empty label."
    ),
)
def call_next(request: HttpRequest, slug: str, number: int, key: Key, body: shapes.CallWhom = NEXT) -> dict[str, Any]:
    """Call the next visitor."""
    post = _post(request, slug, number)
    meant = _meant(post, body)
    if body.label:
        chosen = _in_hall(post, body.label)
        ticket = actions.call_ticket(
            window=post.window, ticket=chosen, worker=post.person, meant=meant, key=key, now=post.now
        )
        return _after(post, ticket)
    called = actions.call_next(window=post.window, worker=post.person, meant=meant, key=key, now=post.now)
    return _after(post, called)


@router.post(
    f"{WINDOW}/recalls",
    response=ANSWERS,
    operation_id="recall",
    summary=_("Call the same number again"),
    description=_("As often as the hall's terms allow."),
)
def recall(request: HttpRequest, slug: str, number: int, key: Key, body: shapes.Step = ANY) -> dict[str, Any]:
    """Call the same number again."""
    return _step(request, slug, number, key, actions.recall, body)


@router.post(
    f"{WINDOW}/arrivals",
    response=ANSWERS,
    operation_id="welcome",
    summary=_("The visitor has come"),
    description=_("The visit begins."),
)
def welcome(request: HttpRequest, slug: str, number: int, key: Key, body: shapes.Step = ANY) -> dict[str, Any]:
    """The visitor has come."""
    return _step(request, slug, number, key, actions.welcome, body)


@router.post(
    f"{WINDOW}/no-shows",
    response=ANSWERS,
    operation_id="markMissed",
    summary=_("The visitor did not come"),
    description=_("They may come back to the line."),
)
def mark_missed(request: HttpRequest, slug: str, number: int, key: Key, body: shapes.Step = ANY) -> dict[str, Any]:
    """The visitor did not come."""
    return _step(request, slug, number, key, actions.mark_missed, body)


@router.post(
    f"{WINDOW}/parkings",
    response=ANSWERS,
    operation_id="park",
    summary=_("Set the visitor aside"),
    description=_("Something has to be fetched or filled in; they come back to the same worker."),
)
def park(request: HttpRequest, slug: str, number: int, body: shapes.Because, key: Key) -> dict[str, Any]:
    """Set the visitor aside."""
    return _step(request, slug, number, key, actions.park, body, reason=body.reason)


@router.post(
    f"{WINDOW}/transfers",
    response=ANSWERS,
    operation_id="transfer",
    summary=_("Hand the visitor on"),
    description=_("They keep their place, and the first worker stays answerable."),
)
def transfer(request: HttpRequest, slug: str, number: int, body: shapes.HandOn, key: Key) -> dict[str, Any]:
    """Hand the visitor on."""
    post = _post(request, slug, number)
    goal = _goal(post.window, body.to_window)
    ticket = actions.transfer(
        window=post.window,
        worker=post.person,
        to_window=goal,
        reason=body.reason,
        meant=_meant(post, body),
        key=key,
        now=post.now,
    )
    return _after(post, ticket)


@router.post(
    f"{WINDOW}/matters",
    response=OPENED,
    operation_id="addMatter",
    summary=_("Add a matter to the visit"),
    description=_("The visitor came for one more thing: no new number is needed."),
)
def add_matter(request: HttpRequest, slug: str, number: int, body: shapes.Matters, key: Key) -> Status[Any]:
    """Add a matter to the visit."""
    post = _post(request, slug, number)
    group = group_named(body.group, where=("body", "group"))
    meant = _meant(post, body)
    matter = actions.add_matter(window=post.window, worker=post.person, group=group, meant=meant, key=key, now=post.now)
    return Status(201, _after(post, matter.ticket))


@router.post(
    WINDOW + "/matters/{whole:position}/outcome",
    response=ANSWERS,
    operation_id="finishMatter",
    summary=_("Say how a matter ended"),
    description=_("Done, or could not be done and why."),
)
def finish_matter(
    request: HttpRequest, slug: str, number: int, position: int, body: shapes.Outcome, key: Key
) -> dict[str, Any]:
    """Say how a matter ended."""
    post = _post(request, slug, number)
    matter = actions.finish_matter(
        window=post.window,
        worker=post.person,
        position=position,
        outcome=body.outcome,
        note=body.note,
        meant=_meant(post, body),
        key=key,
        now=post.now,
    )
    return _after(post, matter.ticket)


@router.post(
    WINDOW + "/matters/{whole:position}/materials",
    response=ANSWERS,
    operation_id="checkMaterials",
    summary=_("Go through a matter's list"),
    description=_("What is there of what the guide in force asks for; the visitor's phone shows the same."),
)
def check_materials(
    request: HttpRequest, slug: str, number: int, position: int, body: shapes.Found, key: Key
) -> dict[str, Any]:
    """Go through a matter's list."""
    post = _post(request, slug, number)
    matter = actions.check_materials(
        window=post.window,
        worker=post.person,
        position=position,
        have=body.have,
        situations=body.situations,
        meant=_meant(post, body),
        key=key,
        now=post.now,
    )
    return _after(post, matter.ticket)


@router.post(
    f"{WINDOW}/finishes",
    response=ANSWERS,
    operation_id="finish",
    summary=_("Finish the visit"),
    description=_("Without calling anybody."),
)
def finish(request: HttpRequest, slug: str, number: int, key: Key, body: shapes.Step = ANY) -> dict[str, Any]:
    """Finish the visit."""
    return _step(request, slug, number, key, actions.finish, body)


@router.post(
    f"{WINDOW}/undo",
    response=ANSWERS,
    operation_id="undo",
    summary=_("Take back the last step"),
    description=_("Within the time the hall's terms give."),
)
def undo(request: HttpRequest, slug: str, number: int, key: Key, body: shapes.Undo = LAST) -> dict[str, Any]:
    """Take back the last step."""
    post = _post(request, slug, number)
    ticket = actions.undo(window=post.window, worker=post.person, step=body.step, key=key, now=post.now)
    return _after(post, ticket)


def _post(request: HttpRequest, slug: str, number: int, *, right: str = "hall.serve") -> Post:
    """What the request is about.

    :raises Http404: there is no such window. :raises PermissionDenied: the token may not do this there.
    """
    hall = halls.hall_at(slug=slug)
    person = require(request, right=right, site=hall.site)
    return Post(window=halls.window_at(hall=hall, number=number), person=person, now=clock.now())


def _step(
    request: HttpRequest,
    slug: str,
    number: int,
    key: str,
    action: Callable[..., Ticket],
    body: shapes.Step,
    **said: Any,
) -> dict[str, Any]:
    """One step of the worker at the window, and the window after it."""
    post = _post(request, slug, number)
    meant = _meant(post, body)
    return _after(post, action(window=post.window, worker=post.person, meant=meant, key=key, now=post.now, **said))


def _meant(post: Post, body: shapes.Step) -> int | None:
    """The ticket the caller saw at the window (0: nobody), None where they do not say; or a 422."""
    if body.visitor is None:
        return None
    return _in_hall(post, body.visitor, where="visitor").pk if body.visitor else NOBODY


def _workers(request: HttpRequest, post: Post, staff_numbers: list[str]) -> list[Person]:
    """Who shall serve: oneself; or, for who manages the hall, whoever is named, or (nobody named) holds the post."""
    site = post.window.hall.site
    if set(staff_numbers) <= {post.person.staff_number} and not may(request, right="hall.manage", site=site):
        return [post.person]
    require(request, right="hall.manage", site=site)
    known = {worker.staff_number: worker for worker in halls.workers(hall=post.window.hall, now=post.now)}
    wrong = [position for position, staff_number in enumerate(staff_numbers) if staff_number not in known]
    if wrong:
        raise ValidationError([{"loc": ("body", "workers", position), "type": "unknown"} for position in wrong])
    return [known[staff_number] for staff_number in staff_numbers]


def _in_hall(post: Post, label: str, *, where: str = "label") -> Ticket:
    """The ticket with this number today, or a 422; what may be done with it is the action's question."""
    found = halls.ticket_of_today(hall=post.window.hall, label=label, now=post.now)
    if found is None:
        raise ValidationError([{"loc": ("body", where), "type": "unknown"}])
    return found


def _goal(window: Window, number: int | None) -> Window | None:
    if number is None:
        return None
    try:
        return halls.window_at(hall=window.hall, number=number)
    except Http404:
        raise ValidationError([{"loc": ("body", "to_window"), "type": "unknown"}]) from None


def _after(post: Post, ticket: Ticket | None = None) -> dict[str, Any]:
    """The window after the step, as `StepOut`."""
    state = halls.window_state(window=post.window, now=post.now)
    return {"label": ticket.label if ticket else "", "window": benches.bench(state)}
