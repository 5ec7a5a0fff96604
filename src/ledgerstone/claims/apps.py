"""The room `claims` as Django's registry knows it."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "ledgerstone.claims"
    label = "claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledgerstone.contracts.events import CompanyReplaced, OpeningRemoved, OpeningSet
        from ledgerstone.contracts.record_events import ContractDeleted
        from ledgerstone.tenancy.events import subscribe

        from .hearing import continue_opening, keep_company
        from .keeping_contracts import keep_claimed

        subscribe(CompanyReplaced, keep_company)
        subscribe(OpeningSet, continue_opening)
        subscribe(OpeningRemoved, continue_opening)
        subscribe(ContractDeleted, keep_claimed)
