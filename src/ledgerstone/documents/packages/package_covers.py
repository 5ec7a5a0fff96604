"""The sheet before files that were put together: what is in them, where, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims.models import PENDING_OWNER_APPROVAL, Claim
from ledgerstone.claims.told import is_kept_back
from ledgerstone.core.rounding import ZERO
from ledgerstone.directory import queries as directory
from ledgerstone.documents.claim_pages.model import Paper
from ledgerstone.documents.money_pages.money_model import (
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
from ledgerstone.documents.money_pages.pages import typeset_money
from ledgerstone.projects.formats import NO_FIGURE, Formats
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor

from .compiling import Placed

_PAGES_COUNTED = "Pages are counted from the first page of this file, as its bookmarks count them."


def package_cover(
    actor: Actor,
    claim: Claim,
    terms: Terms,
    formats: Formats,
    placed: Sequence[Placed],
    pages: int,
    *,
    is_zip: bool = False,
) -> bytes:
    """The cover sheet of a claim with files, as a PDF."""
    contract = claim.contract
    payer, claimant = (money_party(one) for one in who_pays(actor, contract))
    pays, claims = roles(contract, terms)
    number = f"{terms.claim_short.capitalised} {claim.number}"
    what, amount = _amount(actor, claim)
    name = contract_name(contract, terms)
    document = MoneyDocument(
        locale=contract.project.terminology,
        paper=_paper(contract.project.paper),
        title=f"{number} with attachments" if len(placed) > 1 else number,
        subtitle=f"{_period(claim, formats)}. {contract.project.name}",
        about=f"{name}, {contract.title}" if contract.title else name,
        notice="" if claim.submitted_at else "A draft: it is not submitted yet.",
        headline_label=f"Amount {what}{_with_tax(claim, terms)}",
        headline=formats.money_with_sign(amount),
        maker=claimant,
        other=payer,
        blocks=(
            party_block(f"To, {pays}", payer),
            party_block(f"From, {claims}", claimant),
            contract_block(contract, terms, formats),
        ),
        facts=_facts(placed, pages, formats, is_zip=is_zip),
        tables=(_contents(placed, is_zip=is_zip), _left_out(placed, is_zip=is_zip)),
        notes=() if is_zip else (_PAGES_COUNTED,),
        footer=f"{name}, {terms.claim_short} {claim.number}",
    )
    return typeset_money(document)


def _facts(
    placed: Sequence[Placed], pages: int, formats: Formats, *, is_zip: bool
) -> tuple[tuple[str, str], ...]:
    return (
        ("Files", str(sum(not one.why_not for one in placed))),
        ("Pages", NO_FIGURE if is_zip else str(pages)),
        ("Put together", formats.moment(clock.now())),
    )


@dataclass(frozen=True, slots=True)
class Backed:
    """A claim in compiled backups: which of the items are its own, the first its document."""

    claim: Claim
    first: int
    count: int
    is_signed: bool


def backups_cover(
    actor: Actor,
    period: BillingPeriod,
    terms: Terms,
    formats: Formats,
    backed: Sequence[Backed],
    placed: Sequence[Placed],
    pages: int,
) -> bytes:
    """The cover sheet of the compiled backups of a period, as a PDF."""
    project = period.project
    own = money_party(directory.own_company(actor))
    certified = [one.claim.certificate for one in backed if one.claim.certificate is not None]
    payable = sum((one.payable for one in certified), ZERO)
    days = formats.period(period.start, period.end)
    plural = terms.commitment_claim.plural
    return typeset_money(
        MoneyDocument(
            locale=project.terminology,
            paper=_paper(project.paper),
            title=f"Backup of {plural}",
            subtitle=f"{days}. {project.name}",
            about=f"Project {project.number}",
            headline_label=f"Certified, including {terms.tax}",
            headline=formats.money_with_sign(payable),
            maker=own,
            other=MoneyParty(name=project.name),
            blocks=(),
            facts=(
                (terms.claim_short.plural_capitalised, str(len(backed))),
                ("Pages", str(pages)),
                ("Put together", formats.moment(clock.now())),
            ),
            tables=(_backed_table(backed, placed, terms, formats), _left_out(placed)),
            notes=(_PAGES_COUNTED,),
            footer=f"{project.number} {project.name}, {days}",
        )
    )


def _backed_table(
    backed: Sequence[Backed], placed: Sequence[Placed], terms: Terms, formats: Formats
) -> MoneyTable:
    """A row for each claim, and the sums of what is certified."""
    rows = [_backed_row(one, placed[one.first : one.first + one.count], terms, formats)
            for one in backed]  # fmt: skip
    certified = [one.claim.certificate for one in backed if one.claim.certificate is not None]
    due = sum((one.current_payment_due for one in certified), ZERO)
    payable = sum((one.payable for one in certified), ZERO)
    total = ("Total certified", "", formats.money(due), formats.money(payable), "", "")
    return MoneyTable(
        headings=(
            terms.commitment.capitalised,
            terms.claim_short.capitalised,
            f"Before {terms.tax}",
            f"With {terms.tax}",
            "Files",
            "On page",
        ),
        rows=(*rows, MoneyRow(cells=total, kind="sum")),
        texts=frozenset({0, 1}),
        wide=frozenset({0}),
        title="What is in it",
    )


def _backed_row(one: Backed, placed: Sequence[Placed], terms: Terms, formats: Formats) -> MoneyRow:
    claim, certificate = one.claim, one.claim.certificate
    contract = claim.contract
    page = next((each.page for each in placed if each.page), 0)
    under = [contract.title] if contract.title else []
    if one.is_signed:
        under.append("signed copy")
    if certificate is None:
        under.append("not certified yet")
    elif claim.status == PENDING_OWNER_APPROVAL:
        under.append("not payable yet")
    return MoneyRow(
        cells=(
            f"{contract.number}, {contract.company.name}",
            str(claim.number) + (f" ({claim.reference})" if claim.reference else ""),
            NO_FIGURE if certificate is None else formats.money(certificate.current_payment_due),
            NO_FIGURE if certificate is None else formats.money(certificate.payable),
            str(sum(1 for each in placed[1:] if not each.why_not)),
            str(page) if page else NO_FIGURE,
        ),
        under=", ".join(under),
    )


def _amount(actor: Actor, claim: Claim) -> tuple[str, Decimal]:
    """What is certified, else what is claimed."""
    if claim.certificate is not None and not is_kept_back(actor, claim):
        return "certified", claim.certificate.payable
    return "claimed", claim.claimed_payable


def _with_tax(claim: Claim, terms: Terms) -> str:
    return f", including {terms.tax}" if claim.contract.tax_rate is not None else ""


def _period(claim: Claim, formats: Formats) -> str:
    return formats.period(claim.period_start, claim.period_end)


def _paper(paper: str) -> Paper:
    return "us-letter" if paper == "us-letter" else "a4"


def _contents(placed: Sequence[Placed], *, is_zip: bool) -> MoneyTable:
    """What is in it, in order: by its place in a ZIP, by its pages in a PDF."""
    found = [(number, one) for number, one in enumerate(placed, start=1) if not one.why_not]
    says_of = any(one.item.of for _number, one in found)
    rows = []
    for number, one in found:
        of = (one.item.of,) if says_of else ()
        if is_zip:
            cells: tuple[str, ...] = (one.item.name, *of, f"{number:02}")
        else:
            cells = (one.item.title, *of, str(one.pages), str(one.page))
        rows.append(MoneyRow(cells=cells))
    ends = ("No.",) if is_zip else ("Pages", "On page")
    return MoneyTable(
        headings=("File", *(("Of",) if says_of else ()), *ends),
        rows=tuple(rows),
        texts=frozenset({0, 1} if says_of else {0}),
        title="What is in it",
    )


def _left_out(placed: Sequence[Placed], *, is_zip: bool = False) -> MoneyTable:
    """What is not in it, and why. Without rows it is not drawn."""
    missing = [one for one in placed if one.why_not]
    says_of = any(one.item.of for one in missing)
    rows = [
        MoneyRow(cells=(one.item.name, *((one.item.of,) if says_of else ()), f"It {one.why_not}."))
        for one in missing
    ]
    columns = 3 if says_of else 2
    return MoneyTable(
        headings=("File", *(("Of",) if says_of else ()), "Why"),
        rows=tuple(rows),
        texts=frozenset(range(columns)),
        wide=frozenset({0, columns - 1}),
        title=f"Not in this {'ZIP' if is_zip else 'PDF'}",
    )
