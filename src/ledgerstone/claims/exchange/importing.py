"""Takes a contract over from a claim document: the contract, then its claims in their order.

Everything is one transaction. The contract is set up as if it had been typed; the claims are valued
by the engine and written by the functions that every claim is written by, each on what was
certified before it. Work grows with the lines times the claims, and each claim is a handful of
statements.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims.billing import tell_schedule
from ledgerstone.contracts import policy, queries
from ledgerstone.contracts.models import Contract, RetentionSecurity, Variation
from ledgerstone.contracts.numbering import proposed_number
from ledgerstone.contracts.opening import Stood, StoodLine
from ledgerstone.contracts.operations import create_contract
from ledgerstone.contracts.operations.keeping import checked_lines, keep_lines
from ledgerstone.contracts.operations.opening import set_opening
from ledgerstone.contracts.operations.starting import Beginning
from ledgerstone.contracts.retention.retention import RetentionTerms
from ledgerstone.contracts.schedules.schedule import NewLine
from ledgerstone.core.document import ClaimDocument, DocumentRefused
from ledgerstone.core.document.form import DocumentClaim, DocumentLine, VariationStatus
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.tenancy.typed_text import one_line

from .planning import Plan, plan_import, refused
from .securities import security_rows
from .taking_claims import take_claims

_STATUSES = {
    VariationStatus.APPROVED: "approved",
    VariationStatus.PROPOSED: "pending",
    VariationStatus.REJECTED: "rejected",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """A contract that was taken over, and the document that it came from."""

    contract: Contract
    plan: Plan


def import_contract(
    *,
    actor: Actor,
    project_id: int,
    text: str,
    company_id: int,
    number: str = "",
    title: str = "",
    head_contract_id: int | None = None,
) -> Imported:
    """Set up a contract with its schedule, variations, opening and claims from a claim document.

    It is agreed already. Certified claims get their certificates as facts: at the figures of the
    document where it gives some, which must tie, else at ours. Number and title are those given,
    else the next free number and the document's title. A document that cannot be taken over is
    refused at the field ``file``, with the place in it and what would be accepted.
    """
    with acting(actor):
        project = projects.get_project(actor, project_id)
        plan = plan_import(text, project)
        try:
            contract = _contract(actor, plan.document, project, company_id, number, title,
                                 head_contract_id)  # fmt: skip
            line_ids = _schedule(actor, contract, plan.document)
            _open(actor, contract, plan.document, line_ids)
            take_claims(actor, contract, plan.document, line_ids)
        except DocumentRefused as refusal:
            raise refused(refusal) from refusal
        tell_schedule(contract.account_id, contract.pk)
    return Imported(contract, plan)


def _contract(
    actor: Actor,
    document: ClaimDocument,
    project: Project,
    company_id: int,
    number: str,
    title: str,
    head_contract_id: int | None,
) -> Contract:
    """The contract with its own lines, as they stand after all changes."""
    terms, kind = document.terms, document.terms.kind.value
    words, _formats = projects.words(project)
    if not policy.may_put_into_effect(actor, project.pk, kind):
        raise NotAllowed("Ask an administrator of the project to take the contract over.")
    named = one_line(title or document.title)
    if not named:
        sentence = f"The document gives no title: give the {words[kind]} one."
        raise Invalid(sentence, fields={"title": sentence})
    held = terms.retention
    try:
        return create_contract(
            actor=actor,
            project_id=project.pk,
            kind=kind,
            number=number or proposed_number(project, kind),
            title=named,
            company_id=company_id,
            rows=_new_lines(document, document.lines),
            create_codes=True,
            status="approved",
            head_contract_id=head_contract_id,
            retention=None if held is None else RetentionTerms(held, terms.retention_changes),
            **_particulars(document),
        )
    except Invalid as invalid:
        raise _placed(invalid, document.lines) from invalid


def _particulars(document: ClaimDocument) -> Beginning:
    """What the document says of the contract, whatever the project's settings propose."""
    terms = document.terms
    last = document.claims[-1].entry if document.claims else None
    return {
        "accounting_method": terms.accounting_method.value,
        "tax_rate": None if terms.tax is None else terms.tax.rate,
        "tax_base": "net_of_retention" if terms.tax is None else terms.tax.base.value,
        "move_stored_to_work": last is not None and last.move_stored_to_work,
        "has_subcontractor_schedule": False,
        "claims_enabled": True,
    }


