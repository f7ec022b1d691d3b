"""Scenes of a race at the rating form, the newspaper rack and the counting key; told by `scenes`."""

from __future__ import annotations

from typing import Any


def visit() -> str:
    """A visit served at window 1, ready to be rated: its code."""
    from linli.features.hall import actions

    from .scenes import NOW, _window, _worker

    at: dict[str, Any] = {"window": _window(1), "worker": _worker(1), "now": NOW}
    actions.call_next(**at, key="")
    actions.welcome(**at, key="")
    code: str = actions.finish(**at, key="").code
    return code


def rate(*, racer: int, code: str, key: str = "") -> list[str]:
    """Rate the visit of a code; every racer the same one, each with a level of its own."""
    from linli.base.kernel import Refused
    from linli.features.feedback import actions, queries

    from .scenes import NOW

    try:
        ticket = queries.ticket_to_rate(code=code, person=None)
        actions.rate_visit(ticket=ticket, level=racer % 5 + 1, aspects=["attitude"], key=key or f"r{racer}", now=NOW)
    except Refused as refused:
        return refused.codes
    return ["rated"]


def publish_or_rate(*, racer: int, codes: list[str]) -> int:
    """Racer 0 publishes a month later while the others, whose clocks stand still, rate a visit each."""
    from datetime import timedelta

    from linli.features.feedback import actions

    from .scenes import NOW

    if racer == 0:
        return actions.publish(now=NOW + timedelta(days=30))
    return len(rate(racer=racer, code=codes[racer - 1]))


def lay(*, copies: int) -> int:
    """An issue with so many copies on the rack."""
    from linli.features.amenities import actions

    from .scenes import NOW, _hall, _worker

    asked: dict[str, Any] = {"by": _worker(1), "key": "", "now": NOW}
    paper = actions.add_periodical(
        site=_hall().site, title="社区晚报", title_en="", kind="newspaper", frequency="daily", **asked
    )
    return actions.register_issue(periodical=paper, day=NOW.date(), number="", copies=copies, **asked).pk


def grab(*, racer: int, issue: int, times: int) -> int:
    """Take so many copies one after another; how many there were."""
    from linli.base.kernel import Refused
    from linli.features.amenities import actions, queries

    from .scenes import NOW, _hall

    taken = 0
    for turn in range(times):
        found = queries.issue_at(site=_hall().site, pk=issue)
        try:
            actions.take_issue(issue=found, channel="rack", key=f"{racer} {turn}", now=NOW)
        except Refused:
            continue
        taken += 1
    return taken


def drop_in(*, racer: int, times: int) -> int:
    """Count so many visitors in the same hour."""
    from linli.features.amenities import actions

    from .scenes import NOW, _hall, _worker

    for turn in range(times):
        actions.count_drop_in(site=_hall().site, purpose="tea", by=_worker(1), key=f"{racer} {turn}", now=NOW)
    return times


def look_at_hand() -> dict[str, Any]:
    """What the races left."""
    from linli.features.amenities.models import DropIn, PeriodicalIssue, PeriodicalMove
    from linli.features.feedback.models import RatingUse, Stretch, Tally

    return {
        "uses": RatingUse.objects.count(),
        "marks": list(Tally.objects.order_by("about").values_list("about", "n")),
        "published": [sum(stretch.levels.values()) for stretch in Stretch.objects.all()],
        "out": list(PeriodicalIssue.objects.values_list("out", flat=True)),
        "moves": PeriodicalMove.objects.count(),
        "dropped_in": list(DropIn.objects.values_list("n", flat=True)),
    }


SCENES = {scene.__name__: scene for scene in (visit, rate, publish_or_rate, lay, grab, drop_in, look_at_hand)}
