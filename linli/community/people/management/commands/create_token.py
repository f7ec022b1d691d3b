"""Make a token with which a program acts for a member of staff; the secret is shown once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from linli.base.kernel import Refused, clock
from linli.base.ui.words import say

from ...actions import create_token
from ...models import Person, Role


class Command(BaseCommand):
    """`manage.py create_token --staff T101 --role generalist_worker --place 110114005900 --label "caller pad 1"`."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, as what, where, for what and for how long."""
        parser.add_argument("--staff", required=True, metavar="NUMBER", help="staff number of the person it acts for")
        parser.add_argument("--role", required=True, choices=Role.values, help="one the person holds there")
        parser.add_argument("--place", required=True, metavar="CODE", help="division code of 6, 9 or 12 digits")
        parser.add_argument("--label", required=True, help="what it is for, to find it again")
        parser.add_argument("--days", type=int, default=365, help="how long it is good (365)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the secret, alone on the last line."""
        person = Person.objects.filter(staff_number=options["staff"], is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody active has the staff number {options['staff']}.")
        try:
            token, secret = create_token(
                person=person,
                role=options["role"],
                place=options["place"],
                label=options["label"],
                now=clock.now(),
                days=options["days"],
            )
        except Refused as refused:
            raise CommandError(" ".join(say(objection) for objection in refused.objections)) from refused
        self.stderr.write(
            f"Token {token.pk} ({token.label}): {token.role} at {token.place}, until {token.expires_at:%Y-%m-%d}.\n"
            "Keep the next line; it cannot be shown again. Send it as: Authorization: Bearer …"
        )
        self.stdout.write(secret)
