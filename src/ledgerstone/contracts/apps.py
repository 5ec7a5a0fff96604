"""The room `contracts` as Django's registry knows it."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "ledgerstone.contracts"
    label = "contracts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledgerstone.projects.events import CompanyLeaving, MemberLeaving
        from ledgerstone.tenancy.events import subscribe

        from .operations.hearing import keep_party, let_member_go
        from .record_words import describe_records

        describe_records()
        subscribe(MemberLeaving, let_member_go)
        subscribe(CompanyLeaving, keep_party)
