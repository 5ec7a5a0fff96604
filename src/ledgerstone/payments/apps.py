"""The room `payments` as Django's registry knows it."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "ledgerstone.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledgerstone.claims.events import ClaimReopened
        from ledgerstone.contracts.records.record_events import ContractDeleted
        from ledgerstone.history.words import describe
        from ledgerstone.tenancy.events import subscribe

        from .keeping import keep_paid_certificate, keep_paid_contract
        from .models import Payment, PaymentAttachment, PaymentShare

        subscribe(ClaimReopened, keep_paid_certificate)
        subscribe(ContractDeleted, keep_paid_contract)
        describe(
            Payment,
            called="{contract}",
            noun="payment",
            labels={
                "tax": "{tax.capitalised} in it",
                "allocated": "For claims",
                "imported_key": "Line of a file",
                "reversal_reason": "Why it was reversed",
            },
            kinds={"amount": "money", "tax": "money", "allocated": "money"},
        )
        describe(PaymentAttachment, called="{payment}", noun="file of")
        describe(PaymentShare, called="{claim}", noun="payment of", kinds={"amount": "money"})
