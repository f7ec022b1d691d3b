"""The kiosk and the board as installed apps: what makes them so, and what they show without the network."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.base.ui.page import page
from linli.base.ui.words import local
from linli.community.places.models import Site
from linli.features.guides import queries as guides
from linli.features.hall import queries as halls
from linli.features.hall.models import Ticket

LANGUAGES = ("zh-hans", "en")
STATIC = re.compile(r'(?:href|src)="(/[^"]*/static/[^"]+|/static/[^"]+)"')
STEP_SECONDS, RESULT_SECONDS = 60, 30


@require_safe
def offline_page(request: HttpRequest, *, site: str) -> HttpResponse:
    """The kiosk while the network is away; kept by the browser, with nobody's data in it."""
    place = halls.hall_at(slug=site).site
    with translation.override(_language(request, place)):
        return page(request, "devices/offline_page.html", _offline_context(place))


def _language(request: HttpRequest, site: Site) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else site.language


def _offline_context(site: Site) -> dict[str, Any]:
    return {
        "site": site,
        "groups": guides.groups(),
        "priorities": [{"value": p.value, "word": p.label} for p in Ticket.Priority],
        "home": _offline_address(site, site.language),
        "zh_url": _offline_address(site, "zh-hans"),
        "en_url": _offline_address(site, "en"),
        "start": reverse("hall:kiosk", args=[site.slug]),
        "seconds": STEP_SECONDS,
        "result_seconds": RESULT_SECONDS,
    }


def _offline_address(site: Site, language: str) -> str:
    return f"{reverse('devices:offline_page', args=[site.slug])}?lang={language}"


@require_safe
def kiosk_worker(request: HttpRequest, *, site: str) -> HttpResponse:
    """The script that shows the offline page when the kiosk's pages do not come; another text of it, another version.

    What it keeps is read from the page itself: its styles and scripts by their hashed names.
    """
    place = halls.hall_at(slug=site).site
    texts = [_offline_text(place, language) for language in LANGUAGES]
    version = hashlib.sha256("".join(texts).encode()).hexdigest()[:12]
    context = {
        "version": version,
        "site": place,
        "files": sorted(set(STATIC.findall("".join(texts)))),
        "pages": {language: _offline_address(place, language) for language in LANGUAGES},
        "home": _offline_address(place, place.language),
    }
    return _script(render(request, "devices/kiosk_worker.js", context, content_type="text/javascript"))


def _offline_text(site: Site, language: str) -> str:
    with translation.override(language):
        return render_to_string("devices/offline_page.html", _offline_context(site))


@require_safe
def board_worker(request: HttpRequest, *, site: str) -> HttpResponse:
    """The script that shows the board's last picture when the network is away."""
    place = halls.hall_at(slug=site).site
    context = {"site": place, "board": reverse("hall:board", args=[site])}
    return _script(render(request, "devices/board_worker.js", context, content_type="text/javascript"))


def _script(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def kiosk_manifest(request: HttpRequest, *, site: str) -> HttpResponse:
    """The kiosk as an app: full screen, upright."""
    place = halls.hall_at(slug=site).site
    return _manifest(place, name=_("Take a number"), screen="hall:kiosk", orientation="portrait", colour="#faf5ec")


@require_safe
def board_manifest(request: HttpRequest, *, site: str) -> HttpResponse:
    """The board as an app: full screen, wide."""
    place = halls.hall_at(slug=site).site
    return _manifest(place, name=_("Hall board"), screen="hall:board", orientation="landscape", colour="#14201d")


def _manifest(site: Site, *, name: str, screen: str, orientation: str, colour: str) -> HttpResponse:
    at = reverse(screen, args=[site.slug])
    told = {
        "id": at,
        "name": f"{name} · {local(site, 'name')}",
        "short_name": name,
        "start_url": at,
        "scope": at,
        "display": "fullscreen",
        "orientation": orientation,
        "background_color": colour,
        "theme_color": colour,
        "icons": [
            {"src": static("ui/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("ui/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {"src": static("ui/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    }
    response = JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-cache"
    return response
