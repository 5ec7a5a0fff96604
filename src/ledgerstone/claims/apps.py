"""The room `claims` as Django's registry knows it."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "ledgerstone.claims"
    label = "claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledgerstone.contracts.events import CompanyReplaced, OpeningRemoved, OpeningSet
        from ledgerstone.contracts.record_events import ContractDeleted
        from ledgerstone.contracts.retention_events import (
            ReleasesPlanned,
            SecurityRecorded,
            TermsSet,
        )
        from ledgerstone.tenancy.events import subscribe

        from . import hearing_retention
        from .hearing import continue_opening, keep_company
        from .keeping_contracts import keep_claimed

        subscribe(CompanyReplaced, keep_company)
        subscribe(OpeningSet, continue_opening)
        subscribe(OpeningRemoved, continue_opening)
        subscribe(ContractDeleted, keep_claimed)
        subscribe(TermsSet, hearing_retention.keep_certified_rates)
        subscribe(TermsSet, hearing_retention.hold_anew)
        subscribe(SecurityRecorded, hearing_retention.hold_anew)
        subscribe(ReleasesPlanned, hearing_retention.keep_released_events)
