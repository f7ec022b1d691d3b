"""For whom something is booked."""

from __future__ import annotations

from dataclasses import dataclass

from linli.base.seal.seal import digest
from linli.community.people.models import Person


@dataclass(frozen=True)
class Holder:
    """Who holds a booking or waits: a person with an account, or somebody with only a name and a phone (E.164).

    Of a person with an account name and phone are taken from there where they are not given.
    """

    person: Person | None = None
    name: str = ""
    phone: str = ""
    language: str = ""

    @property
    def key(self) -> str:
        """Who it is, without naming them: the same with and without an account, as long as the phone is the same."""
        phone = self.phone or (self.person.phone if self.person else "")
        if phone:
            return "c:" + digest(phone, purpose="booking.contact")
        return f"p:{self.person.pk}" if self.person else ""
