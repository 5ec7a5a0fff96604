"""The room `directory` as Django's registry knows it."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "ledgerstone.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .record_words import describe_records

        describe_records()
