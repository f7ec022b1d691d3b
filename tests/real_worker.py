"""Runs what `tests.real.Worker` sends, line by line."""

from __future__ import annotations

import json
import sys
import traceback

import django


def main() -> None:
    django.setup()
    for line in sys.stdin:
        names: dict[str, object] = {}
        try:
            exec(json.loads(line), names)
            answer = {"result": names.get("result")}
        except BaseException:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
