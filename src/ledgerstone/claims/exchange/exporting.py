"""Writes a contract with its claims as a claim document.

Certificates are facts. Each certified claim is valued as a reader of the document will value it;
where that comes to anything else than what was certified, because the schedule or the terms changed
since, the certificate stands in the document beside what was entered. So the next claim starts from
what was certified, whoever reads the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ledgerstone import core
from ledgerstone.access.actions import Action
from ledgerstone.claims import queries
from ledgerstone.claims.models import WITHDRAWN, Certificate, CertificateLine, Claim
from ledgerstone.claims.sheets.openings import read_opening
from ledgerstone.claims.told import is_kept_back
from ledgerstone.contracts import policy
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.variations import variations
from ledgerstone.core.document import DocumentRefused, read_document
from ledgerstone.core.document.chain import lines_in_force, placed, position_after
from ledgerstone.core.document.form import DocumentClaim, Stated, StatedLine
from ledgerstone.core.opening import open_position
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, WrongState

from .claims_written import (
    SaidOnLine,
    claim_of,
    entry_of,
    read_deductions,
    read_entries,
    read_undecided,
)
from .schedule_written import Schedule, read_schedule
from .securities import securities_at
from .terms_written import Written, amount, opening_of, terms_of

_COVER = (
    "original_contract_sum", "net_change_by_variations", "contract_sum_to_date",
    "total_completed_and_stored", "retention_on_work", "retention_on_materials",
    "total_retention", "total_earned_less_retention", "less_previous_certificates",
    "current_payment_due", "balance_to_finish_including_retention", "percent_complete",
    "retention_this_period", "retention_released_this_period", "deductions_this_period",
    "deductions_to_date", "tax", "payable",
)  # fmt: skip
_LINE = (
    "scheduled_value", "work_previous", "work_this_period", "materials_stored",
    "completed_and_stored", "percent", "balance_to_finish", "retention", "movement_this_period",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A certificate with its lines by the item that each has now."""

    cover: Certificate
    lines: dict[str, CertificateLine]


def claim_document(actor: Actor, contract_id: int) -> Written:
    """A contract with its claims as a claim document, as far as the person sees them.

    An assessment in the making is for those who make it, and so is a variation that is drafted.
    What was withdrawn is left out.
    """
    contract = contracts.get_contract(actor, contract_id)
    terms, _formats = words(contract.project)
    if not policy.may_see_schedule(actor, contract):
        raise NotAllowed(
            f"Ask an administrator of the project to show you the {terms.schedule_of_values}."
        )
    claims = list(
        queries.of_contract(actor, contract.pk).exclude(status=WITHDRAWN).order_by("number")
    )
    certified = _certified(contract, claims)
    entries = read_entries(contract.account_id, claims)
    schedule = read_schedule(
        contract,
        [
            (number, {line.line_id: line.scheduled_value for line in lines})
            for number, _, lines in certified
        ],
        {line_id for said in entries.values() for line_id in said},
        read_undecided(contract.account_id, claims),
        unseen=variations.unseen_by(actor, contract),
    )
    written: Written = {
        "ledgerstone": 1,
        "currency": contract.currency,
        "contract": terms_of(_terms(contract, claims), contract.title),
        **schedule.written(),
        "claims": _claims(actor, contract, claims, entries, schedule),
    }
    try:
        _say_what_was_certified(written, _facts(certified, schedule))
    except DocumentRefused as refusal:
        raise WrongState(
            "The figures of this contract do not go together any more as one claim document: "
            f"{refusal.place}: {refusal.sentence}."
        ) from refusal
    return written


