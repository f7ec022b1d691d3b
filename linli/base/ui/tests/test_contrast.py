"""The colours of tokens.css are legible: 4.5:1 everywhere, 7:1 in elder mode."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[1] / "static" / "ui" / "tokens.css").read_text(encoding="utf-8")
BLOCKS = {
    "light": r":root \{(.*?)\n  \}",
    "elder": r"html:is\(\[data-text=\"elder\"\].*?\) \{(.*?)\n  \}",
    "dark": r"\[data-theme=\"dark\"\] \{(.*?)\n  \}",
}
ZONES = ("consult", "deliberation", "activity", "special", "display", "office")
# Every pair of text and ground that a style sheet of the house puts together.
PAIRS = [
    *[(text, ground) for text in ("ink", "ink-soft") for ground in ("paper", "surface", "sunken")],
    *[("ink", f"{ground}-soft") for ground in ("primary", "accent", "waiting", "harm")],
    *[("primary", ground) for ground in ("paper", "surface", "sunken", "primary-soft")],
    *[("primary-strong", ground) for ground in ("paper", "surface", "primary-soft")],
    *[(f"on-{fill}", fill) for fill in ("primary", "accent", "harm")],
    *[("on-primary", "primary-strong"), ("on-accent", "accent-strong")],
    *[(text, ground) for text in ("accent", "waiting", "harm") for ground in ("paper", "surface")],
    *[(text, f"{text}-soft") for text in ("accent", "waiting", "harm")],
    *[(f"zone-{zone}", f"zone-{zone}-soft") for zone in ZONES],
    *[(f"zone-{zone}", ground) for zone in ZONES for ground in ("paper", "surface")],
]


def colours(mode: str) -> dict[str, str]:
    light = _read("light")
    return light if mode == "light" else light | _read(mode)


def _read(mode: str) -> dict[str, str]:
    block = re.search(BLOCKS[mode], TOKENS, re.DOTALL)
    assert block, f"tokens.css has no block for {mode}"
    return dict(re.findall(r"--linli-([a-z-]+): (#[0-9a-f]{6});", block.group(1)))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("mode", "least"), [("light", 4.5), ("elder", 7.0), ("dark", 4.5)])
def test_every_pair_of_text_and_ground_is_legible(mode: str, least: float) -> None:
    palette = colours(mode)
    too_faint = {
        f"{text} on {ground}": round(contrast(palette[text], palette[ground]), 2)
        for text, ground in PAIRS
        if contrast(palette[text], palette[ground]) < least
    }
    assert not too_faint


@pytest.mark.parametrize("mode", ["light", "elder", "dark"])
def test_edges_of_fields_and_buttons_are_seen(mode: str) -> None:
    palette = colours(mode)
    for ground in ("paper", "surface"):
        assert contrast(palette["line-strong"], palette[ground]) >= 3


def test_style_sheets_name_tokens_and_never_a_raw_colour() -> None:
    folder = Path(__file__).parents[1] / "static" / "ui"
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
    found = {
        sheet.name: raw.findall(sheet.read_text(encoding="utf-8"))
        for sheet in folder.rglob("*.css")
        if sheet.name != "tokens.css"
    }
    assert not {name: colours for name, colours in found.items() if colours}


def test_every_style_sheet_keeps_to_its_layer() -> None:
    folder = Path(__file__).parents[1] / "static" / "ui"
    for sheet in folder.rglob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL).strip()
        assert rules.startswith("@layer "), sheet.name
