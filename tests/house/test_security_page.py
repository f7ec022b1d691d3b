"""What `docs/security.md` says is tested is tested."""

from __future__ import annotations

import re

from .sources import ROOT

PAGE = ROOT / "docs" / "security.md"
NAMED = re.compile(r"`((?:tests|linli)/[\w./]+)(?:::(\w+))?`")


def test_every_test_that_the_page_names_is_there() -> None:
    missing = []
    for path, name in NAMED.findall(PAGE.read_text(encoding="utf-8")):
        file = ROOT / path
        if not file.exists() or (name and f"def {name}(" not in file.read_text(encoding="utf-8")):
            missing.append(f"{path}::{name}")
    assert missing == []


def test_every_finding_names_a_test_by_its_whole_path() -> None:
    rows = re.findall(r"^\| (\d\d) \| (.+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {line for line, _, _ in rows} == {str(number) for number in range(24, 34)}
    assert [finding for _, finding, tests in rows if not NAMED.search(tests)] == []
    assert "…" not in "".join(tests for *_, tests in rows)
