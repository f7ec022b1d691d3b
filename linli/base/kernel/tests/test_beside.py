"""Work beside the pages: bounded, in order, and nothing a job does ends it."""

from __future__ import annotations

import threading

from linli.base.kernel.beside import Beside


def test_jobs_are_done_in_order_and_one_that_fails_does_not_stop_the_next() -> None:
    done: list[int] = []

    def fail() -> None:
        raise ValueError

    beside = Beside("test", threads=1, most_waiting=5)
    assert beside.soon(lambda: done.append(1))
    assert beside.soon(fail)
    assert beside.soon(lambda: done.append(2))
    beside.settle()
    assert done == [1, 2]


def test_when_all_threads_hang_so_many_wait_and_the_next_is_refused() -> None:
    go_on, begun, done = threading.Event(), threading.Event(), []

    def hang() -> None:
        begun.set()
        go_on.wait(30)

    beside = Beside("test", threads=1, most_waiting=2)
    beside.soon(hang)
    assert begun.wait(30)
    assert [beside.soon(lambda: done.append(1)) for _ in range(3)] == [True, True, False]
    go_on.set()
    beside.settle()
    assert len(done) == 2
