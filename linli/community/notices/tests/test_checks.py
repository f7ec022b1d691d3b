"""What is said at the start about text messages."""

from __future__ import annotations

from typing import Any

import pytest

from linli.community.notices.apps import texts_have_an_address

pytestmark = pytest.mark.engineless


@pytest.mark.parametrize(
    ("gateway", "address", "ids"),
    [
        ("json://sms.example/{phone}/{text}", "", ["linli.notices.W001"]),
        ("json://sms.example/{phone}/{text}", "https://linli.example.org", []),
        ("", "", []),
    ],
)
def test_texts_without_an_address_are_warned_of(settings: Any, gateway: str, address: str, ids: list[str]) -> None:
    settings.LINLI_SMS_URL, settings.LINLI_ADDRESS = gateway, address
    assert [one.id for one in texts_have_an_address()] == ids
