"""How many SQL statements a page or a step takes, the session and the person included: one line a door.

Counted the second time somebody comes, without savepoints, with two and with twelve people in the line: the same.
"""

from __future__ import annotations

STATEMENTS: dict[str, int] = {}
