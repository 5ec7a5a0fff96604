"""The room `web` as Django's registry knows it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ledgerstone.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