def written(document: Written) -> str:
    """A claim document as text."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _terms(contract: Contract, claims: Sequence[Claim]) -> core.Terms:
    terms = contracts.contract_terms(contract)
    if terms.retention is None:
        return terms
    return replace(terms, securities=securities_at(contract, claims))


def _certified(
    contract: Contract, claims: Sequence[Claim]
) -> list[tuple[int, Certificate, list[CertificateLine]]]:
    """What was certified: number of the claim, certificate and its lines. One query."""
    found = {
        claim.certificate.pk: (claim.number, claim.certificate, list[CertificateLine]())
        for claim in claims
        if claim.certificate is not None
    }
    lines = CertificateLine.objects.filter(
        account_id=contract.account_id, certificate_id__in=list(found)
    )
    for line in lines.iterator():
        found[line.certificate_id][2].append(line)
    return list(found.values())


def _facts(
    certified: Sequence[tuple[int, Certificate, list[CertificateLine]]], schedule: Schedule
) -> dict[int, Fact]:
    items = {line.pk: line.item for line in schedule.lines}
    return {
        number: Fact(
            certificate,
            {items[line.line_id]: line for line in lines if line.line_id in items},
        )
        for number, certificate, lines in certified
    }


def _claims(
    actor: Actor,
    contract: Contract,
    claims: Sequence[Claim],
    entries: Mapping[int, Mapping[int, SaidOnLine]],
    schedule: Schedule,
) -> list[Written]:
    deductions = read_deductions(contract.account_id, claims)
    found = []
    for claim in claims:
        said, is_answered = entries[claim.pk], not is_kept_back(actor, claim)
        lines = (_entry(line, said, is_answered) for line in schedule.lines)
        found.append(
            claim_of(
                claim,
                [line for line in lines if line is not None],
                deductions[claim.pk],
                is_answered=is_answered,
            )
        )
    if policy.may(actor, contract, Action.VIEW_CLAIM):
        _open(contract, schedule.lines, found)
    return found


def _entry(line: ScheduleLine, said: Mapping[int, SaidOnLine], is_answered: bool) -> Written | None:
    on_line = said.get(line.pk)
    if on_line is None:
        return None
    is_unit = line.unit_price is not None
    return entry_of(line.item, on_line, is_unit=is_unit, is_answered=is_answered)


def _open(contract: Contract, lines: Sequence[ScheduleLine], claims: list[Written]) -> None:
    """Put the opening on the first claim; where that is not the next one, on an empty one."""
    opened = read_opening(contract.account_id, contract.pk)
    if opened is None:
        return
    first = opened.last_number + 1
    if not claims or claims[0]["number"] != first:
        claims.insert(0, {"number": first, "period": {}, "certified": False})
    claims[0]["opening"] = opening_of(opened.entered({line.pk: line.item for line in lines}))


def _say_what_was_certified(written: Written, facts: dict[int, Fact]) -> None:
    """Add the certificate to each claim that a reader would value otherwise. Linear: each claim
    is valued once, on what was certified before."""
    document = read_document(json.dumps(written))
    position = core.Position.empty()
    for place, claim in enumerate(document.claims):
        fact = facts.get(claim.entry.number)
        scheduled = [line.scheduled for line in lines_in_force(document, claim.entry.number)]
        if fact is None:
            if claim.entry.opening is not None:
                position, _ = open_position(
                    document.terms, scheduled, claim.entry.opening, claim.entry.number
                )
            continue
        try:
            valuation = core.value_claim(document.terms, scheduled, claim.entry, position)
        except core.Refusal as refusal:
            raise placed(claim, refusal) from None
        differing = _differing(valuation, fact)
        if differing is not None:
            written["claims"][place]["certificate"] = _certificate(fact, differing)
        stated = None if differing is None else _stated(claim, fact, differing)
        certified = replace(claim, certificate=stated)
        position = position_after(document, scheduled, certified, valuation)


def _differing(valuation: core.Valuation, fact: Fact) -> list[str] | None:
    """The items on which a valuation differs from the certificate; None where it does nowhere."""
    differs = any(getattr(valuation.cover, key) != getattr(fact.cover, key) for key in _COVER)
    items = [
        line.item
        for line in valuation.lines
        if line.item in fact.lines
        and any(getattr(line, key) != getattr(fact.lines[line.item], key) for key in _LINE)
    ]
    return items if differs or items else None


def _certificate(fact: Fact, items: Sequence[str]) -> Written:
    return {
        "cover": {key: amount(getattr(fact.cover, key)) for key in _COVER},
        "lines": {
            item: {key: amount(getattr(fact.lines[item], key)) for key in _LINE} for item in items
        },
    }


def _stated(claim: DocumentClaim, fact: Fact, items: Sequence[str]) -> Stated:
    place = f"{claim.place}.certificate"
    return Stated(
        place,
        cover={key: getattr(fact.cover, key) for key in _COVER},
        lines={
            item: StatedLine(place, {key: getattr(fact.lines[item], key) for key in _LINE})
            for item in items
        },
    )
