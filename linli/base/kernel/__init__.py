"""Period, Refused, the clock: pure Python, no Django."""

from .period import Period
from .refused import Objection, Refused, TooOften, gettext_noop

__all__ = ["Objection", "Period", "Refused", "TooOften", "gettext_noop"]
