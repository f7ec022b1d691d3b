"""Period, Refused, the clock: pure Python, no Django."""

from .period import Period
from .refused import NotSetUp, Objection, Refused, TooOften, gettext_noop

__all__ = ["NotSetUp", "Objection", "Period", "Refused", "TooOften", "gettext_noop"]
