"""Period, Refused, the clock: pure Python, no Django."""

from .period import Period
from .refused import Objection, Refused, gettext_noop

__all__ = ["Objection", "Period", "Refused", "gettext_noop"]
