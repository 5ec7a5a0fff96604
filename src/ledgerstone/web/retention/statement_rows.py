"""A statement of retention as its pages and files show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ledgerstone.claims.models import APPROVED_AS_NOTED, PENDING_OWNER_APPROVAL
from ledgerstone.claims.retention.retention_statement import (
    ContractStatement,
    Direction,
    ProjectStatement,
    StatedClaim,
)
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.retention.retention_security import KIND_WORDS
from ledgerstone.documents.spreadsheets.list_files import Cell
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.head import Status

Pair = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One direction of a project: its title, what it is called when empty, and its contracts."""

    title: str
    empty: str
    figures: Direction


def sides(told: ProjectStatement, terms: Terms) -> list[Side]:
    """Both directions, ours from the owner first."""
    return [
        Side(
            f"Held from us by the {terms.owner}",
            f"Nothing is held from you under {terms.head_contract.plural} yet.",
            told.above,
        ),
        Side(
            f"Held from {terms.subcontractor.plural}",
            f"You hold nothing under {terms.commitment.plural} yet.",
            told.below,
        ),
    ]


def contract_pairs(told: ContractStatement) -> list[Pair]:
    """What a contract's statement comes to."""
    pairs = [
        _money("Held back in all", told.withheld),
        _money("Released to date", -told.released),
        _money("Held now", told.held, "total"),
    ]
    if told.work is not None and told.materials is not None:
        pairs += [
            _money("on work", told.work, "part"),
            _money("on materials", told.materials, "part"),
        ]
    if told.due_now:
        pairs.append(_money("Due for release", told.due_now, "you"))
    if told.due_soon:
        pairs.append(_money("Due in the next 60 days", told.due_soon))
    if told.security:
        pairs.append(_money("Security in its place", told.security))
    return pairs


def _money(label: str, value: Any, kind: str = "") -> Pair:
    return {"label": label, "value": value, "money": True, "kind": kind}


def claim_status(contract: Contract, status: str, terms: Terms) -> Status:
    """The state of a certified claim in a word."""
    if status == PENDING_OWNER_APPROVAL:
        return Status("them", f"Pending {terms.owner} approval")
    if contract.is_upstream:
        return Status("done", "Certified")
    return Status("done", "Approved as noted" if status == APPROVED_AS_NOTED else "Approved")


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A certified claim with its state."""

    of: StatedClaim
    status: Status
    certified_on: dt.date


def statement_rows(told: ContractStatement, terms: Terms, formats: Formats) -> list[StatementRow]:
    """The certified claims, latest first."""
    return [
        StatementRow(
            one,
            claim_status(told.contract, one.status, terms),
            formats.local(one.issued_at).date(),
        )
        for one in reversed(told.claims)
    ]


# --- files -------------------------------------------------------------------------------------


def contract_headings(terms: Terms) -> list[str]:
    """The columns of a contract's statement as a file."""
    return [
        terms.claim_short.capitalised, "Status", "Period to", "Certified", "Held back", "Released",
        "Because of", "Held on work", "Held on materials", "Held after",
    ]  # fmt: skip


def contract_cells(told: ContractStatement, terms: Terms, formats: Formats) -> Iterator[list[Cell]]:
    """One row per claim, one of what was brought from elsewhere, then the sums."""
    if told.is_opened:
        yield [
            "Taken over", None, None, None, told.opening_withheld,
            told.opening_released, None, None, None, told.opening_held,
        ]  # fmt: skip
    for row in told.claims:
        yield [
            str(row.number),
            claim_status(told.contract, row.status, terms).word,
            row.period_end,
            formats.local(row.issued_at).date(),
            row.withheld,
            row.released,
            row.event,
            row.work,
            row.materials,
            row.held,
        ]
    yield [
        "Total", None, None, None, told.withheld, told.released, None, told.work, told.materials,
        told.held,
    ]  # fmt: skip
    for due in told.due:
        yield [
            "Due for release" if due.is_reached else "Coming", None, due.on, None, None, due.amount,
            due.event.name, None, None, None,
        ]  # fmt: skip
    for one in told.securities:
        yield [
            "Security", one.reference, one.expires_on, one.received_on, None, None,
            KIND_WORDS[one.kind], None, None, one.amount,
        ]  # fmt: skip


def project_headings(terms: Terms) -> list[str]:
    """The columns of a project's statement as a file."""
    return [
        "Direction", "Contract", "Title", "Company", "Held back", "Released", "Held on work",
        "Held on materials", "Held now", "Due now", "Due in 60 days", "Security",
    ]  # fmt: skip


def project_cells(
    told: ProjectStatement, terms: Terms, seen: tuple[bool, bool]
) -> Iterator[list[Cell]]:
    """One row per contract, the sums of each direction that is seen, and what is left between
    them where both are."""
    for side, is_seen in zip(sides(told, terms), seen, strict=True):
        if is_seen and side.figures.statements:
            yield from _side_cells(side.title, side.figures)
    if not all(seen):
        return
    above, below = told.above, told.below
    yield [
        "Net", None, None, None, above.withheld - below.withheld, above.released - below.released,
        above.work - below.work, above.materials - below.materials, told.net, told.net_due_now,
        told.net_due_soon, above.security - below.security,
    ]  # fmt: skip


def _side_cells(title: str, figures: Direction) -> Iterator[list[Cell]]:
    for one in figures.statements:
        contract = one.contract
        named = [title, contract.number, contract.title, contract.company.name]
        yield [*named, *_figures(one)]
    yield [title, "Total", None, None, *_figures(figures)]


def _figures(of: ContractStatement | Direction) -> list[Cell]:
    return [
        of.withheld, of.released, of.work, of.materials, of.held, of.due_now, of.due_soon,
        of.security,
    ]  # fmt: skip
