"""The outbox in the administration: how messages fared, never what they said or to whom."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from linli.base.kernel import clock
from linli.base.ui.admin import LookOnly

from . import actions
from .models import Message


@admin.register(Message)
class MessageAdmin(LookOnly):
    """Messages, newest first; those given up can be sent again. `actions.tell` adds them, retention deletes them."""

    list_display = ["kind", "channel", "created_at", "sent_at", "failed_at", "tries", "last_error"]
    list_filter = ["channel", "kind"]
    fields = ["kind", "channel", "created_at", "due_at", "expires_at", "sent_at", "failed_at", "tries", "last_error"]
    ordering = ["-id"]
    actions = ["send_again"]
    show_full_result_count = False

    @admin.action(description=_("Send again what was given up"))
    def send_again(self, request: HttpRequest, chosen: QuerySet[Message]) -> None:
        """Back into the outbox; the next tick sends it."""
        for message in chosen:
            actions.send_again(message=message, now=clock.now())
