"""The shape of the tree: names, lengths, locks."""

from __future__ import annotations

import json
import re

import pytest

from .sources import LINLI, ROOT, folders, name_of, python_files, tree_of

pytestmark = pytest.mark.engineless

LONGEST = 400
# A feature's inner floors, and what Django itself asks for.
INNER = {
    "__init__.py", "urls.py", "views.py", "views", "forms.py", "actions.py", "actions", "queries.py", "queries",
    "models.py", "models", "rules.py", "rules", "admin.py", "apps.py", "migrations", "templates", "static",
    "templatetags", "management", "locale", "tests", "data",
}  # fmt: skip


def _own_files() -> list[str]:
    texts = [*python_files(tests=True), *LINLI.rglob("*.html"), *LINLI.rglob("*.css"), *LINLI.rglob("*.js")]
    texts += [path for folder in ("tests", "bench", "make") for path in (ROOT / folder).rglob("*.py")]
    return [
        f"{name_of(path)}: {count} lines"
        for path in sorted(set(texts))
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    ]


def test_no_file_is_longer_than_a_reader_holds_in_mind() -> None:
    wrong = _own_files()
    assert not wrong, "\n".join(wrong)


def test_a_feature_has_the_inner_floors_every_feature_has() -> None:
    wrong = [
        name_of(entry)
        for folder in folders()
        if folder.parent.name in ("features", "community")
        for entry in folder.iterdir()
        if entry.name not in INNER and entry.name != "__pycache__"
    ]
    assert not wrong, "\n".join(wrong)


def test_every_folder_says_in_one_sentence_what_it_is_for() -> None:
    import ast

    silent = [name_of(folder) for folder in folders() if not ast.get_docstring(tree_of(folder / "__init__.py"))]
    assert not silent, "\n".join(silent)


def test_nothing_is_called_utils_helper_manager_or_service() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|managers?|services?|misc|common)\.py$")
    wrong = [name_of(path) for path in python_files() if vague.search(path.name)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_python_lock_holds_versions_and_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|--index|--find-links|--extra", text)
    pinned = re.findall(r"^[a-z0-9A-Z._-]+(?:\[[^\]]*\])?==", text, flags=re.MULTILINE)
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", text)
    assert len(pinned) > 10
    assert all("--hash=sha256:" in block for block in blocks if "==" in block.split("\n")[0])


def test_the_browser_lock_holds_versions_and_hashes_and_no_download_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    packages.pop("")
    assert packages
    for package in packages.values():
        assert "resolved" not in package
        assert package["integrity"].startswith("sha512-")


def test_every_test_runs() -> None:
    off = re.compile(r"pytest\.mark\.(skip|xfail)|pytest\.skip\(|unittest\.skip")
    tests = [*python_files(tests=True), *(ROOT / "tests").rglob("*.py")]
    wrong = [name_of(path) for path in tests if path.name != "test_files.py" and off.search(path.read_text("utf-8"))]
    assert not wrong, "\n".join(wrong)


def test_nothing_is_left_unfinished() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b|lorem ipsum", re.IGNORECASE)
    texts = [*python_files(tests=True), *LINLI.rglob("*.html"), *LINLI.rglob("*.css"), *LINLI.rglob("*.js")]
    wrong = [name_of(path) for path in texts if marks.search(path.read_text(encoding="utf-8"))]
    assert not wrong, "\n".join(wrong)


def test_no_script_looks_for_an_element_by_a_raw_value() -> None:
    """A key, a name or a number in a selector is escaped: `"` would be a mistake in the selector's grammar."""
    raw = re.compile(r"querySelector(?:All)?\(`[^`]*\$\{(?!CSS\.escape\()")
    wrong = [name_of(path) for path in LINLI.rglob("*.js") if raw.search(path.read_text(encoding="utf-8"))]
    assert not wrong, "\n".join(wrong)
