"""Stub."""
from django.http import HttpResponse


def tickets(request, **_):
    """Soon."""
    return HttpResponse("")


def ticket(request, **_):
    """Soon."""
    return HttpResponse("")


def departure(request, **_):
    """Soon."""
    return HttpResponse("")


def return_to_line(request, **_):
    """Soon."""
    return HttpResponse("")


def slip(request, **_):
    """Soon."""
    return HttpResponse("")
