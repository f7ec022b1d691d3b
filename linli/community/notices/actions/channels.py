"""The ways out of the house, all through Apprise."""

from __future__ import annotations

import logging
from urllib.parse import quote

from django.conf import settings

from ..models import Message


def is_only_shown(channel: str) -> bool:
    """Whether the message stays in the outbox because this is the demo and no gateway is set."""
    return channel == Message.Channel.SMS and settings.LINLI_DEMO and not settings.LINLI_SMS_URL


def send(message: Message) -> str:
    """Send `message`; an empty text when the gateway took it, else what went wrong."""
    if message.channel == Message.Channel.IN_APP or is_only_shown(message.channel):
        return ""
    url = _url_for(message)
    return _send_through(url, message.text) if url else "no text message gateway is set (LINLI_SMS_URL)"


def _url_for(message: Message) -> str:
    if message.channel == Message.Channel.APPRISE:
        return str(message.address)
    slots = {"{phone}": message.address, "{text}": message.text, "{key}": message.once_key}
    url = str(settings.LINLI_SMS_URL)
    for slot, value in slots.items():
        url = url.replace(slot, quote(value, safe=""))
    return url


def _send_through(url: str, text: str) -> str:
    import apprise  # slow to import, and most processes never send

    asset = apprise.AppriseAsset(async_mode=False, secure_logging=True, app_id="Linli", app_desc="Linli")
    sender = apprise.Apprise(asset=asset)
    if not sender.add(url):
        return "the gateway's address is not understood"
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as heard:  # type: ignore[no-untyped-call]
        is_sent = sender.notify(body=text)
        said = heard.getvalue()
    return "" if is_sent else (" ".join(said.split()) or "the gateway refused")
