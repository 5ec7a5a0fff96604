"""Setting up a contract, with its schedule of values and its retention at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from ledgerstone.contracts import events, policy, queries
from ledgerstone.contracts.models import CLAIMABLE_STATUSES, HEAD_CONTRACT, STATUSES, Contract
from ledgerstone.contracts.retention import retention
from ledgerstone.contracts.retention.retention import RetentionTerms
from ledgerstone.contracts.schedules.schedule import NewLine, RawRow
from ledgerstone.projects import policy as project_policy
from ledgerstone.projects import queries as projects
from ledgerstone.projects.operations.members import put_on_project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from ledgerstone.tenancy.taken import refused_at

from .contacts import name_default_contacts
from .keeping import checked_lines, keep_lines
from .particulars import (
    USUAL,
    assignee_of,
    company_of,
    head_contract_of,
    refuse_dates,
    refuse_foreign,
    refused,
)
from .starting import Beginning, beginning, keep_in_sight

_ALSO_NAMED = ("certifier_id", "contractor_id", "assignee_id")


class NewContract(Beginning, total=False):
    """What may be said of a new contract, and who is named in it besides its company."""

    certifier_id: int | None
    contractor_id: int | None
    assignee_id: int | None


def create_contract(
    *,
    actor: Actor,
    project_id: int,
    kind: str,
    number: str,
    title: str,
    company_id: int,
    rows: Sequence[RawRow] | Sequence[NewLine] = (),
    create_codes: bool = False,
    status: str = "draft",
    head_contract_id: int | None = None,
    retention: RetentionTerms | None = None,
    **given: Unpack[NewContract],
) -> Contract:
    """Set up a head contract, a subcontract or a purchase order.

    ``rows`` are rows as typed, or lines: their problems are at ``row:<number>:<column>``. New
    budget codes are refused unless ``create_codes``. A commitment belongs to the head contract
    named, else to the project's only one. The currency is the project's. What is left out, or
    None, is as the project's settings say. Its companies come onto the project; a commitment starts
    with its company's claim contacts; who set it up keeps seeing it.
    """
    _refuse_unless_creator(actor, project_id, kind)
    with acting(actor):
        project = projects.get_project(actor, project_id)
        said = {name: value for name, value in given.items() if name not in _ALSO_NAMED}
        values = beginning(project, kind, {"number": number, "title": title, **USUAL, **said})
        contract = Contract(
            account_id=actor.account_id,
            project=project,
            kind=kind,
            currency=project.currency,
            status=status,
            **values,
        )
        _refuse_agreed(actor, contract)
        refuse_foreign(contract, given)
        refuse_dates(contract, given.keys())
        _choose_parties(actor, contract, company_id, head_contract_id, given)
        _refuse_status(contract, has_rows=bool(rows))
        join_parties(actor, contract)
        _keep(actor, contract, rows, create_codes=create_codes, held=retention)
        _leave_commitments_where_they_are(contract)
        name_default_contacts(actor, contract)
        keep_in_sight(actor, contract)
    return contract


def _refuse_unless_creator(actor: Actor, project_id: int, kind: str) -> None:
    if kind not in STATUSES:
        raise refused("kind", "Choose a kind of contract from the list.")
    if not project_policy.may_see(actor, project_id):
        raise NotThere
    if not policy.may_create(actor, project_id, kind):
        raise NotAllowed("Ask an administrator of the project to set up the contract.")


def _refuse_agreed(actor: Actor, contract: Contract) -> None:
    """Who prepares contracts does not take them into effect."""
    if contract.status in policy.EDITABLE_STATUSES:
        return
    if not policy.may_put_into_effect(actor, contract.project_id, contract.kind):
        raise NotAllowed(
            "Set it up as a draft, and ask an administrator of the project to take it into effect."
        )


def _choose_parties(
    actor: Actor,
    contract: Contract,
    company_id: int,
    head_contract_id: int | None,
    given: Mapping[str, Any],
) -> None:
    project_id = contract.project_id
    chosen = company_of(actor, project_id, company_id, field="company")
    if chosen is None:
        raise refused("company", "Choose a company from the directory.")
    contract.company_id = chosen
    for field in ("certifier", "contractor"):
        found = company_of(actor, project_id, given.get(f"{field}_id"), field=field)
        setattr(contract, f"{field}_id", found)
    contract.assignee_id = assignee_of(actor, project_id, given.get("assignee_id"))
    contract.head_contract_id = head_contract_of(actor, contract, head_contract_id)


def _leave_commitments_where_they_are(contract: Contract) -> None:
    """A commitment that names no head contract belongs to the only one. With a second one beside it
    it would belong to none, and what is certified under it would be carried nowhere."""
    if contract.kind != HEAD_CONTRACT:
        return
    of_project = Contract.objects.filter(
        account_id=contract.account_id, project_id=contract.project_id
    )
    heads = of_project.filter(kind=HEAD_CONTRACT).exclude(pk=contract.pk)
    only = list(heads.values_list("pk", flat=True)[:2])
    if len(only) == 1:
        under = of_project.exclude(kind=HEAD_CONTRACT).filter(head_contract_id=None)
        held = under.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
        under.filter(pk__in=list(held)).update(head_contract_id=only[0])


def join_parties(actor: Actor, contract: Contract) -> None:
    """Put the companies that are named in a contract on its project."""
    for company_id in (contract.company_id, contract.certifier_id, contract.contractor_id):
        if company_id is not None:
            put_on_project(actor, contract.project_id, company_id)


def _refuse_status(contract: Contract, *, has_rows: bool) -> None:
    words, _formats = projects.words(contract.project)
    if contract.status not in STATUSES[contract.kind]:
        raise refused(
            "status", f"{words[contract.kind].with_article.capitalize()} has no such status."
        )
    if contract.status in CLAIMABLE_STATUSES and not has_rows:
        raise refused("status", needs_lines(words))


def needs_lines(words: Terms) -> str:
    """Why a contract without a schedule does not take effect."""
    return f"Add at least one line to the {words.schedule_of_values} before it takes effect."


def _keep(
    actor: Actor,
    contract: Contract,
    rows: Sequence[RawRow] | Sequence[NewLine],
    *,
    create_codes: bool,
    held: RetentionTerms | None,
) -> None:
    terms = queries.terms_with(contract, held)
    retention.check(terms)
    lines = checked_lines(contract, rows, terms=terms, create_codes=create_codes)
    taken = f"There is a contract {contract.number} on this project already."
    with refused_at(contracts_contract_number_once=("number", taken)):
        contract.save(force_insert=True)
    retention.write_rows(contract, held)
    keep_lines(actor, contract, lines)
    if held is not None and held.sliding:
        retention.schedule_changed(contract)
    kind = "contract" if contract.kind == HEAD_CONTRACT else "commitment"
    publish(
        events.ContractCreated(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            summary=f"set up the {kind} {contract.number} {contract.title}",
        )
    )
