"""What operators are told is true: variables, unit files, commands."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .sources import ROOT, python_files

pytestmark = pytest.mark.engineless

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
_READ = re.compile(r"env\.\w+\(\s*\"(LINLI_\w+)\"|environ(?:\.get\(|\[)\s*\"(LINLI_\w+)\"")


def _read_variables() -> set[str]:
    return {
        first or second for path in python_files() for first, second in _READ.findall(path.read_text(encoding="utf-8"))
    }


def _documented() -> set[str]:
    table = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(LINLI_\w+)`", table, flags=re.MULTILINE))


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    assert sorted(_read_variables() - _documented()) == []
    # Read by the unit files, not by Python.
    assert sorted(_documented() - _read_variables() - {"LINLI_WORKERS"}) == []


def test_the_example_names_only_documented_variables() -> None:
    example = (ROOT / "deploy" / "linli.env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^(?:# )?(LINLI_\w+)=", example, flags=re.MULTILINE))
    assert sorted(named - _documented()) == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_file_runs_what_is_there(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text(encoding="utf-8").replace("/opt/linli/", f"{ROOT}/")
    for command in re.findall(r"^Exec\w+=(\S+)", text, flags=re.MULTILINE):
        assert Path(command).exists()
    copy = tmp_path / unit.name
    copy.write_text(text, encoding="utf-8")
    for other in UNITS:
        if other != unit:
            (tmp_path / other.name).write_text(other.read_text("utf-8").replace("/opt/linli/", f"{ROOT}/"), "utf-8")
    if analyze := shutil.which("systemd-analyze"):
        said = subprocess.run([analyze, "verify", str(copy)], capture_output=True, text=True, timeout=60, check=False)
        assert unit.name not in said.stderr, said.stderr


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda path: path.name)
def test_what_a_service_writes_is_for_its_owner_alone(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    assert "\nUMask=0077\n" in text
    assert "\nStateDirectoryMode=0750\n" in text


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ({"LINLI_SECRET_KEY": "short"}, "LINLI_SECRET_KEY is only 5 characters"),
        ({"LINLI_SEAL_KEYS": ""}, "LINLI_SEAL_KEYS is empty"),
        ({"LINLI_DIGEST_KEY": ""}, "LINLI_DIGEST_KEY is empty"),
        ({"LINLI_SEAL_KEYS": f"{'kq7Zp-' * 9},{'x' * 40}"}, "LINLI_SEAL_KEYS is not a random text"),
    ],
)
def test_linli_does_not_start_with_a_weak_key(keys: dict[str, str], named: str) -> None:
    good = secrets.token_urlsafe(50)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    env = kept | {"LINLI_SECRET_KEY": good, "LINLI_SEAL_KEYS": good, "LINLI_DIGEST_KEY": good} | keys
    command = [sys.executable, "-c", "import linli.config.settings"]
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert named in ended.stderr


def test_the_proxy_carries_pages_over_http2_and_streams_unbuffered() -> None:
    proxy = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert re.search(r"^\s*(listen 443 ssl http2|http2 on);", proxy, flags=re.MULTILINE)
    (live,) = re.findall(r"location = /live/ {(.*?)}", proxy, flags=re.DOTALL)
    assert "proxy_buffering off;" in live


def test_nobody_writes_down_who_asked_for_which_address() -> None:
    for unit in UNITS:
        for command in re.findall(r"^ExecStart=(.*(?:uvicorn|granian).*)", unit.read_text("utf-8"), flags=re.MULTILINE):
            assert "--no-access-log" in command, unit.name
            assert " --access-log" not in command, unit.name
    proxy = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"^\s*access_log\s+(\S+);", proxy, flags=re.MULTILINE) == ["off"]
    assert re.findall(r"^\s*error_log\s+\S+\s+(\w+);", proxy, flags=re.MULTILINE) == ["crit"]  # "error" names requests
