"""Both languages are complete: every text of ours has a Chinese sentence, and none is stale."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from .sources import FLOORS, LINLI, ROOT, folders, name_of

pytestmark = pytest.mark.engineless

SLOTS = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w*)\}(?!\})|%[sd]")
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _catalogues() -> list[Path]:
    return [folder / CATALOGUE for folder in folders() if (folder / CATALOGUE).exists()]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, str]]]:
    """For every folder, the (context, text) pairs its source marks for translation, freshly extracted."""
    copy = tmp_path_factory.mktemp("words") / "linli"
    leave_out = shutil.ignore_patterns("*.mo", "*.po", "tests", "migrations", "__pycache__", "static")
    shutil.copytree(LINLI, copy, ignore=leave_out)
    found = {}
    for floor in FLOORS:
        for folder in sorted(path for path in (copy / floor).iterdir() if (path / "__init__.py").exists()):
            (folder / "locale").mkdir(exist_ok=True)
            command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location", "-v", "0"]
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60, env=_plain_environment())
            made = folder / CATALOGUE
            entries = polib.pofile(str(made)) if made.exists() else []
            found[f"{floor}/{folder.name}"] = {(entry.msgctxt or "", entry.msgid) for entry in entries}
    return found


def _plain_environment() -> dict[str, str]:
    import os

    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}


def test_every_text_has_its_chinese_sentence_and_no_sentence_is_stale(asked: dict[str, set[tuple[str, str]]]) -> None:
    wrong = []
    for folder, wanted in asked.items():
        path = LINLI / folder / CATALOGUE
        entries = polib.pofile(str(path)) if path.exists() else []
        there = {(entry.msgctxt or "", entry.msgid) for entry in entries if not entry.obsolete}
        wrong += [f"{folder} lacks {text!r}" for _, text in sorted(wanted - there)]
        wrong += [f"{folder} keeps {text!r}, which nothing asks for" for _, text in sorted(there - wanted)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", _catalogues(), ids=name_of)
def test_no_sentence_is_empty_fuzzy_or_obsolete(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    wrong = [entry.msgid for entry in catalogue.untranslated_entries()]
    assert not wrong, "\n".join(wrong)
    wrong = [entry.msgid for entry in catalogue.fuzzy_entries()]
    assert not wrong, "\n".join(wrong)
    wrong = [entry.msgid for entry in catalogue.obsolete_entries()]
    assert not wrong, "\n".join(wrong)


def _slots(text: str) -> list[str]:
    return sorted({match.group(0) for match in SLOTS.finditer(text)})


@pytest.mark.parametrize("path", _catalogues(), ids=name_of)
def test_a_sentence_fills_the_same_slots_in_both_languages(path: Path) -> None:
    wrong = []
    for entry in polib.pofile(str(path)):
        sentences = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        source = entry.msgid_plural or entry.msgid
        wrong += [entry.msgid for sentence in sentences if _slots(sentence) != _slots(source)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", _catalogues(), ids=name_of)
def test_the_source_speaks_english(path: Path) -> None:
    # A language is named in itself, and the name of the house stands in both.
    own = {"中文", "简体中文", "Linli 邻里", "邻里"}
    chinese = [entry.msgid for entry in polib.pofile(str(path)) if CHINESE.search(entry.msgid)]
    wrong = [text for text in chinese if text not in own]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", _catalogues(), ids=name_of)
def test_a_chinese_sentence_is_chinese(path: Path) -> None:
    latin_only = [
        entry.msgid
        for entry in polib.pofile(str(path))
        if entry.msgstr == entry.msgid and re.search(r"[a-z]{3,}", SLOTS.sub("", entry.msgid))
    ]
    wrong = [text for text in latin_only if text not in ("English", "Linli")]
    assert not wrong, "\n".join(wrong)


def test_one_text_has_the_same_chinese_sentence_in_every_folder() -> None:
    # At run time all catalogues are one, so of two sentences only one would be shown; a context keeps them apart.
    said: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for path in _catalogues():
        for entry in polib.pofile(str(path)):
            text = (entry.msgctxt or "", entry.msgid, entry.msgid_plural)
            sentence = " | ".join(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr
            said.setdefault(text, {}).setdefault(sentence, []).append(name_of(path.parents[3]))
    wrong = [f"{text}: {sentences}" for text, sentences in sorted(said.items()) if len(sentences) > 1]
    assert not wrong, "\n".join(wrong)
