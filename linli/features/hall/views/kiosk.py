"""Stub."""
from django.http import HttpResponse


def kiosk(request, **_):
    """Soon."""
    return HttpResponse("")


def kiosk_ticket(request, **_):
    """Soon."""
    return HttpResponse("")
