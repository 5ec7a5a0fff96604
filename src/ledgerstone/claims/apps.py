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
        from ledgerstone.contracts.records.record_events import ContractDeleted
        from ledgerstone.contracts.settings.setting_events import AdvancedSettingsChanged
        from ledgerstone.projects.events import PeriodClosed, PeriodLeaving, PeriodsMoving
        from ledgerstone.tenancy.events import subscribe

        from .drafting import draft_when_closed, hold_for_drafting
        from .hearing import retention as hearing_retention
        from .hearing import subcontractor_schedules as details
        from .hearing import variations as hearing_variations
        from .hearing.contracts import continue_opening, keep_company
        from .hearing.keeping_contracts import keep_claimed
        from .hearing.keeping_periods import keep_used
        from .hearing.schedule_changes import follow_schedule, let_lines_go
        from .hearing.settings import heed_settings
        from .inviting import invitation_hearing
        from .record_words import describe_fields

        describe_fields()
        subscribe(CompanyReplaced, keep_company)
        subscribe(OpeningSet, continue_opening)
        subscribe(OpeningRemoved, continue_opening)
        subscribe(ContractDeleted, keep_claimed)
        subscribe(PeriodLeaving, keep_used)
        subscribe(AdvancedSettingsChanged, heed_settings)
        hearing_retention.listen()
        subscribe(PeriodsMoving, hold_for_drafting)
        subscribe(PeriodClosed, draft_when_closed)
        subscribe(LinesLeaving, let_lines_go)
        subscribe(ScheduleChanged, follow_schedule)
        details.listen()
        invitation_hearing.listen()
        hearing_variations.listen()
