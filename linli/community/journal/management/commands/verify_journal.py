"""Prove that the journal is whole, or say where it is not."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from linli.community.journal import queries


class Command(BaseCommand):
    """`manage.py verify_journal [--scope tuoran] [--head tuoran:17:<hash>]`; exit code 1 when anything is wrong."""

    help = (
        "Check every entry of the journal: changed, removed, inserted or reordered entries and a missing end are "
        "named, a line each, and the exit code is 1. Keep the heads that it prints somewhere else: given back with "
        "--head, they prove that a chain was not rewritten as a whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The scope to check and heads kept from earlier."""
        parser.add_argument("--scope", help="only this chain (a site's slug, or linli)")
        parser.add_argument(
            "--head", action="append", default=[], metavar="SCOPE:SEQ:HASH", help="a head kept from earlier"
        )

    def handle(self, *, scope: str | None, head: list[str], **options: object) -> None:
        """Print the faults, or the heads when there are none."""
        kept = [self._parsed(text) for text in head]
        lines = [str(fault) for fault in queries.verify(scope=scope)]
        for of, seq, sealed in kept:
            if queries.hash_at(scope=of, seq=seq) != sealed:
                lines.append(f"{of} {seq}: rewritten: the entry does not have the hash that was kept")
        for line in lines:
            self.stdout.write(line)
        if lines:
            self.stdout.write(f"The journal has {len(lines)} fault(s).")
            sys.exit(1)
        for of, end in queries.heads().items():
            self.stdout.write(f"{of}:{end.seq}:{end.hash}")
        self.stdout.write("The journal is whole.")

    def _parsed(self, text: str) -> tuple[str, int, str]:
        scope, _, rest = text.partition(":")
        seq, _, sealed = rest.partition(":")
        if not (scope and seq.isdigit() and sealed):
            raise CommandError(f"--head {text}: not SCOPE:SEQ:HASH")
        return scope, int(seq), sealed
