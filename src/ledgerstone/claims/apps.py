"""The room `claims` as Django's registry knows it."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "ledgerstone.claims"
    label = "claims"
    default_auto_field = "django.db.models.BigAutoField"
