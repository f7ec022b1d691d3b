"""The house's own source: its files, its features and which of them a line belongs to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINLI = ROOT / "linli"
FLOORS = ("base", "community", "features", "entrypoints")
# What is not written by hand.
_MADE = ("migrations",)


def python_files(*, tests: bool = False) -> Iterator[Path]:
    """Every Python file of ours, without migrations; with the tests beside the code if asked."""
    for path in sorted(LINLI.rglob("*.py")):
        inside = path.relative_to(LINLI).parts
        if not set(_MADE) & set(inside) and (tests or "tests" not in inside):
            yield path


def templates() -> list[Path]:
    """Every template of ours."""
    return sorted(path for path in LINLI.glob("*/*/templates/**/*") if path.is_file())


def folder_of(path: Path) -> str:
    """The folder that owns the file, such as `features/hall`; empty for `config` and what lies above."""
    inside = path.relative_to(LINLI).parts
    return "/".join(inside[:2]) if inside[0] in FLOORS and len(inside) > 2 else ""


def folders() -> list[Path]:
    """Every feature, shared fact, piece of the base and way in."""
    return sorted(path for floor in FLOORS for path in (LINLI / floor).iterdir() if (path / "__init__.py").exists())


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """The file's path as people say it."""
    return str(path.relative_to(ROOT))


def module_kind(path: Path) -> str:
    """Which inner floor a file stands on: `actions`, `queries`, `rules`, `views` …"""
    inside = path.relative_to(LINLI).parts
    if inside[0] not in FLOORS or len(inside) < 3:
        return ""
    return inside[2].removesuffix(".py")
