"""Every page, in both languages: axe finds nothing, the console is quiet, and nothing scrolls sideways.

A page is loaded once a language; then the window is made narrow and the type large where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession

from linli.base.ui.preferences import TEXT_SIZES

from .browser import LAPTOP, PHONE, Window, violations
from .conftest import Town
from .looking import FOREIGN, NAMES, SCREENS, Lookers, path_of, prefer, take_leave

pytestmark = pytest.mark.journeys

LANGUAGES = ("zh-hans", "en")
# The narrowest phones people carry, in every text size; a tablet and a laptop in the smallest and the largest.
WIDTHS = dict.fromkeys((320, 360, 390), TEXT_SIZES) | dict.fromkeys((768, 1440), TEXT_SIZES[::3])

# What sticks out at the side; and boxes that scroll by themselves but cannot be reached or have no name.
MEASURE = """async (text) => {
  const root = document.documentElement, body = document.body;
  if (text) root.dataset.text = text;
  // A drawing takes its new size a frame or two later.
  for (let frames = 0; root.scrollWidth > root.clientWidth && frames < 20; frames++)
    await new Promise((next) => requestAnimationFrame(next));
  const wide = root.clientWidth, say = (box) => box.outerHTML.slice(0, 90).replace(/\\s+/g, " ");
  const scrolls = (box) => ["auto", "scroll"].includes(getComputedStyle(box).overflowX);
  const isInside = (box) => {
    for (let up = box.parentElement; up && up !== root; up = up.parentElement) if (scrolls(up)) return true;
    return false;
  };
  const all = [...body.querySelectorAll("*")], wrong = [];
  if (root.scrollWidth > wide) {
    const out = all.filter((box) => box.getBoundingClientRect().right > wide + 0.5 && !isInside(box));
    wrong.push(`${root.scrollWidth} > ${wide}: ` + out.slice(-2).map(say).join(" | "));
  }
  const reached = "a[href], button, input, select, textarea, [tabindex='0']";
  for (const box of all.filter((box) => box.clientWidth && box.scrollWidth > box.clientWidth + 1 && scrolls(box))) {
    if (box.matches("input, textarea, select")) continue;
    if (box.tabIndex < 0 && !box.querySelector(reached)) wrong.push("cannot be reached: " + say(box));
    const isNamed = box.ariaLabel || box.hasAttribute("aria-labelledby");
    if (box.tabIndex >= 0 && !isNamed) wrong.push("has no name: " + say(box));
  }
  return wrong;
}"""


@pytest.fixture(scope="module")
def lookers(chromium: Browser, seen_town: Town) -> Iterator[Lookers]:
    lookers = Lookers(chromium, seen_town)
    yield lookers
    take_leave(lookers)


def _sideways(window: Window, cdp: CDPSession, look: str) -> list[str]:
    """At every width and text size: what does not fit."""
    wrong = []
    for width, sizes in WIDTHS.items():
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        cdp.send("Emulation.setDeviceMetricsOverride", metrics)
        for size in sizes:
            wrong += [f"{look} {width} px {size}: {what}" for what in window.page.evaluate(MEASURE, size)]
    return wrong


def _seen_by_axe(window: Window, look: str, size: dict[str, Any], text: str) -> list[str]:
    window.page.set_viewport_size(size)  # type: ignore[arg-type]
    window.page.evaluate("text => { if (text) document.documentElement.dataset.text = text }", text)
    return [f"{look}: {violation}" for violation in violations(window.page)]


def _opened(window: Window, path: str, viewport: dict[str, Any]) -> list[str]:
    """The page as it arrives; what its console says."""
    window.page.set_viewport_size(viewport)  # type: ignore[arg-type]
    window.troubles.clear()
    window.open(path)
    return list(window.troubles)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SCREENS])
def test_page(name: str, lookers: Lookers, seen_town: Town) -> None:
    window, path, wrong = lookers.of(name), path_of(name, seen_town.told), []
    for language in LANGUAGES:
        # In the largest type the page also shows the bar that changes it.
        prefer(window, language=language, text="largest")
        wrong += _opened(window, path, LAPTOP)
        if name in FOREIGN:
            continue
        is_chinese = language == LANGUAGES[0]
        look = f"{name} {language}"
        wrong += _seen_by_axe(window, look, PHONE if is_chinese else LAPTOP, "elder" if is_chinese else "normal")
        cdp = window.context.new_cdp_session(window.page)
        wrong += _sideways(window, cdp, look)
        cdp.detach()
    assert not wrong, "\n".join(dict.fromkeys(wrong))


@pytest.mark.parametrize("name", [name for name in NAMES if name in SCREENS])
def test_screen(name: str, lookers: Lookers, seen_town: Town) -> None:
    window, path, wrong = lookers.of(name), path_of(name, seen_town.told), []
    for language, query in zip(LANGUAGES, ("", "?lang=en"), strict=True):
        prefer(window, language=language, text="normal")
        wrong += _opened(window, path + query, SCREENS[name])
        wrong += [f"{language}: {what}" for what in window.page.evaluate(MEASURE, "")]
        wrong += _seen_by_axe(window, language, SCREENS[name], "")
    assert not wrong, "\n".join(dict.fromkeys(wrong))
