"""What is logged, without what opens something: a code in an address is a secret, and a moment beside it a trace."""

from __future__ import annotations

import logging
import re

# A code has at least 16 characters (12 bytes); what stands behind a question mark may hold anything.
_CODE = re.compile(r"(?<=[/=])[A-Za-z0-9_-]{16,}(?=[/?&\s\"',)\]]|$)")
_QUERY = re.compile(r"(?<=[\w/])\?[^\s\"']*")
HIDDEN = "…"


def without_secrets(text: str) -> str:
    """The text without long parts of addresses and without what was asked behind a question mark."""
    return _CODE.sub(HIDDEN, _QUERY.sub("", text))


class WithoutSecrets(logging.Filter):
    """Puts every record's words together and takes out what opens something; never drops a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """The record stays, with clean words."""
        record.msg, record.args = without_secrets(record.getMessage()), ()
        return True
