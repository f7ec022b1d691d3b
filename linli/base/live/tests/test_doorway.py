"""Who is counted as whom, and how many come in."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest

from linli.base.live.doorway import Doorway, Full, address_of

pytestmark = pytest.mark.engineless


def scope(client: str = "10.0.0.9", *forwarded: str) -> dict[str, Any]:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"type": "http", "client": (client, 5000), "headers": [(b"host", b"linli"), *headers]}


def doorway(*, most: int = 10, most_per_address: int = 10) -> Doorway:
    return Doorway(most=most, most_per_address=most_per_address, retry_after_s=30)


def test_three_thousand_streams_from_one_address_are_bounded_and_another_still_comes_in() -> None:
    door = doorway(most=10_000, most_per_address=400)
    with ExitStack() as inside:
        refused = 0
        for _ in range(3000):
            try:
                inside.enter_context(door.passed("192.0.2.1"))
            except Full:
                refused += 1
        assert refused == 2600
        with pytest.raises(Full) as full, door.passed("192.0.2.1"):
            pytest.fail("came in")
        assert (full.value.status, full.value.retry_after_s) == (429, 30)
        inside.enter_context(door.passed("192.0.2.2"))


def test_a_full_process_says_that_it_is_busy() -> None:
    door = doorway(most=2)
    with door.passed("a"), door.passed("b"), pytest.raises(Full) as refused, door.passed("c"):
        pytest.fail("came in")
    assert refused.value.status == 503


def test_who_leaves_makes_room_even_by_a_mistake() -> None:
    door = doorway(most=1, most_per_address=1)
    with pytest.raises(ZeroDivisionError), door.passed("a"):
        raise ZeroDivisionError
    with door.passed("a"):
        pass


@pytest.mark.parametrize(
    ("proxies", "client", "forwarded", "address"),
    [
        (0, "192.0.2.1", [], "192.0.2.1"),
        (0, "192.0.2.1", ["203.0.113.5"], "192.0.2.1"),  # said by the caller itself
        (1, "127.0.0.1", ["203.0.113.5"], "203.0.113.5"),
        (1, "127.0.0.1", ["198.51.100.1, 203.0.113.5"], "203.0.113.5"),
        (2, "127.0.0.1", ["9.9.9.9", "198.51.100.1, 203.0.113.5"], "198.51.100.1"),
        (1, "127.0.0.1", [], "127.0.0.1"),
        (0, "2001:db8:1:2:aaaa::1", [], "2001:db8:1:2::/64"),
        (0, "2001:db8:1:2:bbbb::2", [], "2001:db8:1:2::/64"),
        (0, "::ffff:192.0.2.1", [], "192.0.2.1"),
        (1, "127.0.0.1", ["x" * 500], "x" * 64),
    ],
)
def test_an_address_is_that_of_the_network_the_browser_is_in(
    proxies: int, client: str, forwarded: list[str], address: str
) -> None:
    assert address_of(scope(client, *forwarded), proxies=proxies) == address


def test_a_socket_without_an_address_is_counted_too() -> None:
    assert address_of({"type": "http", "client": None, "headers": []}, proxies=0) == ""
