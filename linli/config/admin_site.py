"""Django's administration behind the same door as every staff page: password and authenticator code."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from linli.base.ui.doors import to_staff_sign_in
from linli.community.people import queries as people

from .journaled import Journaled


class DoubleLockedSite(AdminSite):
    """Opens to people who may use it *and* have signed in with both factors; its own sign-in page is not used."""

    site_header = site_title = "邻里 Linli"

    def has_permission(self, request: HttpRequest) -> bool:
        """As Django's, and the authenticator code was shown."""
        return super().has_permission(request) and people.is_fully_signed_in(person=request.user)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """As Django's; whatever is changed on the page is told to the journal."""
        base = admin_class or ModelAdmin
        super().register(model_or_iterable, type(base.__name__, (Journaled, base), {}), **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the staff's sign-in page and back.

        :raises PermissionDenied: for those who have signed in with both factors and still may not.
        """
        index = reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(index)
        if request.user.is_authenticated and people.is_fully_signed_in(person=request.user):
            raise PermissionDenied
        to = request.GET.get("next", index)
        return to_staff_sign_in(request, back=to)
