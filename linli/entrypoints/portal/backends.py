"""Who may sign in with a staff number and a password: asked once, so that every answer takes the same time."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from linli.community.people.models import Person


class StaffBackend(ModelBackend):
    """As Django's, and the last word: behind it no other would hash a wrong password once more."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> Person | None:
        """The member of staff with this number and password; None where neither was given.

        :raises PermissionDenied: for any that do not belong together.
        """
        if username is None or password is None:
            return None
        person = super().authenticate(request, username=username, password=password, **more)
        if not isinstance(person, Person):
            raise PermissionDenied
        return person
