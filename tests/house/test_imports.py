"""What one folder may take from another: its verbs, its nouns and, for a foreign key, its models."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from .sources import LINLI, folder_of, module_kind, name_of, python_files, tree_of

pytestmark = pytest.mark.engineless

OPEN_DOORS = {"actions", "queries", "models"}
WRITES = {
    "create", "acreate", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "update", "delete",
    "abulk_create", "aupdate", "adelete", "aget_or_create", "raw_delete",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today", "localdate", "localtime"}
CLOCK_OWNERS = {"datetime", "date", "timezone"}


def _imports(path: Path) -> list[tuple[int, str]]:
    """Every module of ours that the file imports by its absolute name, with the line."""
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
    return [(line, module) for line, module in found if module.startswith("linli.")]


def _crossings() -> list[str]:
    wrong = []
    for path in python_files():
        own = folder_of(path)
        for line, module in _imports(path):
            parts = module.split(".")
            if parts[1] not in ("features", "community") or "/".join(parts[1:3]) == own:
                continue
            is_shape = own.startswith("entrypoints/") or module_kind(path) == "forms"
            doors = OPEN_DOORS | ({"rules"} if is_shape else set())
            if own and [*parts, ""][3] not in doors:
                wrong.append(f"{name_of(path)}:{line} takes {module}")
    return wrong


def test_a_folder_takes_only_actions_queries_and_models_of_another() -> None:
    # Forms and the ways in may take pure rules too: what a phone number looks like is said once.
    wrong = _crossings()
    assert not wrong, "\n".join(wrong)


def _foreign_models(path: Path) -> dict[str, str]:
    """Names in the file that are models of another folder."""
    own = folder_of(path)
    names = {}
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            parts = node.module.split(".")
            if parts[0] == "linli" and parts[-1] == "models" and "/".join(parts[1:3]) != own:
                names |= {alias.asname or alias.name: node.module for alias in node.names}
    return names


def _root_name(node: ast.expr) -> str:
    while True:
        if isinstance(node, ast.Attribute):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else ""


def _foreign_writes(path: Path) -> list[str]:
    foreign = _foreign_models(path)
    wrong = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            source = ast.unparse(node.func)
            if _root_name(node.func) in foreign and ".objects" in source:
                wrong.append(f"{name_of(path)}:{node.lineno} {source}")
    return wrong


# The demo's cast lays down people and windows that no action makes yet; tests stand on the same cast.
_TELLERS = ("linli/entrypoints/demo/",)


def test_rows_of_a_folder_are_written_only_by_its_own_actions() -> None:
    writes = [line for path in python_files() for line in _foreign_writes(path)]
    wrong = [line for line in writes if not line.startswith(_TELLERS)]
    assert not wrong, "\n".join(wrong)


def _clock_readings(path: Path) -> list[str]:
    wrong = []
    for node in ast.walk(tree_of(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS):
            continue
        owner = ast.unparse(node.func.value).split(".")[-1]
        if owner in CLOCK_OWNERS and (node.func.attr not in ("localtime", "localdate") or not node.args):
            wrong.append(f"{name_of(path)}:{node.lineno} {ast.unparse(node)}")
    return wrong


def test_only_the_kernels_clock_reads_the_time() -> None:
    clock = LINLI / "base" / "kernel" / "clock.py"
    wrong = [line for path in python_files() if path != clock for line in _clock_readings(path)]
    assert not wrong, "\n".join(wrong)


def test_actions_queries_and_rules_never_ask_the_clock_themselves() -> None:
    wrong = [
        f"{name_of(path)}:{line} {module}"
        for path in python_files()
        if module_kind(path) in ("actions", "queries", "rules", "models")
        for line, module in _imports(path)
        if module.startswith("linli.base.kernel.clock") or module == "linli.base.kernel.now"
    ]
    assert not wrong, "\n".join(wrong)


def _offered(kind: str) -> Iterator[tuple[Path, ast.FunctionDef]]:
    """What a folder offers others: the public functions of a module, or what a package's `__init__` hands on."""
    for path in python_files():
        if module_kind(path) != kind or folder_of(path).startswith(("base/", "entrypoints/")):
            continue
        package = path.parent if path.parent.name == kind else None
        handed_on = _handed_on(package / "__init__.py") if package and kind != "rules" else None
        for node in tree_of(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if handed_on is None or node.name in handed_on:
                yield path, node


def _handed_on(path: Path) -> set[str]:
    imports = [node for node in tree_of(path).body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in imports for alias in node.names}


# A rule, and a query called something_of, may be about one thing, said without its name; all else is named.
POSITIONAL = {"actions": 0, "queries": 0, "rules": 1}


def _positional(kind: str, name: str) -> int:
    return 1 if kind == "queries" and name.endswith("_of") else POSITIONAL[kind]


@pytest.mark.parametrize("kind", POSITIONAL)
def test_public_functions_are_keyword_only_and_say_what_they_give(kind: str) -> None:
    wrong = []
    for path, function in _offered(kind):
        where = f"{name_of(path)}:{function.lineno} {function.name}"
        if len(function.args.args) + len(function.args.posonlyargs) > _positional(kind, function.name):
            wrong.append(f"{where} takes positional arguments")
        if not ast.get_docstring(function):
            wrong.append(f"{where} has no docstring")
        if function.returns is None:
            wrong.append(f"{where} does not say what it returns")
    assert not wrong, "\n".join(wrong)


def test_models_have_no_save_overrides_no_signals_and_no_ordering() -> None:
    wrong = []
    for path in python_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and node.module in ("django.dispatch", "django.db.models.signals"):
                wrong.append(f"{name_of(path)}:{node.lineno} imports {node.module}")
            if module_kind(path) != "models" or not isinstance(node, ast.ClassDef):
                continue
            names = [item.name for item in node.body if isinstance(item, ast.FunctionDef)]
            targets = [ast.unparse(item.targets[0]) for item in node.body if isinstance(item, ast.Assign)]
            if "save" in names or (node.name == "Meta" and "ordering" in targets):
                wrong.append(f"{name_of(path)}:{node.lineno} {node.name}")
    assert not wrong, "\n".join(wrong)
