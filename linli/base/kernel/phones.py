"""Phone numbers as people write them, read once for every form and every program."""

from __future__ import annotations

import re
import unicodedata

# What Chinese numbers look like (工信部《电信网编号计划》, 2017 edition): a mobile number has 11 digits from 13 to 19;
# a landline has an area code of 3 or 4 digits that begins with 0, and 7 or 8 digits; 400 and 800 numbers have ten.
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"0?(10|2\d|[3-9]\d{2})[2-8]\d{6,7}|[2-8]\d{6,7}|[48]00\d{7}", re.ASCII)
_FOREIGN = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_CHINA = re.compile(r"(\+|00)?86", re.ASCII)
LONGEST = 60


def e164(text: str) -> str:
    """A phone number as +8613800000000; "" if it cannot be one that receives text messages.

    Without a country code it is a mobile number of the Chinese mainland (11 digits, 13–19). Other countries are
    taken with + or 00. Blanks, dashes, brackets, `tel:`, full-width digits and the unseen signs that a pasted number
    brings along are how people write, not what they mean; so is the 0 of +86 (0) 138….
    """
    plain = _digits(text)
    own = _at_home(plain)
    if _MOBILE.fullmatch(own):
        return f"+86{own}"
    if _CHINA.match(plain) or not plain.startswith(("+", "00")):
        return ""
    abroad = "+" + plain.removeprefix("+").removeprefix("00")
    return abroad if _FOREIGN.fullmatch(abroad) else ""


def is_landline(text: str) -> bool:
    """Whether it is a landline (or a 400 or 800 number) of the Chinese mainland: it can be called, but not texted."""
    plain = _digits(text)
    own = _at_home(plain)
    if _MOBILE.fullmatch(own):
        return False
    return any(_LANDLINE.fullmatch(number) for number in (plain, own))


def _at_home(plain: str) -> str:
    """The number as it is dialled inside China; its own 0 only where it is an area code's."""
    own = _CHINA.sub("", plain, count=1)
    return own[1:] if re.fullmatch(r"01[3-9]\d{9}", own, re.ASCII) else own


def _digits(text: str) -> str:
    """Digits and a leading +; anything else that may not stand in a number stays and spoils it."""
    if len(text) > LONGEST:
        return ""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cf", "Zs", "Pd", "Cc"))
    plain = re.sub(r"^tel:", "", plain, flags=re.IGNORECASE).partition(";")[0]
    return re.sub(r"[()./·−]", "", plain).translate(_FIGURES)


# Figures of other scripts that NFKC leaves alone (such as the Arabic ones).
_FIGURES = {code: str(unicodedata.digit(chr(code))) for code in (*range(0x660, 0x66A), *range(0x6F0, 0x6FA))}
