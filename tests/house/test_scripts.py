"""What scripts may use: a hall's own network has a name and no certificate, and there much of a browser is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .sources import LINLI, name_of

pytestmark = pytest.mark.engineless

# Only in secure contexts (HTTPS, or localhost), and there is another way that works everywhere.
NEVER = re.compile(r"\bcrypto\s*(?:\?\.|\.)\s*(?:randomUUID|subtle)\b|\[\s*[\"'](?:randomUUID|subtle)[\"']\s*\]")
# Only in secure contexts: used where the same script first looks whether it is there.
GUARDED = [
    "serviceWorker", "clipboard", "wakeLock", "mediaDevices", "geolocation", "credentials", "storage", "locks", "share",
    "vibrate", "usb", "bluetooth", "serial", "hid", "setAppBadge", "caches", "Notification", "PushManager",
    "cookieStore", "showOpenFilePicker", "showSaveFilePicker", "PaymentRequest",
]  # fmt: skip
GLOBAL = {"caches", "Notification", "PushManager", "cookieStore", "showOpenFilePicker", "showSaveFilePicker"}


def _scripts() -> list[Path]:
    return sorted([*LINLI.glob("*/*/static/**/*.js"), *LINLI.glob("*/*/templates/**/*.js")])


def _code(path: Path) -> str:
    """A script without its comments."""
    return re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def unguarded(code: str) -> list[str]:
    """The secure-context-only names that a script uses without looking first whether they are there."""
    # A worker only ever runs where workers exist.
    if 'self.addEventListener("fetch"' in code or "isSecureContext" in code:
        return []
    wrong = []
    for name in GUARDED:
        owner = r"(?:window\.|globalThis\.|self\.|\b)" if name in GLOBAL else r"\bnavigator\."
        used = re.search(rf"(?<![\w.\"']){owner}{name}\b(?!\s*:)", code)
        looks = re.search(
            rf"(?:if\s*\([^;{{]*|[!&|]\s*|\?\s*)(?:navigator\.|window\.){name}\b|navigator\.{name}\s*(?:\?|&&)"
            rf"|[\"']{name}[\"']\s+in\s",
            code,
        )
        if used and not looks:
            wrong.append(name)
    return wrong


def test_no_script_needs_https_for_a_key() -> None:
    wrong = [name_of(path) for path in _scripts() if NEVER.search(_code(path))]
    assert not wrong, "use linliKey() of ui/key.js: " + ", ".join(wrong)


def test_what_only_https_has_is_looked_for_before_it_is_used() -> None:
    wrong = [f"{name_of(path)}: {', '.join(names)}" for path in _scripts() if (names := unguarded(_code(path)))]
    assert not wrong, "\n".join(wrong)


def test_a_page_whose_script_needs_a_key_brings_the_key() -> None:
    users = {path.name for path in _scripts() if "linliKey(" in _code(path) and path.name != "key.js"}
    assert users
    pages = [path for path in LINLI.rglob("*.html") if any(f"/{name}'" in path.read_text("utf-8") for name in users)]
    assert pages
    wrong = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        first = min(text.index(f"/{name}'") for name in users if f"/{name}'" in text)
        if not 0 <= text.find("ui/key.js") < first:
            wrong.append(name_of(page))
    assert not wrong, "ui/key.js must stand before: " + ", ".join(wrong)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("navigator.clipboard.writeText(text);", ["clipboard"]),
        ("if (navigator.clipboard) navigator.clipboard.writeText(text);", []),
        ("new Notification(text);", ["Notification"]),
        ("if (!navigator.serviceWorker) return; navigator.serviceWorker.register(url);", []),
        ("navigator.serviceWorker.register(url);", ["serviceWorker"]),
        ("const { locks } = {}; navigator.locks?.request(name, run);", []),
        ("caches.open(name);", ["caches"]),
    ],
)
def test_the_look_at_scripts_sees(code: str, names: list[str]) -> None:
    assert unguarded(code) == names
