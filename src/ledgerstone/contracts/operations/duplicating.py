"""A new contract like another one: its particulars, schedule, terms and settings, as a draft."""

from __future__ import annotations

from ledgerstone.contracts import events, policy, queries, tool_settings
from ledgerstone.contracts.models import (
    HEAD_CONTRACT,
    Contract,
    Markup,
    ReleaseEvent,
    ScheduleLine,
)
from ledgerstone.contracts.retention import retention
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.tenancy.taken import refused_at

from .contacts import name_default_contacts
from .creation import join_parties
from .particulars import assignable, company_of, particulars, refused
from .starting import keep_in_sight, why_disabled

# What tells of the other contract itself, of what happened to it, or is given anew.
_LEFT = frozenset(
    {
        "id", "version", "created_at", "status", "number", "title", "company_id",
        "is_executed", "executed_date", "contract_date", "letter_of_intent_date", "issued_date",
        "approval_letter_date", "returned_date", "signed_contract_received_date",
        "actual_completion_date", "termination_date", "origin_id", "origin_code", "origin_data",
        "subcontractor_schedule_status", "subcontractor_schedule_reason",
    }
)  # fmt: skip
_OF_A_LINE = (
    "item", "description", "section", "budget_code_id", "scheduled_value", "quantity", "unit",
    "unit_price", "retention_work", "retention_materials", "is_exempt_from_retention",
    "tax_code_id", "tax_rate",
)  # fmt: skip


def duplicate_contract(
    *, actor: Actor, contract_id: int, number: str, title: str, company_id: int
) -> Contract:
    """Set up a draft like a contract whose schedule of values the person sees.

    It takes over the particulars and the planned dates, the schedule of values without variations,
    the terms of retention, the markups and the settings. Claims, variations, people, files, the
    subcontractor's breakdown and what happened to the other contract stay with that.
    """
    given = particulars({"number": number, "title": title})
    with acting(actor):
        source = queries.get_contract(actor, contract_id)
        _refuse_unless_creator(actor, source)
        company = company_of(actor, source.project_id, company_id, field="company")
        if company is None:
            raise refused("company", "Choose a company from the directory.")
        copy = Contract(**_taken_over(source), **given, company_id=company)
        at_work = assignable(actor, copy.project_id).values_list("person_id", flat=True)
        if copy.assignee_id not in set(at_work):
            copy.assignee_id = None
        taken = f"There is a contract {copy.number} on this project already."
        with refused_at(contracts_contract_number_once=("number", taken)):
            copy.save(force_insert=True)
        join_parties(actor, copy)
        _copy_terms(source, copy)
        _copy_lines(source, copy)
        _tell(actor, source, copy)
        name_default_contacts(actor, copy)
        keep_in_sight(actor, copy)
    return copy


def _refuse_unless_creator(actor: Actor, source: Contract) -> None:
    if not policy.may_create(actor, source.project_id, source.kind):
        raise NotAllowed("Ask an administrator of the project to set up the contract.")
    words, _formats = projects.words(source.project)
    if not policy.may_see_schedule(actor, source):
        raise NotAllowed(
            f"Ask an administrator of the project to show you the {words.schedule_of_values}."
        )
    settings = tool_settings.of_commitments(source.account_id, source.project_id)
    if not tool_settings.is_enabled(settings, source.kind):
        raise Invalid(why_disabled(source.kind, words))


def _taken_over(source: Contract) -> dict[str, object]:
    """The columns of the other contract that the new one has too."""
    return {
        field.attname: getattr(source, field.attname)
        for field in Contract._meta.concrete_fields
        if field.attname not in _LEFT
    }


def _copy_terms(source: Contract, copy: Contract) -> None:
    """Retention and what releases it, and markups."""
    here = {"account_id": copy.account_id}
    of_source = {**here, "contract_id": source.pk}
    retention.write_rows(copy, queries.retention_of(source))
    ReleaseEvent.objects.bulk_create(
        ReleaseEvent(
            contract=copy, position=one.position, event=one.event, name=one.name,
            share=one.share, **here,
        )
        for one in ReleaseEvent.objects.filter(**of_source)
    )  # fmt: skip
    Markup.objects.bulk_create(
        Markup(
            contract=copy, position=one.position, name=one.name, kind=one.kind, rate=one.rate,
            compounds=one.compounds, **here,
        )
        for one in Markup.objects.filter(**of_source)
    )  # fmt: skip


def _copy_lines(source: Contract, copy: Contract) -> None:
    """The lines of the contract's own, in their order."""
    lines = ScheduleLine.objects.filter(
        account_id=source.account_id,
        contract_id=source.pk,
        variation__isnull=True,
        parent__isnull=True,
    ).order_by("position")
    insert_rows(
        ScheduleLine,
        [
            {
                "account_id": copy.account_id,
                "contract_id": copy.pk,
                "position": place,
                **{name: getattr(line, name) for name in _OF_A_LINE},
            }
            for place, line in enumerate(lines, 1)
        ],
    )


def _tell(actor: Actor, source: Contract, copy: Contract) -> None:
    kind = "contract" if copy.kind == HEAD_CONTRACT else "commitment"
    publish(
        events.ContractCreated(
            actor=actor,
            project_id=copy.project_id,
            contract_id=copy.pk,
            version=copy.version,
            summary=f"set up the {kind} {copy.number} {copy.title} like {source.number}",
        )
    )
