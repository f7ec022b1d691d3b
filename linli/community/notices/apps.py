"""The Django application."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class NoticesConfig(AppConfig):
    """What people were told."""

    name = "linli.community.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say at the start what texts would lack."""
        checks.register(texts_have_an_address)


def texts_have_an_address(**_asked: Any) -> list[checks.CheckMessage]:
    """Texts that ask for an answer carry a link, and a text knows no request to take the host from."""
    if not settings.LINLI_SMS_URL or settings.LINLI_ADDRESS:
        return []
    said = "Text messages go out (LINLI_SMS_URL) but carry no link: LINLI_ADDRESS is not set."
    hint = "Set LINLI_ADDRESS to where residents' phones reach Linli, such as https://linli.example.org."
    return [checks.Warning(said, hint=hint, id="linli.notices.W001")]
