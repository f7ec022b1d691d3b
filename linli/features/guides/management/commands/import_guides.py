"""Take in a folder of guides."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from linli.base.kernel import Refused, clock
from linli.base.ui.words import say
from linli.features.guides import actions


class Command(BaseCommand):
    """`manage.py import_guides [FOLDER]`; exit code 1 and every fault of every file, if there is any."""

    help = (
        "Take in service items and their guides: FOLDER holds catalogue.toml and items/*.toml "
        "(linli/features/guides/data is one, and the default). All of it or nothing; a guide changed here is kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder."""
        parser.add_argument("folder", type=Path, nargs="?", help="the folder with catalogue.toml and items/")

    def handle(self, *, folder: Path | None, **options: object) -> None:
        """Import, or print the faults."""
        try:
            report = actions.import_guides(folder=folder, now=clock.now())
        except Refused as refused:
            for objection in refused.objections:
                self.stderr.write(say(objection))
            self.stderr.write("Nothing was changed.")
            sys.exit(1)
        self.stdout.write(
            f"{len(report.published)} published, {len(report.unchanged)} unchanged, "
            f"{len(report.kept)} kept as they were changed here."
        )
        for slug in report.kept:
            self.stdout.write(f"  kept: {slug}")
