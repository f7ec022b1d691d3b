"""/api/v1: one router a feature."""

from __future__ import annotations

from django.urls import re_path
from django.views.decorators.http import require_safe

from linli.base.kernel import gettext_noop as _

from . import appointments, booking, feedback, hall, load, problems, sites, windows
from .kinds import ShallowJSON
from .spoken import Docs, PlainJSON, SpokenAPI, patterns, unknown

app_name = "api"

api = SpokenAPI(
    title="Linli 邻里",
    version="1",
    description=_(
        "Open community service spaces: sites and their hours, the hall's board, tickets and windows. Whoever holds "
        "a ticket's code sees and gives up that ticket; windows need a token (Authorization: Bearer …) of the site's "
        "staff. What cannot be done now is refused with 409 and every reason at once. Every POST takes an "
        "Idempotency-Key. Times carry their offset. The language follows Accept-Language: zh-Hans or en."
    ),
    docs=Docs(),
    docs_decorator=require_safe,
    renderer=PlainJSON(),
    parser=ShallowJSON(),
    urls_namespace="api",
    openapi_extra={
        "info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "tags": [
            {"name": "sites", "description": _("Sites and their hours; public")},
            {"name": "hall", "description": _("The board and one's own ticket; public")},
            {"name": "appointments", "description": _("Free times, and one's own appointment; public")},
            {"name": "ratings", "description": _("Rating a visit, and a hall's public figures")},
            {"name": "windows", "description": _("Serving at a window; with a token")},
            {"name": "rooms", "description": _("When rooms are free, and one's own booking; public")},
        ],
    },
)
problems.register(api)
api.add_router("", sites.router)
api.add_router("", hall.router)
api.add_router("", appointments.router)
api.add_router("", windows.router)
api.add_router("", load.router)
api.add_router("", feedback.router)
api.add_router("", booking.router)

urlpatterns = [*patterns(api), re_path("^(?P<rest>.*)$", unknown, name="unknown")]
