"""How many SQL statements a page or a step takes, the session and the person included.

Counted the second time somebody comes, without savepoints, with two and with twelve people in the line: the same.
The doors that a hall or a room lives by are counted exactly; any other costs at most what is said here for all.
"""

from __future__ import annotations

LOOKING = 20  # statements of a page, at most
DOING = 36  # statements of a step, at most

HOT: dict[str, int] = {
    "GET appointments:slots": 10,
    "GET booking:book": 12,
    "GET booking:spaces": 9,
    "GET guides:guide": 2,
    "GET guides:guides": 3,
    "GET hall:bench": 23,
    "GET hall:board": 17,
    "GET hall:hall": 20,
    "GET hall:ticket": 12,
    "GET portal:health": 1,
    "GET portal:home": 7,
    "POST appointments:booking": 25,
    "POST booking:book": 31,
    "POST hall:arrivals": 17,
    "POST hall:calls": 24,
    "POST hall:finishes": 19,
    "POST hall:tickets": 23,
    "POST portal:sign_in": 8,
}

# What costs more than the others, and why it may.
DEARER: dict[str, int] = {
    "GET appointments:desk": 22,
    "GET hall:desk": 27,
    "GET hall:kiosk": 21,
    "GET hall:windows": 21,
    "GET portal:preparation": 28,
    "POST booking:change": 41,
    "POST booking:desk_series": 38,
    "POST booking:held_change": 48,
    "POST booking:series_change": 56,
    "POST portal:my_data": 40,
}
