"""Django's admin application, with our site as the only one."""

from django.contrib.admin.apps import AdminConfig


class Administration(AdminConfig):
    """The administration behind both locks (the site itself is loaded when all models are)."""

    default_site = "linli.config.admin_site.DoubleLockedSite"
