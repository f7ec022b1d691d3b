"""Stub."""
from django.http import HttpResponse


def shift(request, **_):
    """Soon."""
    return HttpResponse("")


def shift_end(request, **_):
    """Soon."""
    return HttpResponse("")


def windows(request, **_):
    """Soon."""
    return HttpResponse("")


def groups(request, **_):
    """Soon."""
    return HttpResponse("")


def exceptions(request, **_):
    """Soon."""
    return HttpResponse("")


def exception_end(request, **_):
    """Soon."""
    return HttpResponse("")


def posts(request, **_):
    """Soon."""
    return HttpResponse("")


def absences(request, **_):
    """Soon."""
    return HttpResponse("")
