"""Loaded by pytest: what each folder and the dearest files cost in seconds of a processor, told at the end of a run."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

DEAREST = 10
_spent: Counter[str] = Counter()


def _seconds() -> float:
    """Of this process and of the programs it has waited for."""
    return sum(os.times()[:4])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    item.user_properties.append(("cpu_began", _seconds()))
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    report = yield
    if call.when == "teardown":
        began = next(value for name, value in item.user_properties if name == "cpu_began")
        report.user_properties = [("cpu", _seconds() - began)]  # type: ignore[attr-defined]
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    for name, value in report.user_properties:
        if name == "cpu":
            _spent[report.nodeid.split("::")[0]] += value  # type: ignore[assignment]


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not _spent:
        return
    folders: Counter[str] = Counter()
    for file, seconds in _spent.items():
        folders[_folder(file)] += seconds  # type: ignore[assignment]
    terminalreporter.section(f"seconds of a processor: {sum(_spent.values()):.0f}", sep="-")
    for folder, seconds in folders.most_common():
        terminalreporter.write_line(f"{seconds:8.1f}  {folder}/")
    terminalreporter.write_line(f"the {DEAREST} dearest files:")
    for file, seconds in _spent.most_common(DEAREST):
        terminalreporter.write_line(f"{seconds:8.1f}  {file}")


def _folder(file: str) -> str:
    parts = file.split("/")
    return "/".join(parts[1:3] if parts[0] == "linli" else parts[:2])
