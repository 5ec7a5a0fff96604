"""The room `documents` as Django's registry knows it."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "ledgerstone.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledgerstone.claims.events import ClaimCertified, ClaimPrefilled, ClaimReopened
        from ledgerstone.history.words import describe
        from ledgerstone.tenancy.events import subscribe

        from .invoices.invoicing import correct_withdrawn
        from .models import InvoiceSeries
        from .packages.backup import follow_prefill

        subscribe(ClaimPrefilled, follow_prefill)
        subscribe(ClaimReopened, correct_withdrawn)
        subscribe(ClaimCertified, correct_withdrawn)
        describe(InvoiceSeries, called="{prefix}", noun="number series of tax invoices")
