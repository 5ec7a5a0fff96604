"""The room `correspondence` as Django's registry knows it."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "ledgerstone.correspondence"
    label = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import triggers

        triggers.subscribe_to_all()
