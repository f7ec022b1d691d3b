"""When to try again, and finding the code; no database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.community.notices import rules


def test_it_is_tried_again_ever_later_and_then_given_up(now: datetime) -> None:
    waits = [rules.next_try(tries=tries, now=now, expires_at=None) for tries in range(1, 7)]
    assert waits[:5] == [now + wait for wait in rules.RETRY_AFTER]
    assert waits[:5] == sorted(waits[:5])
    assert waits[5] is None


def test_what_would_have_expired_by_then_is_given_up_at_once(now: datetime) -> None:
    assert rules.next_try(tries=2, now=now, expires_at=now + timedelta(minutes=5)) is None
    assert rules.next_try(tries=1, now=now, expires_at=now + timedelta(minutes=5)) is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("您的登录验证码是123456，5分钟内有效。", "123456"),
        ("Your code is 4821. It holds for 5 minutes.", "4821"),
        ("验证码 XQ7-K2M，请勿告诉他人", "XQ7-K2M"),
        ("没有验证码", ""),
        ("", ""),
    ],
)
def test_the_code_is_found_in_either_language(text: str, code: str) -> None:
    assert rules.code_in(text) == code
