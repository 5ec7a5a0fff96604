"""Statements of retention as documents print them. Every figure is a certificate's."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from ledgerstone.claims.models import PENDING_OWNER_APPROVAL
from ledgerstone.claims.retention.retention_statement import (
    AHEAD,
    ContractStatement,
    Direction,
    ProjectStatement,
    StatedClaim,
)
from ledgerstone.contracts.retention.retention_security import KIND_WORDS, stands
from ledgerstone.contracts.retention.retention_words import said_of
from ledgerstone.directory import queries as directory
from ledgerstone.documents.money_pages.money_model import (
    Block,
    MoneyDocument,
    MoneyParty,
    MoneyRow,
    MoneyTable,
)
from ledgerstone.documents.money_pages.money_parties import (
    contract_block,
    contract_name,
    money_party,
    party_block,
    roles,
    who_pays,
)
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import NO_FIGURE, Formats
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor


def contract_page(actor: Actor, told: ContractStatement, today: dt.date) -> MoneyDocument:
    """The statement of one contract: claim by claim, what is due, what stands in its place."""
    contract = told.contract
    terms, formats = projects.words(contract.project)
    payer, payee = (money_party(one) for one in who_pays(actor, contract))
    pays, paid = roles(contract, terms)
    name = contract_name(contract, terms)
    title = f"Statement of {terms.retention}"
    return MoneyDocument(
        locale=contract.project.terminology,
        paper="us-letter" if contract.project.paper == "us-letter" else "a4",
        title=title,
        subtitle=f"As at {formats.day(today)}. {contract.project.name}",
        about=f"{name}, {contract.title}" if contract.title else name,
        headline_label="Held now",
        headline=formats.money_with_sign(told.held),
        maker=payee if contract.is_upstream else payer,
        other=payer if contract.is_upstream else payee,
        blocks=(
            party_block(f"Held by, {pays}", payer),
            party_block(f"Held from, {paid}", payee),
            contract_block(contract, terms, formats),
        ),
        facts=(
            ("Held back in all", formats.money(told.withheld)),
            ("Released to date", formats.money(told.released)),
            ("Due for release", formats.money(told.due_now)),
        ),
        tables=(
            _claims(told, terms, formats),
            _due(told, formats),
            _securities(told, today, formats),
        ),
        notes=(
            said_of(contract, terms, formats),
            f"By {terms.certificate.plural}; what is not certified yet is not in it. Amounts in "
            f"{contract.currency}, before any {terms.tax}.",
        ),
        footer=f"{title}, {name}, {formats.day(today)}",
    )


def _claims(told: ContractStatement, terms: Terms, formats: Formats) -> MoneyTable:
    money = formats.money
    rows = [_claim(row, terms, formats) for row in told.claims]
    if told.is_opened:
        cells = ("Taken over", "", *map(money, _figures_of_opening(told)))
        rows.insert(0, MoneyRow(cells=cells))
    total = ("Total", "", money(told.withheld), money(-told.released), money(told.held))
    rows.append(MoneyRow(cells=total, kind="payable", under=_parts(told, terms, formats)))
    return MoneyTable(
        headings=(
            terms.claim_short.capitalised,
            "Certified",
            "Held back",
            "Released",
            "Held after",
        ),
        rows=tuple(rows),
        texts=frozenset({0, 1}),
        title=f"By {terms.claim_short}",
    )


def _figures_of_opening(told: ContractStatement) -> tuple[Decimal, Decimal, Decimal]:
    return told.opening_withheld, -told.opening_released, told.opening_held


def _claim(row: StatedClaim, terms: Terms, formats: Formats) -> MoneyRow:
    money = formats.money
    said = [f"Period to {formats.day(row.period_end)}"]
    if row.event:
        said.append(f"released for {row.event}")
    if row.status == PENDING_OWNER_APPROVAL:
        said.append(f"pending {terms.owner} approval")
    return MoneyRow(
        cells=(
            f"{terms.claim_short.capitalised} {row.number}",
            formats.day(formats.local(row.issued_at).date()),
            money(row.withheld),
            money(-row.released),
            money(row.held),
        ),
        under=", ".join(said),
    )


def _parts(told: ContractStatement, terms: Terms, formats: Formats) -> str:
    if told.work is None or told.materials is None:
        return ""
    work, materials = formats.money(told.work), formats.money(told.materials)
    return f"{work} of it on work, {materials} on {terms.stored_materials}"


def _due(told: ContractStatement, formats: Formats) -> MoneyTable:
    return MoneyTable(
        headings=("Event", "When", "Share", "Amount"),
        rows=tuple(
            MoneyRow(
                cells=(
                    one.event.name,
                    formats.day(one.on),
                    formats.rate(one.event.share),
                    formats.money(one.amount),
                ),
                under="To be released" if one.is_reached else f"Within the next {AHEAD} days",
            )
            for one in told.due
        ),
        texts=frozenset({0, 1}),
        title="Due for release",
    )


def _securities(told: ContractStatement, today: dt.date, formats: Formats) -> MoneyTable:
    return MoneyTable(
        headings=("Security", "Received", "Expires", "Amount"),
        rows=tuple(
            MoneyRow(
                cells=(
                    KIND_WORDS[one.kind],
                    formats.day(one.received_on),
                    formats.day(one.expires_on) if one.expires_on else NO_FIGURE,
                    formats.money(one.amount),
                ),
                under=", ".join(
                    part
                    for part in (
                        one.reference,
                        one.issuer,
                        "" if stands(one, today) else "no longer stands",
                    )
                    if part
                ),
            )
            for one in told.securities
        ),
        texts=frozenset({0, 1, 2}),
        title="Security in its place",
    )


# --- of a project ------------------------------------------------------------------------------


def project_page(
    actor: Actor, project: Project, told: ProjectStatement, seen: tuple[bool, bool], today: dt.date
) -> MoneyDocument:
    """The statement of a project: what is held from us, what we hold, as far as it is seen."""
    terms, formats = projects.words(project)
    own = money_party(directory.own_company(actor))
    above, below = seen
    title = f"Statement of {terms.retention}"
    from_us, by_us = f"Held from us by the {terms.owner}", f"Held from {terms.subcontractor.plural}"
    sides = ((above, from_us, told.above), (below, by_us, told.below))
    label, headline = ("Net", told.net) if above and below else _only(sides)
    return MoneyDocument(
        locale=project.terminology,
        paper="us-letter" if project.paper == "us-letter" else "a4",
        is_wide=True,
        title=title,
        subtitle=f"As at {formats.day(today)}. {project.name}",
        headline_label=f"{label}, held now",
        headline=formats.money_with_sign(headline),
        maker=own,
        other=MoneyParty(name=project.name),
        blocks=(
            party_block("Account", own),
            Block(caption="Project", name=f"{project.number} {project.name}"),
            Block(caption="Amounts", name=project.currency, lines=(f"before any {terms.tax}",)),
        ),
        facts=tuple(
            (what, formats.money(figure)) for what, figure in _project_facts(told, sides, seen)
        ),
        tables=tuple(_side(name, figures, formats) for is_seen, name, figures in sides if is_seen),
        notes=(
            f"By {terms.certificate.plural}; what is not certified yet is not in it. Due soon is "
            f"within the next {AHEAD} days.",
        ),
        footer=f"{title}, {project.number} {project.name}, {formats.day(today)}",
    )


_Sides = tuple[tuple[bool, str, Direction], ...]


def _only(sides: _Sides) -> tuple[str, Decimal]:
    """The one side that is seen."""
    return next((name, figures.held) for is_seen, name, figures in sides if is_seen)


def _project_facts(
    told: ProjectStatement, sides: _Sides, seen: tuple[bool, bool]
) -> list[tuple[str, Decimal]]:
    """Three of them, as the head of the page has room for."""
    if all(seen):
        return [
            *((name, figures.held) for _seen, name, figures in sides),
            ("Net due now", told.net_due_now),
        ]
    figures = next(figures for is_seen, _name, figures in sides if is_seen)
    return [
        ("Held back in all", figures.withheld),
        ("Released to date", figures.released),
        ("Due for release", figures.due_now),
    ]


def _side(title: str, figures: Direction, formats: Formats) -> MoneyTable:
    rows = [
        MoneyRow(
            cells=(one.contract.number, one.contract.title, *_columns(one, formats)),
            under=one.contract.company.name,
        )
        for one in figures.statements
    ]
    if rows:
        rows.append(MoneyRow(cells=("Total", "", *_columns(figures, formats)), kind="payable"))
    return MoneyTable(
        headings=(
            "Contract", "Title", "Held back", "Released", "On work", "On materials", "Held now",
            "Due now", "Due soon", "Security",
        ),
        rows=tuple(rows),
        texts=frozenset({0, 1}),
        wide=frozenset({0, 1}),
        title=title,
    )  # fmt: skip


def _columns(of: ContractStatement | Direction, formats: Formats) -> list[str]:
    figures = (
        of.withheld, -of.released, of.work, of.materials, of.held, of.due_now, of.due_soon,
        of.security,
    )  # fmt: skip
    return [formats.money(figure) for figure in figures]
