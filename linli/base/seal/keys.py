"""Which keys an installation may be run with. Pure: the settings ask before anything is served."""

from __future__ import annotations

SHORTEST = 32  # characters; NIST SP 800-107 5.3.4: a key of an HMAC below the strength of its hash weakens it
FEWEST_KINDS = 12  # different characters: a text of chance has more, a typed or repeated one fewer
WELL_KNOWN = (
    "django-insecure",
    "demo-key",
    "changeme",
    "change-me",
    "change_me",
    "your-secret",
    "example",
    "0123456789",
)


def weakness(key: str) -> str:
    """What is wrong with a key, as the end of the sentence "… is "; empty: nothing."""
    if not key.strip():
        return "empty"
    if any(text in key.lower() for text in WELL_KNOWN):
        return "a key that everybody can read somewhere"
    if len(key) < SHORTEST:
        return f"only {len(key)} characters long; {SHORTEST} are the least"
    if len(set(key)) < FEWEST_KINDS:
        return "not a random text"
    return ""
