"""The room `contracts` as Django's registry knows it."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "ledgerstone.contracts"
    label = "contracts"
    default_auto_field = "django.db.models.BigAutoField"
