"""The room `claims` as Django's registry knows it."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "ledgerstone.claims"
    label = "claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledgerstone.contracts.events import (
            CompanyReplaced,
            LinesLeaving,
            OpeningRemoved,
            OpeningSet,
            ScheduleChanged,
        )
        from ledgerstone.contracts.record_events import ContractDeleted
        from ledgerstone.contracts.setting_events import AdvancedSettingsChanged
        from ledgerstone.contracts.retention_events import (
            ReleasesPlanned,
            SecurityRecorded,
            TermsSet,
        )
        from ledgerstone.tenancy.events import subscribe

        from . import hearing_retention
        from .hearing import continue_opening, keep_company
        from .heeding_settings import heed_settings
        from .keeping_contracts import keep_claimed
        from .schedule_changes import follow_schedule, let_lines_go

        subscribe(CompanyReplaced, keep_company)
        subscribe(OpeningSet, continue_opening)
        subscribe(OpeningRemoved, continue_opening)
        subscribe(ContractDeleted, keep_claimed)
        subscribe(AdvancedSettingsChanged, heed_settings)
        subscribe(TermsSet, hearing_retention.keep_certified_rates)
        subscribe(TermsSet, hearing_retention.hold_anew)
        subscribe(SecurityRecorded, hearing_retention.hold_anew)
        subscribe(ReleasesPlanned, hearing_retention.keep_released_events)
        subscribe(LinesLeaving, let_lines_go)
        subscribe(ScheduleChanged, follow_schedule)
