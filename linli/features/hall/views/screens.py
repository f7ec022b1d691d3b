"""Stub."""
from django.http import HttpResponse


def hall(request, **_):
    """Soon."""
    return HttpResponse("")


def board(request, **_):
    """Soon."""
    return HttpResponse("")


def window_sign(request, **_):
    """Soon."""
    return HttpResponse("")
