"""The room `documents` as Django's registry knows it."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "ledgerstone.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
