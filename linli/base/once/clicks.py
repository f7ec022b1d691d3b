"""A second click on a button that uses something up is answered like the first (ADR 0026).

For views whose second run could not know what the first did, because the first took away what the second stands on:
the session, the code, the draft. Where the row is still there, `answer()` inside the action is enough.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from linli.base.kernel import Refused, clock
from linli.base.kernel.dated import in_force
from linli.base.seal.seal import digest, seal, unseal

from . import actions

DATA = Path(__file__).parent / "data"
NOT_CONTENT = ("csrfmiddlewaretoken", "key")
LOOK_AGAIN_S = 0.05

View = Callable[..., HttpResponse]
Again = Callable[[HttpRequest, str], None]


@dataclass(frozen=True)
class _Outcome:
    """What the first click led to: where, with which words, who or what it was about; or why it was refused."""

    to: str = ""
    said: tuple[tuple[int, str], ...] = ()
    about: str = ""
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Click:
    """One form's key in one browser, and what was sent with it."""

    actor: str
    key: str
    asked: dict[str, object]


def second_click(*, again: Again | None = None) -> Callable[[View], View]:
    """The view answers a form's first request only; the same request once more gets the first one's answer.

    The same: the form's `key`, what was typed, the address, and the browser (its CSRF cookie, which changes with
    every sign-in), within the terms' grace. A redirect is given again with what it said, after `again(request,
    about)` has put back into the session what the first request put there (`note_about`). A refusal is judged by
    the view, which asks `refused_before` and counts nothing then. Without key or cookie the view is simply asked.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
            click = _click(request)
            if click is None:
                return view(request, **named)
            now = clock.now()
            try:
                is_first = _claim(click, now)
            except Refused:  # the key of another try, such as a page gone back to: judged anew
                return view(request, **named)
            if is_first:
                return _first(request, click, view, named)
            outcome = _outcome_of(click, now)
            if outcome is None:
                return view(request, **named)
            return _like_the_first(request, outcome, again) or view(request, **named)

        return guarded

    return guard


def note_about(response: HttpResponse, about: str) -> HttpResponse:
    """The redirect, with what a second click needs to be answered alike: a reference such as "person:17"."""
    vars(response)["about"] = about
    return response


def note_refusal(response: HttpResponse, refused: Refused) -> HttpResponse:
    """The page of a refusal, with the codes of its objections, which a second click is refused with."""
    vars(response)["refused"] = refused.codes
    return response


def refused_before(request: HttpRequest) -> tuple[str, ...]:
    """The codes the very same request was refused with a moment ago; empty if it is the first of its kind."""
    codes: tuple[str, ...] = vars(request).get("refused_before", ())
    return codes


def _click(request: HttpRequest) -> _Click | None:
    cookie, key = request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""), request.POST.get("key", "")
    if request.method != "POST" or not cookie or not key:
        return None
    sent = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_CONTENT}
    what = digest(json.dumps([request.path, sent], sort_keys=True), purpose="click")
    return _Click(actor="click:" + digest(cookie, purpose="click")[:40], key=key, asked={"sent": what})


def _claim(click: _Click, now: datetime) -> bool:
    with transaction.atomic():
        return actions.answer(actor=click.actor, key=click.key, asked=click.asked, now=now) is None


def _first(request: HttpRequest, click: _Click, view: View, named: dict[str, Any]) -> HttpResponse:
    try:
        response = view(request, **named)
    except Exception:
        actions.release(actor=click.actor, key=click.key)
        raise
    is_done = isinstance(response, HttpResponseRedirect)
    outcome = _Outcome(
        to=response["Location"] if is_done else "",
        said=_said(request) if is_done else (),
        about=vars(response).get("about", ""),
        refused=tuple(vars(response).get("refused", ())),
    )
    actions.remember(actor=click.actor, key=click.key, ref=seal(json.dumps(asdict(outcome))))
    return response


def _said(request: HttpRequest) -> tuple[tuple[int, str], ...]:
    """What the next page will say; it is still said there."""
    waiting = list(messages.get_messages(request))
    for message in waiting:
        messages.add_message(request, message.level, message.message, extra_tags=message.extra_tags)
    return tuple((message.level, str(message.message)) for message in waiting)


def _outcome_of(click: _Click, now: datetime) -> _Outcome | None:
    """What the first click led to; None if it was too long ago, or has not ended within the terms' patience."""
    terms = in_force(file=DATA / "clicks.toml", day=now.date())
    since = now - timedelta(seconds=terms["grace_seconds"])
    until = time.monotonic() + terms["patience_seconds"]
    while True:
        ref = actions.answered(actor=click.actor, key=click.key, after=since)
        if ref:
            kept = json.loads(unseal(ref))
            return _Outcome(kept["to"], tuple(kept["said"]), kept["about"], tuple(kept["refused"]))
        if ref is None or time.monotonic() > until:
            return None
        time.sleep(LOOK_AGAIN_S)


def _like_the_first(request: HttpRequest, outcome: _Outcome, again: Again | None) -> HttpResponse | None:
    if not outcome.to:
        vars(request)["refused_before"] = outcome.refused
        return None
    if again and outcome.about:
        again(request, outcome.about)
    for level, text in outcome.said:
        messages.add_message(request, level, text)
    response = HttpResponseRedirect(outcome.to, status=303)
    response["Cache-Control"] = "private, no-store"
    return response
