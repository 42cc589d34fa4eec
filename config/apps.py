"""The project itself as a Django app: it owns the commands `serve` and `schema`, and connects the ports."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from typing_extensions import override


class ConfigConfig(AppConfig):
    """Assigns the ports when all apps are loaded."""

    name = "config"

    @override
    def ready(self) -> None:
        from config import celery, wiring

        wiring.connect()
        celery.app.set_default()


class AdminSiteConfig(admin.AdminConfig):
    """Django's admin, on our own site."""

    # An app named `config` means the class above.
    default = False
    default_site = "accounts.admin_site.Site"
