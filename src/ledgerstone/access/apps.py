"""The room `access` as Django's registry knows it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "ledgerstone.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .record_words import describe_records

        describe_records()
