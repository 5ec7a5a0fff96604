"""The room `tenancy` as Django's registry knows it."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "ledgerstone.tenancy"
    label = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"
