"""The room `contracts` as Django's registry knows it."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "ledgerstone.contracts"
    label = "contracts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledgerstone.directory.events import CompanyChanged, DirectoryImported, PersonChanged
        from ledgerstone.projects.events import CompanyLeaving, MemberLeaving
        from ledgerstone.tenancy.events import subscribe

        from .operations import hearing, marking_up
        from .records import more_record_words
        from .records.record_words import describe_records
        from .settings.setting_events import AdvancedSettingsChanged

        describe_records()
        more_record_words.describe_schedules()
        more_record_words.describe_openings()
        more_record_words.describe_variations()
        more_record_words.describe_retention()
        more_record_words.describe_settings()
        subscribe(AdvancedSettingsChanged, marking_up.follow_settings)
        subscribe(MemberLeaving, hearing.let_member_go)
        subscribe(CompanyLeaving, hearing.keep_party)
        subscribe(PersonChanged, hearing.hear_person)
        subscribe(CompanyChanged, hearing.hear_company)
        subscribe(DirectoryImported, hearing.hear_import)
