"""Who asks, told as short as tests do."""

from __future__ import annotations

from typing import Any

from linli.community.people.queries import Caller


def with_caller(asked: dict[str, Any]) -> dict[str, Any]:
    """`asked` with a `caller` made of its person (`holder`), `device`, `phone` and `language`.

    A phone without a device was told at a desk, which stands for it.
    """
    names = {"holder": "person", "device": "device", "phone": "phone", "language": "language"}
    given = {names[name]: asked.pop(name) for name in tuple(names) if name in asked}
    if given and "caller" not in asked:
        asked["caller"] = Caller(**given, is_proved="phone" in given and "device" not in given)
    return asked
