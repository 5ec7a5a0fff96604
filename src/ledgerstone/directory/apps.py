"""The room `directory` as Django's registry knows it."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "ledgerstone.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledgerstone.access.events import TemplateChanged
        from ledgerstone.tenancy.events import subscribe

        from .operations.people import keep_an_administrator
        from .record_words import describe_records

        describe_records()
        subscribe(TemplateChanged, keep_an_administrator)
