"""Verbs of the hall: take a ticket, open a window, call, serve, finish, take back, close the day.

Every verb is keyword-only, runs in one transaction, raises `Refused` with every objection at once and then has
written nothing; a repeated `key` answers with what the first request made.
"""

# Being filled in by E; the signatures that views, the API and the demo may count on:
#   take_ticket(*, hall, groups, priority, channel, holder=None, device="", phone="", taken_by=None, language="",
#               key, actor, now) -> Ticket
#   leave_line(*, ticket, key, actor, now) -> Ticket      return_to_line(*, ticket, key, actor, now) -> Ticket
#   open_window(*, window, workers, by, key, now) -> WindowShift
#   close_window / resume_window (*, window, by, key, now) -> WindowShift
#   pause_window(*, window, reason, by, key, now) -> WindowShift
#   divide(*, window, groups, by, key, now) -> Window
#   set_exception(*, window, group, reason, by, key, now) -> Window
#   end_exception(*, window, group, by, key, now) -> Window
#   set_post(*, window, post, worker, by, key, now) -> WindowPost | None   (worker None: the post is empty)
#   mark_absent(*, hall, worker, day, reason, by, key, now) -> Absence
#   mark_present(*, hall, worker, day, by, key, now) -> None
#   call_next(*, window, worker, key, now) -> Ticket | None
#   call_ticket(*, window, ticket, worker, key, now) -> Ticket
#   recall / welcome / mark_missed / finish / undo (*, window, worker, key, now) -> Ticket
#   park(*, window, worker, reason, key, now) -> Ticket
#   transfer(*, window, worker, to_window, reason, key, now) -> Ticket
#   add_matter(*, window, worker, group, key, now) -> Matter
#   finish_matter(*, window, worker, position, outcome, note, key, now) -> Matter
#   close_day(*, hall, day, now) -> HallDay               purge_contacts(*, now) -> int
# A visitor who was called must be answered for (welcome, recall or mark_missed) before call_next: it refuses with
# "visitor_not_answered". `phone` is E.164; `device` is any stable text of the phone or browser (only its digest stays).
