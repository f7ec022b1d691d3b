"""Stands in for Django's command, whose accounts have no authenticator and could never sign in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Names the command that leads to a sign-in."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Whatever Django's command takes; none of it is used."""
        parser.add_argument("--noinput", "--no-input", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse, and say what to do."""
        raise CommandError(
            "管理员需要密码和动态码才能登录。请用：manage.py invite_staff 工号 --administrator 姓名\n"
            "An administrator signs in with password and authenticator. Make one with:\n"
            "manage.py invite_staff NUMBER --administrator NAME"
        )
