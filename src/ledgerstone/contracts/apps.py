"""The room `contracts` as Django's registry knows it."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "ledgerstone.contracts"
    label = "contracts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .record_words import describe_records

        describe_records()
