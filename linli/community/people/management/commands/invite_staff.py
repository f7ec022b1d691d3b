"""Make the link with which a member of staff sets up password and authenticator: first time, new phone, forgotten."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from ... import queries
from ...models import Person


class Command(BaseCommand):
    """`manage.py invite_staff T101`; `--administrator` makes somebody who may open /admin/ where there is none yet."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Who."""
        parser.add_argument("staff_number")
        parser.add_argument("--administrator", metavar="NAME", default="", help="create this administrator if missing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the address; without LINLI_ADDRESS, what follows the host under which Linli is reached."""
        number = options["staff_number"]
        person = Person.objects.filter(staff_number=number, is_active=True).first()
        if person is None and options["administrator"]:
            person = Person.objects.create_user(number, name=options["administrator"], is_staff=True, is_superuser=True)
        if person is None:
            raise CommandError(f"Nobody active has the staff number {number}.")
        token = queries.invitation_token(person=person)
        self.stderr.write(f"For {person} only; good for three days and once:")
        self.stdout.write(
            settings.LINLI_ADDRESS.rstrip("/") + reverse("portal:staff_invitation", args=[person.code, token])
        )
