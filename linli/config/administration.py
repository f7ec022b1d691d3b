"""Django's admin application, with our site as the only one."""

from django.contrib.admin.apps import AdminConfig


class Administration(AdminConfig):
    """The administration behind both locks (the site itself is loaded when all models are)."""

    default_site = "linli.config.admin_site.DoubleLockedSite"

    def ready(self) -> None:
        """Without what Linli does not use: rights come from roles at places, people are found by phone."""
        from allauth.account.models import EmailAddress
        from django.contrib import admin
        from django.contrib.auth.models import Group

        super().ready()
        for unused in (Group, EmailAddress):
            if admin.site.is_registered(unused):
                admin.site.unregister(unused)
