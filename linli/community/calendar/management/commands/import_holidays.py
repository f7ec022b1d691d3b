"""Take in the yearly notice on holidays."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from linli.base.kernel import Refused
from linli.base.ui.words import say
from linli.community.calendar import actions


class Command(BaseCommand):
    """`manage.py import_holidays FILE`; exit code 1 and every fault of the file, if it has any."""

    help = (
        "Put a year's holidays and make-up workdays in place of what was known of that year. FILE is CSV "
        "(day,kind,name,name_en; kind is holiday or workday) after the lines “# year: 2028”, “# status: official” "
        "or “computed”, and “# source: …”; linli/community/calendar/data/2026.csv is one. All of it or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path, help="the year's notice as CSV")

    def handle(self, *, file: Path, **options: object) -> None:
        """Import, or print the faults."""
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        try:
            year = actions.import_holidays(text=text)
        except Refused as refused:
            for objection in refused.objections:
                self.stderr.write(f"{file.name}: {say(objection)}")
            self.stderr.write("Nothing was changed.")
            sys.exit(1)
        days = year.days
        off, worked = (days.filter(kind=kind).count() for kind in ("holiday", "workday"))
        self.stdout.write(f"{year.year} ({year.status}): {off} holidays, {worked} make-up workdays.")
