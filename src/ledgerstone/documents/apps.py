"""The room `documents` as Django's registry knows it."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "ledgerstone.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledgerstone.claims.events import ClaimPrefilled
        from ledgerstone.history.words import describe
        from ledgerstone.tenancy.events import subscribe

        from .backup import follow_prefill
        from .models import InvoiceSeries

        subscribe(ClaimPrefilled, follow_prefill)
        describe(InvoiceSeries, called="{prefix}", noun="number series of tax invoices")