def _schedule(actor: Actor, contract: Contract, document: ClaimDocument) -> dict[str, int]:
    """Variations with their lines, and security; the ids of all lines by item."""
    own = queries.lines(contract)
    variations = _variations(contract, document)
    lines = [line for one in document.variations for line in one.lines]
    try:
        kept = checked_lines(
            contract,
            _new_lines(document, lines),
            terms=queries.contract_terms(contract),
            create_codes=True,
            taken_items={line.item for line in own},
        )
    except Invalid as invalid:
        raise _placed(invalid, lines) from invalid
    of = [
        made.pk
        for made, one in zip(variations, document.variations, strict=True)
        for _ in one.lines
    ]
    ids = keep_lines(actor, contract, kept, after=len(own), variation_ids=of) if kept else []
    insert_rows(RetentionSecurity, security_rows(contract, document.terms, document.claims))
    found = {line.item: line.pk for line in own}
    return found | {line.scheduled.key: pk for line, pk in zip(lines, ids, strict=True)}


def _variations(contract: Contract, document: ClaimDocument) -> list[Variation]:
    made = [
        Variation(
            account_id=contract.account_id,
            contract=contract,
            number=one.number,
            title=one_line(one.title) or one.number,
            status=_STATUSES[one.status],
            approved_on=_approved_on(document, one.approved_in_claim),
            created_at=clock.now(),
        )
        for one in document.variations
    ]
    return Variation.objects.bulk_create(made)


def _approved_on(document: ClaimDocument, approved_in: int | None) -> dt.date | None:
    """A day on which it counted: the end of the period of the claim from which on it does."""
    if approved_in is None:
        return None
    ends = (one.period_end for one in document.claims if one.entry.number >= approved_in)
    return next((end for end in ends if end is not None), clock.now().date())


def _new_lines(document: ClaimDocument, lines: Sequence[DocumentLine]) -> list[NewLine]:
    changed = _values(document)
    return [_line(line, changed) for line in lines]


def _line(line: DocumentLine, changed: Mapping[str, Decimal]) -> NewLine:
    scheduled = line.scheduled
    return NewLine(
        item=scheduled.key,
        description=one_line(line.description) or scheduled.key,
        scheduled_value=changed.get(scheduled.key, scheduled.scheduled_value),
        budget_code=line.budget_code or "",
        quantity=scheduled.quantity,
        unit=line.unit or "",
        unit_price=scheduled.unit_price,
        retention_work=scheduled.retention_work,
        retention_materials=scheduled.retention_materials,
        is_exempt_from_retention=scheduled.exempt,
        tax_rate=scheduled.tax_rate,
    )


def _values(document: ClaimDocument) -> dict[str, Decimal]:
    """The scheduled values of the lines that changed, after all changes."""
    changes = sorted(document.schedule_changes, key=lambda one: one.from_claim)
    return {one.item: one.scheduled_value for one in changes}


def _placed(invalid: Invalid, lines: Sequence[DocumentLine]) -> Invalid | DocumentRefused:
    """A refusal of a row at its place in the document; another one as it is."""
    for place, sentence in invalid.fields.items():
        kind, _, rest = place.partition(":")
        row, _, column = rest.partition(":")
        if kind == "row" and row.isdecimal() and 0 < int(row) <= len(lines):
            told = sentence.partition(": ")[2] or sentence
            return DocumentRefused(f"{lines[int(row) - 1].place}.{column}", told)
    return invalid


def _open(
    actor: Actor, contract: Contract, document: ClaimDocument, line_ids: dict[str, int]
) -> None:
    """Where it stood before its first claim here."""
    first: DocumentClaim | None = document.claims[0] if document.claims else None
    if first is None or first.entry.opening is None:
        return
    given = first.entry.opening
    stood = Stood(
        last_number=first.entry.number - 1,
        less_previous_certificates=given.less_previous_certificates,
        retention_held=given.retention_held,
        retention_released=given.retention_released_to_date,
        deductions=given.deductions_to_date,
        lines={
            line_ids[item]: StoodLine(
                line.work_previous, line.materials_stored, line.quantity_previous
            )
            for item, line in given.lines.items()
        },
    )
    try:
        set_opening(actor=actor, contract_id=contract.pk, opening=stood)
    except Invalid as invalid:
        raise DocumentRefused(f"{first.place}.opening", invalid.message) from invalid
