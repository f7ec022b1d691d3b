"""How often the ranges of the waits hold in three simulated halls, and how long one estimate takes.

    LINLI_DEMO=1 python -m bench.waits [--days 40] [--learning 20] [--every 3]

The halls are played by ciw, which knows nothing of our rules (`linli/features/hall/tests/simulated.py`); at each
arrival the rules are asked for the 80 % range with what a hall would know then. Needs no database.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from math import isfinite
from statistics import median, quantiles

import django


def main() -> None:
    """Play the halls and print two tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=40)
    parser.add_argument("--learning", type=int, default=20)
    parser.add_argument("--every", type=int, default=3)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    django.setup()
    _hit_rates(asked.days, asked.learning, asked.every)
    _speed()


def _hit_rates(days: int, learning: int, every: int) -> None:
    from linli.features.hall.tests.foretold import verdicts
    from linli.features.hall.tests.simulated import HALLS

    print("| hall | judged | held | sooner | later | left, warned | waits p50 / p90 min | width p50 min |")
    print("|---|---|---|---|---|---|---|---|")
    for hall in HALLS:
        found = list(verdicts(hall, learning=learning, days=days, every=every))
        count = Counter(verdict for _, _, verdict in found)
        judged = count["hit"] + count["early"] + count["late"]
        waits = [one.called - one.taken for one, _, _ in found if one.called is not None]
        width = median((told.high_s - told.low_s) / 60 for _, told, _ in found if isfinite(told.high_s))
        shares = " | ".join(f"{count[verdict] / judged:.1%}" for verdict in ("hit", "early", "late"))
        aside = f"{count['left']}, {count['warned']}"
        p50, p90 = (quantiles(waits, n=10)[rank] for rank in (4, 8))
        print(f"| {hall.name} | {judged} | {shares} | {aside} | {p50:.1f} / {p90:.1f} | {width:.1f} |", flush=True)


def _speed() -> None:
    from linli.features.hall import rules
    from linli.features.hall.models.windows import first_turns
    from linli.features.hall.rules.waits import Habits

    print("\n| ahead | windows | one estimate, median ms |\n|---|---|---|")
    for ahead in (0, 5, 20, 60):
        outlook = rules.Outlook(
            posts=[rules.Post(busy_s=60.0 * n) for n in range(5)],
            stretches=[rules.Stretch(0, 4_000), rules.Stretch(4_000, 11_200, 2), rules.Stretch(11_200, 23_800, 5)],
            ahead=[rules.Ahead(overtakes=n % 4 == 3) for n in range(ahead)],
            habits=Habits({None: first_turns()}, [300.0, 400.0], 0.03, 0.08, 1 / 9_000, 1 / 300),
            overtake_every=3,
        )
        spans = []
        for _ in range(40):
            begun = time.perf_counter()
            rules.range_of(outlook, low=0.1, high=0.9)
            spans.append((time.perf_counter() - begun) * 1000)
        print(f"| {ahead} | 5 | {median(spans):.1f} |")


if __name__ == "__main__":
    main()
