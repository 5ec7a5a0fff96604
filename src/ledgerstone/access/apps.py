"""The room `access` as Django's registry knows it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "ledgerstone.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
