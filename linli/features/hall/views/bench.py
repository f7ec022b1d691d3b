"""Stub."""
from django.http import HttpResponse


def bench(request, **_):
    """Soon."""
    return HttpResponse("")


def pause(request, **_):
    """Soon."""
    return HttpResponse("")


def pause_end(request, **_):
    """Soon."""
    return HttpResponse("")


def calls(request, **_):
    """Soon."""
    return HttpResponse("")


def recalls(request, **_):
    """Soon."""
    return HttpResponse("")


def arrivals(request, **_):
    """Soon."""
    return HttpResponse("")


def no_shows(request, **_):
    """Soon."""
    return HttpResponse("")


def parkings(request, **_):
    """Soon."""
    return HttpResponse("")


def transfers(request, **_):
    """Soon."""
    return HttpResponse("")


def matters(request, **_):
    """Soon."""
    return HttpResponse("")


def outcome(request, **_):
    """Soon."""
    return HttpResponse("")


def finishes(request, **_):
    """Soon."""
    return HttpResponse("")


def undo(request, **_):
    """Soon."""
    return HttpResponse("")
