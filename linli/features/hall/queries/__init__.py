"""Nouns of the hall: its windows, the line, the board, a bench, one visit."""

from .shapes import Bench, Board, Call, Division, InLine, LastStep, Standing, WindowNow

__all__ = [
    "Bench",
    "Board",
    "Call",
    "Division",
    "InLine",
    "LastStep",
    "Standing",
    "WindowNow",
]

# Being filled in by E; the signatures that views and the API may count on (all keyword-only):
#   hall_at(*, slug) -> Hall                      Http404
#   window_at(*, hall, number) -> Window          Http404 (also for a window no longer in use)
#   ticket_by_code(*, code) -> Ticket             Http404
#   my_tickets(*, person, now) -> list[Standing]  live and today's tickets of a signed-in resident, newest first
#   board(*, hall, now) -> Board                  calls_after(*, hall, seq, now) -> list[Call] (oldest first)
#   window_state(*, window, now) -> WindowNow     windows_of(*, hall, now) -> list[WindowNow]
#   bench(*, window, worker, now) -> Bench        line(*, hall, now) -> list[InLine] (waiting, in the order of arrival)
#   standing(*, ticket, now) -> Standing          division_history(*, hall) -> Division
#   posts(*, hall) -> list[WindowPost] (current)  absences(*, hall, day) -> list[Absence]
#   matters_of(*, ticket) -> list[Matter]         held_ticket(*, hall, holder, device, now) -> Ticket | None
#   workers(*, hall, now) -> list[Person]         who may be put on a window
#   open_days(*, now) -> list[(Hall, date)]       days that `close_day` would close now (the tick asks)
