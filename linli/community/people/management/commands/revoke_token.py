"""Take a token back: it opens nothing from now on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from linli.base.kernel import clock

from ...actions import revoke_token
from ...models import Token


class Command(BaseCommand):
    """`manage.py revoke_token 17`; its number was said when it was made and stands in the administration."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("number", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it back and say when that was."""
        token = Token.objects.filter(pk=options["number"]).first()
        if token is None:
            raise CommandError(f"There is no token {options['number']}.")
        revoked = revoke_token(token=token, now=clock.now())
        self.stdout.write(f"Token {token.pk} ({token.label}) is revoked since {revoked.revoked_at:%Y-%m-%d %H:%M} UTC.")
