"""The URL table: each feature names its own, this page says where they hang."""

from django.contrib import admin
from django.urls import include, path, re_path

from linli.entrypoints.api.spoken import unknown

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("linli.entrypoints.api.urls")),
    re_path("^api(?P<rest>(?:/.*)?)$", unknown, name="no_api"),
    path("", include("linli.features.guides.urls")),
    path("", include("linli.features.hall.urls")),
    path("", include("linli.features.appointments.urls")),
    path("", include("linli.features.devices.urls")),
    path("", include("linli.features.feedback.urls")),
    path("", include("linli.features.amenities.urls")),
    path("", include("linli.features.booking.urls")),
    path("", include("linli.entrypoints.portal.urls")),
]
