"""The claim that documents are tried with: head contract HC-01, claim 9, certified as claimed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ledgerstone.core.rounding import cents, percent
from ledgerstone.core.valuation import Cover
from ledgerstone.documents.claim_pages.model import (
    ClaimDocument,
    Party,
    Progress,
    SheetLine,
    SignatureBox,
    Tax,
    VariationSummary,
    Verification,
)

# group, item, description, scheduled, previously certified, this period, stored
_LINES = """
Preliminaries and design|1|Preliminaries and establishment|6218400|3109200|312000|0
Preliminaries and design|2|Design and authority fees|3184500|2706825|79612.50|0
Groundworks|3|Earthworks and ground improvement|8456200|6961400|412350|0
Groundworks|4|In-ground drainage and detention|3918000|2312900|435020|0
Groundworks|5|Retaining walls|1744500|1648500|96000|0
Structure and envelope|6|Footings and pile caps|4378600|3541200|380780|0
Structure and envelope|7|Warehouse slab on ground|11846000|3604300|1587340|0
Structure and envelope|8|Structural steel|13238500|5472650|1544300|214300
Structure and envelope|9|Precast wall panels|6908200|2468700|926000|0
Structure and envelope|10|Metal roofing and cladding|9472000|0|288750|310000
Services|11|Electrical and communications|6828400|1184305|446900|0
Services|12|Fire sprinklers and tanks|4957600|297480|146200|92400
Services|13|Mechanical services|1978300|98900|64300|0
Services|14|Hydraulic services|1263700|268400|60450|0
Services|15|Rooftop solar, 1.2 MW|1308000|0|0|0
Fit-out|16|Office fit-out|2637500|0|0|0
Fit-out|17|Dock levellers and industrial doors|1889200|0|0|0
Fit-out|18|Floor sealing and line marking|734600|0|0|0
External works|19|Heavy-duty pavements|5866400|0|0|0
External works|20|Fencing, gates and security|638900|0|0|0
External works|21|Landscaping and irrigation|813500|0|0|0
External works|22|Commissioning, handover and records|418460|0|0|0
Variations|HV1|Rock excavation, basin 2|412600|412600|0|0
Variations|HV2|Delete mezzanine store|-186400|-186400|0|0
Variations|HV3|Slab joint upgrade, aisles 1–14|228450|45690|68535|0
Variations|HV4|Additional HV conduit bank|96750|0|0|0
Variations|HV5|Roof plant platform, grids 11–12|163200|40800|52010|0
"""


def sheet_line(
    item: str,
    description: str,
    figures: Iterable[str | Decimal],
    group: str | None = None,
    rate: str = "0.05",
) -> SheetLine:
    """Make a line from scheduled value, previous work, work of this period and stored materials."""
    scheduled, previous, this, stored = (Decimal(figure) for figure in figures)
    completed = previous + this + stored
    return SheetLine(
        item=item,
        description=description,
        scheduled_value=scheduled,
        work_previous=previous,
        work_this_period=this,
        materials_stored=stored,
        completed_and_stored=completed,
        percent=percent(completed, scheduled),
        balance_to_finish=scheduled - completed,
        retention=cents(completed * Decimal(rate)),
        group=group,
    )


def marlow_lines() -> tuple[SheetLine, ...]:
    """Return the 27 lines of the continuation sheet."""
    rows = [row.split("|") for row in _LINES.strip().splitlines()]
    return tuple(sheet_line(row[1], row[2], row[3:], row[0]) for row in rows)


CLAIMANT = Party(
    name="Corvane Constructions Pty Ltd",
    role="contractor",
    lines=("18 Lathe Close", "Parramatta NSW 2150"),
    short_name="Corvane Constructions",
)
PAYER = Party(
    name="Tallis Park Industrial Trust",
    role="owner",
    lines=("Level 9, 40 Farrier Street", "Sydney NSW 2000"),
    short_name="Tallis Park Industrial",
)
CERTIFIER = Party(name="Brae and Lindqvist Advisory", role="certifier", lines=("Helena Lindqvist",))
VARIATIONS = VariationSummary(
    additions_before=Decimal("804250.00"),
    additions_this_claim=Decimal("96750.00"),
    deductions_before=Decimal("-186400.00"),
    deductions_this_claim=Decimal("0.00"),
    span="HV1 to HV5",
)
PROGRESS = Progress(
    percent_complete=Decimal("41.75"),
    percent_at_last_certificate=Decimal("34.19"),
    claimed_this_period=Decimal("7517247.50"),
    certified_this_period=Decimal("7517247.50"),
)
SIGNATURES = (
    SignatureBox(
        signer="claimant",
        name="Marcus Thornbury",
        position="Project director, Corvane Constructions Pty Ltd",
    ),
    SignatureBox(
        signer="certifier",
        name="Helena Lindqvist",
        position="Brae and Lindqvist Advisory, for the principal",
    ),
)


def marlow_road(**changes: Any) -> ClaimDocument:
    """Return the certificate, with some of its fields changed."""
    document = ClaimDocument(
        kind="certificate",
        locale="en-AU",
        terminology="en-AU",
        currency="AUD",
        project_name="Marlow Road Distribution Centre",
        project_number="2601",
        contract_kind="head_contract",
        contract_number="HC-01",
        contract_title="Marlow Road Distribution Centre",
        contract_date=dt.date(2026, 1, 12),
        claim_number="9",
        period_start=dt.date(2026, 10, 1),
        period_end=dt.date(2026, 10, 31),
        received_on=dt.date(2026, 11, 5),
        due_on=dt.date(2026, 11, 26),
        previous_certificate="8",
        claimant=CLAIMANT,
        payer=PAYER,
        certifier=CERTIFIER,
        cover=_cover(),
        variations=VARIATIONS,
        progress=PROGRESS,
        retention_rate_work=Decimal("0.05"),
        retention_rate_materials=Decimal("0.05"),
        tax=Tax(rate=Decimal("0.10")),
        lines=marlow_lines(),
        signatures=SIGNATURES,
        attachments=("Statutory declaration, October 2026", "Backup, 17 documents"),
        verification=Verification(code="LS-7QF4-K2MX", address="verify.corvane.example"),
        made_under="This is a payment claim made under the Building and Construction Industry "
        "Security of Payment Act 1999 (NSW).",
    )
    return replace(document, **changes)


def _cover() -> Cover:
    figures = {
        "original_contract_sum": "98699460.00",
        "net_change_by_variations": "714600.00",
        "contract_sum_to_date": "99414060.00",
        "total_completed_and_stored": "41504697.50",
        "retention_on_work": "2044399.88",
        "retention_on_materials": "30835.00",
        "total_retention": "2075234.88",
        "total_earned_less_retention": "39429462.62",
        "less_previous_certificates": "32288077.50",
        "current_payment_due": "7141385.12",
        "balance_to_finish_including_retention": "59984597.38",
        "percent_complete": "41.75",
        "retention_this_period": "375862.38",
        "retention_released_this_period": "0.00",
        "deductions_this_period": "0.00",
        "deductions_to_date": "0.00",
        "tax": "714138.51",
        "payable": "7855523.63",
    }
    return Cover(**{name: Decimal(figure) for name, figure in figures.items()})


def made_up(lines: Iterable[SheetLine], **changes: Any) -> ClaimDocument:
    """Return a document with these lines and a cover that ties out with them."""
    lines = tuple(lines)
    zero = Decimal(0)
    scheduled = sum((line.scheduled_value for line in lines), zero)
    completed = sum((line.completed_and_stored for line in lines), zero)
    retention = sum((line.retention for line in lines), zero)
    earned = completed - retention
    due = earned
    tax = cents(due * Decimal("0.10"))
    cover = replace(
        _cover(),
        original_contract_sum=scheduled,
        net_change_by_variations=zero,
        contract_sum_to_date=scheduled,
        total_completed_and_stored=completed,
        retention_on_work=retention,
        retention_on_materials=zero,
        total_retention=retention,
        total_earned_less_retention=earned,
        less_previous_certificates=zero,
        current_payment_due=due,
        balance_to_finish_including_retention=scheduled - earned,
        percent_complete=percent(completed, scheduled),
        tax=tax,
        payable=due + tax,
    )
    progress = Progress(
        percent_complete=percent(completed, scheduled),
        percent_at_last_certificate=None,
        claimed_this_period=completed,
        certified_this_period=completed,
    )
    base = {"cover": cover, "progress": progress, "variations": VariationSummary()}
    return marlow_road(**{"lines": lines, "previous_certificate": None, **base, **changes})
