"""The room `history` as Django's registry knows it."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "ledgerstone.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledgerstone.tenancy.events import Event, subscribe

        from .operations import record
        from .record_words import describe_records

        subscribe(Event, record)
        describe_records()
