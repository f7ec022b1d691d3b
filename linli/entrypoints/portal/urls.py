"""The portal's addresses."""

from django.urls import path

from .views import health, home, machines, mine, preferences, preparation, sign_in, sites, spaces, staff

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("sites/", sites.sites, name="sites"),
    path("sites/<slug:slug>/", sites.site, name="site"),
    path("sites/<slug:slug>/guides/<slug:item>/", preparation.preparation, name="preparation"),
    path("guides/<slug:item>/halls/", preparation.item_halls, name="item_halls"),
    path("spaces/", spaces.spaces, name="spaces"),
    # Residents.
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("mine/", mine.mine, name="mine"),
    path("mine/data/", mine.my_data, name="my_data"),
    path("mine/erasure/", mine.erasure, name="erasure"),
    path("mine/consents/<slug:purpose>/", mine.consent, name="consent"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("privacy/", preferences.privacy, name="privacy"),
    # Staff.
    path("staff/sign-in/", staff.staff_sign_in, name="staff_sign_in"),
    path("staff/invitation/<uuid:person>/<code:token>/", staff.staff_invitation, name="staff_invitation"),
    path("staff/", staff.staff_home, name="staff_home"),
    path("robots.txt", machines.robots, name="robots"),
    path("favicon.ico", machines.favicon, name="favicon"),
    path("health/", health.health, name="health"),
]
