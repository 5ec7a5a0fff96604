"""What a claim or certificate prints, complete and independent of where it came from.

A `ClaimDocument` carries every figure as an exact `Decimal` and every text as a person wrote it;
nothing is formatted here and nothing is computed later but sums of what is printed. A document
whose figures do not tie out is refused (`require_ties`), because it would be signed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ledgerstone.core.valuation import Cover
from ledgerstone.projects.terminology import Terms, terms

# claim: a claim that nobody has certified yet; certificate: the answer to one, with its figures;
# owner_claim: our own claim as issued to the owner, with an empty certificate for them to fill in.
DocumentKind = Literal["claim", "certificate", "owner_claim"]
Paper = Literal["a4", "us-letter"]
ContractKind = Literal["head_contract", "subcontract", "purchase_order"]
Signer = Literal["claimant", "certifier"]

ZERO = Decimal(0)


class DoesNotTieOut(ValueError):  # noqa: N818 - it says what is wrong
    """The figures of a document contradict each other; the text lists every contradiction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody whom the document names.

    `role` is the key of the terminology for what they are here: `owner`, `contractor`,
    `head_contractor`, `subcontractor`, `supplier`, `certifier`. `lines` follow the name: address,
    person, registration number. `short_name` stands beside the logo; `logo` is the content of an
    SVG, PNG or JPEG file, and without one the initials stand in its place.
    """

    name: str
    role: str
    lines: tuple[str, ...] = ()
    short_name: str | None = None
    logo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationSummary:
    """Approved variations, additions and deductions apart; deductions are negative.

    `span` says which ones line 2 counts, such as `HV1 to HV5`.
    """

    additions_before: Decimal = ZERO
    additions_this_claim: Decimal = ZERO
    deductions_before: Decimal = ZERO
    deductions_this_claim: Decimal = ZERO
    span: str | None = None

    @property
    def net_change(self) -> Decimal:
        """The sum of all four, which is the cover's line 2."""
        return (
            self.additions_before
            + self.additions_this_claim
            + self.deductions_before
            + self.deductions_this_claim
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the work is and what this period adds.

    Percentages as such (41.75). Claimed and certified are this period's movement of completed and
    stored; certified is `None` until there is a certificate.
    """

    percent_complete: Decimal
    percent_at_last_certificate: Decimal | None
    claimed_this_period: Decimal
    certified_this_period: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """The tax that is added: its rate as a fraction, or `None` when lines differ in theirs.

    `name` is used in place of the terminology's word, as for `HST` where only that applies.
    """

    rate: Decimal | None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """Something taken from (negative) or given back to this claim outside lines 4 to 9."""

    label: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """By what quantity and price a line has its scheduled value, and how much of it is done.

    `to_date` is None where it is not known, as of a line that nothing was measured on.
    """

    quantity: Decimal
    unit: str
    unit_price: Decimal
    to_date: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One line of the continuation sheet; figures to date unless named otherwise.

    Consecutive lines with the same `group` stand under its heading and have a subtotal. `line_id`
    is the line of the schedule that it comes from; a row of several has none. `quantity_to_date` is
    what was measured, as kept with the figures; `measured` is set where the line has a unit price.
    """

    item: str
    description: str
    scheduled_value: Decimal
    work_previous: Decimal
    work_this_period: Decimal
    materials_stored: Decimal
    completed_and_stored: Decimal
    percent: Decimal | None
    balance_to_finish: Decimal
    retention: Decimal
    group: str | None = None
    line_id: int | None = None
    budget_code: str = ""
    quantity_to_date: Decimal | None = None
    measured: Measured | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something was certified other than claimed: a line, or a figure of the cover."""

    item: str
    description: str
    claimed: Decimal
    certified: Decimal
    reason: str

    @property
    def difference(self) -> Decimal:
        """Certified less claimed."""
        return self.certified - self.claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBox:
    """A place to sign. Without a `title` or `statement` the wording for the signer is used."""

    signer: Signer
    name: str = ""
    position: str = ""
    title: str | None = None
    statement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The code that tells an original, and the address that answers for it."""

    code: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDocument:
    """Everything that the document of one claim prints.

    `retention_rate_work` and `retention_rate_materials` are fractions where one flat rate
    applies, else `None`. `made_under` is what it says of the Act that it is made under.
    `reference` is the claimant's own number of the claim.
    `prints_stored` and `prints_retention` ask for their columns on the sheet, which also stand
    where there is a figure in them. `shows_claimed` has a certificate compare with what was
    claimed; without it only the certified figures and the reasons are printed. `notice` is one
    sentence printed in the head, such as that a certificate is not payable yet.
    """

    kind: DocumentKind
    locale: str
    terminology: str
    currency: str
    paper: Paper = "a4"

    project_name: str
    project_number: str | None = None
    contract_kind: ContractKind
    contract_number: str
    contract_title: str
    contract_date: dt.date | None = None

    claim_number: str
    reference: str = ""
    period_start: dt.date
    period_end: dt.date
    received_on: dt.date | None = None
    due_on: dt.date | None = None
    previous_certificate: str | None = None

    claimant: Party
    payer: Party
    certifier: Party | None = None

    cover: Cover
    variations: VariationSummary
    progress: Progress
    retention_rate_work: Decimal | None = None
    retention_rate_materials: Decimal | None = None
    tax: Tax | None = None
    deductions: tuple[Deduction, ...] = ()

    lines: tuple[SheetLine, ...]
    reasons: tuple[Reason, ...] = ()
    prints_stored: bool = True
    prints_retention: bool = True
    shows_claimed: bool = True
    is_final: bool = False

    signatures: tuple[SignatureBox, ...] = ()
    attachments: tuple[str, ...] = ()
    verification: Verification | None = None
    made_under: str = ""
    notice: str | None = None
    footer: str | None = None
    draft: bool = False

    @property
    def terms(self) -> Terms:
        """The words of the project's terminology."""
        return terms(self.terminology)

    @property
    def compares(self) -> bool:
        """Whether it shows what was claimed: every claim does; a certificate where it may."""
        return self.shows_claimed or self.kind != "certificate"

    @property
    def tax_name(self) -> str:
        """What the tax is called here."""
        if self.tax is not None and self.tax.name:
            return self.tax.name
        return str(self.terms.tax)


def require_ties(document: ClaimDocument) -> None:
    """Refuse a document whose figures contradict each other, naming all contradictions."""
    broken = [
        f"{what} is printed as {stated:f}, but makes {made:f}"
        for what, stated, made in (*_cover_ties(document), *_line_ties(document))
        if stated != made
    ]
    if broken:
        shown = "; ".join(broken[:20])
        raise DoesNotTieOut(f"The figures of this document do not tie out: {shown}.")


def _cover_ties(document: ClaimDocument) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Give each sum of the cover as (what, stated, made)."""
    c = document.cover
    yield (
        "contract sum to date",
        c.contract_sum_to_date,
        c.original_contract_sum + c.net_change_by_variations,
    )
    yield "total retention", c.total_retention, c.retention_on_work + c.retention_on_materials
    yield (
        "total earned less retention",
        c.total_earned_less_retention,
        c.total_completed_and_stored - c.total_retention,
    )
    yield (
        "current payment due",
        c.current_payment_due,
        c.total_earned_less_retention - c.less_previous_certificates,
    )
    yield (
        "balance to finish",
        c.balance_to_finish_including_retention,
        c.contract_sum_to_date - c.total_earned_less_retention,
    )
    yield "payable", c.payable, c.current_payment_due + c.deductions_this_period + c.tax
    deductions = sum((one.amount for one in document.deductions), ZERO)
    yield "deductions of this claim", c.deductions_this_period, deductions
    yield "net change by variations", c.net_change_by_variations, document.variations.net_change


def _line_ties(document: ClaimDocument) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Give what each line adds up to, and the totals that the cover quotes."""
    scheduled = completed = retention = ZERO
    for line in document.lines:
        scheduled += line.scheduled_value
        completed += line.completed_and_stored
        retention += line.retention
        made = line.work_previous + line.work_this_period + line.materials_stored
        yield f"completed and stored of line {line.item}", line.completed_and_stored, made
        yield (
            f"balance of line {line.item}",
            line.balance_to_finish,
            line.scheduled_value - line.completed_and_stored,
        )
    c = document.cover
    yield "contract sum to date", c.contract_sum_to_date, scheduled
    yield "total completed and stored", c.total_completed_and_stored, completed
    yield "total retention", c.total_retention, retention
