"""The room `files` as Django's registry knows it."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "ledgerstone.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
