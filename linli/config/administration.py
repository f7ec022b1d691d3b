"""Django's admin application, with our site as the only one."""

from django.contrib.admin.apps import AdminConfig


class Administration(AdminConfig):
    """The administration behind both locks (the site itself is loaded when all models are)."""

    default_site = "linli.config.admin_site.DoubleLockedSite"

    def ready(self) -> None:
        """Without what Linli does not use: rights come from roles at places, never from groups."""
        from django.contrib import admin
        from django.contrib.auth.models import Group

        super().ready()
        if admin.site.is_registered(Group):
            admin.site.unregister(Group)
