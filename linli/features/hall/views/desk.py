"""Stub."""
from django.http import HttpResponse


def desk(request, **_):
    """Soon."""
    return HttpResponse("")
