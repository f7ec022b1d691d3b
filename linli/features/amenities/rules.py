"""What stands in the way of taking a newspaper along, of bringing it back, and of correcting a count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _


@dataclass(frozen=True)
class Copies:
    """An issue on the rack: how many copies it has, and how many are out."""

    copies: int
    out: int
    is_on_rack: bool


def objections_to_taking(issue: Copies) -> list[Objection]:
    """Why no copy can be taken along."""
    found = _off_the_rack(issue)
    if issue.out >= issue.copies:
        found.append(Objection("none_left", _("All copies are out. One may come back soon; please look again later.")))
    return found


def objections_to_returning(issue: Copies) -> list[Objection]:
    """Why no copy can be noted as brought back; an issue off the rack is taken back all the same."""
    found = []
    if issue.out <= 0:
        found.append(
            Objection(
                "none_out", _("All copies of this issue are noted as here. Just lay it back on the rack; thank you.")
            )
        )
    return found


def objections_to_registering(*, is_known: bool, day: date, today: date) -> list[Objection]:
    """Why an issue cannot be put on the rack."""
    found = []
    if is_known:
        found.append(Objection("issue_known", _("This issue is on the register already."), field="day"))
    if day > today:
        found.append(Objection("issue_ahead", _("This issue has not appeared yet."), field="day"))
    return found


def objections_to_correcting(*, copies: int, out: int, reason: str) -> list[Objection]:
    """Why a count cannot be corrected."""
    found = []
    if out > copies:
        found.append(Objection("more_out_than_copies", _("More cannot be out than there are copies."), field="out"))
    if not reason.strip():
        found.append(Objection("reason_missing", _("Say in a few words why."), field="reason"))
    return found


def changed_meanwhile(*, copies: int, out: int) -> Objection:
    """Somebody took, returned or counted since the page was shown."""
    text = _("The counts have changed meanwhile: {copies} copies, {out} of them out. Nothing was done, look again.")
    return Objection("changed_meanwhile", text, {"copies": copies, "out": out})


def first_of_months(day: date, *, months: int) -> date:
    """The first day of the first of so many months, of which the last is the day's own."""
    index = day.year * 12 + day.month - months
    return date(index // 12, index % 12 + 1, 1)


def nothing_counted() -> Objection:
    """Nobody was counted today who could be taken back."""
    return Objection("nothing_counted", _("Nobody was counted today for this, so nothing can be taken back."))


def _off_the_rack(issue: Copies) -> list[Objection]:
    return [] if issue.is_on_rack else [Objection("off_the_rack", _("This issue is not on the rack any more."))]
