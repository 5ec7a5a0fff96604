"""How long a claim takes to set, against a bare Typst table of the same rows.

Ours repeats heads, has groups with subtotals, carries totals from page to page, numbers its pages
and has a first page; bare is one table, its widths and heights left to Typst, nothing else. Each
time is taken in a process of its own, because Typst remembers what it has set.

Run `python benchmarks/typeset_claim.py [lines]`.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

import typst

from ledgerstone.core.rounding import cents, percent
from ledgerstone.core.valuation import Cover
from ledgerstone.documents.claim_pages.continuation import continuation_sheet
from ledgerstone.documents.claim_pages.model import (
    ClaimDocument,
    Party,
    Progress,
    Reason,
    SheetLine,
    SignatureBox,
    Tax,
    VariationSummary,
)
from ledgerstone.documents.claim_pages.typeset import typeset_claim, typeset_schedule
from ledgerstone.documents.payment_schedules.payment_schedule import AnsweredLine, PaymentSchedule
from ledgerstone.documents.typesetting.metrics import FONT_FOLDER

ZERO, _CUT = Decimal("0.00"), Decimal("0.01")
LINES_A_GROUP = 18
TRADES = (
    "Earthworks and ground improvement",
    "In-ground drainage",
    "Retaining walls",
    "Precast wall panels, including joints and propping",
    "Metal roofing and cladding",
    "Electrical and communications",
    "Supply and install mechanical services to levels 1 to 4, including commissioning",
    "Floor sealing and line marking",
)
BARE = b"""
#set page(width: 297mm, height: 210mm, margin: 14mm)
#set text(font: "Inter", size: 8.6pt, number-width: "tabular")
#table(columns: 10, ..json(bytes(sys.inputs.rows)).flatten())
"""


@dataclass(frozen=True, slots=True)
class TypesetTimes:
    """Seconds for the whole document and for the bare table, and their ratio; peak memory of ours.

    `processor` and `processor_ratio` are of processor time, which a busy machine disturbs less.
    """

    lines: int
    ours: float
    bare: float
    ratio: float
    processor: float
    processor_ratio: float
    ours_megabytes: int


def measure(lines: int = 1000, repeats: int = 3) -> TypesetTimes:
    """Time both with this many lines, taking turns, and return the best of each."""
    ours, bare = [], []
    for _ in range(repeats):
        ours.append(_in_a_process("ours", lines))
        bare.append(_in_a_process("bare", lines))
    seconds, bare_seconds = (min(run[0] for run in runs) for runs in (ours, bare))
    processor, bare_processor = (min(run[1] for run in runs) for runs in (ours, bare))
    memory = int(max(run[2] for run in ours))
    ratio, processor_ratio = seconds / bare_seconds, processor / bare_processor
    return TypesetTimes(lines, seconds, bare_seconds, ratio, processor, processor_ratio, memory)


def measure_schedule(lines: int) -> tuple[float, float, int]:
    """Return the seconds, the processor seconds and the peak memory in MB of the payment schedule
    of this many lines, each with a reason."""
    seconds, processor, memory = _in_a_process("schedule", lines)
    return seconds, processor, int(memory)


def _in_a_process(which: str, lines: int) -> list[float]:
    """Return the seconds, the processor seconds and the peak memory in MB that one run took."""
    command = [sys.executable, __file__, "--one", which, str(lines)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(figure) for figure in json.loads(answer.stdout)]


def _one(which: str, lines: int) -> tuple[float, float, int]:
    """Do one run in this process."""
    document = made_up_claim(lines)
    entries = continuation_sheet(document).entries if which == "bare" else ()
    rows = json.dumps([[*entry.texts, *entry.printed] for entry in entries])
    start, processor = time.perf_counter(), _processor_time()
    answer = made_up_schedule(document) if which == "schedule" else None
    if answer is not None:
        typeset_schedule(answer)
    elif which == "ours":
        typeset_claim(document)
    else:
        typst.compile(
            BARE,
            font_paths=[str(FONT_FOLDER)],
            ignore_system_fonts=True,
            sys_inputs={"rows": rows},
            pdf_tags=False,
        )
    seconds, processor = time.perf_counter() - start, _processor_time() - processor
    return seconds, processor, _most_megabytes()


def _processor_time() -> float:
    """Return the seconds of processor time of this process and of those it started that ended."""
    return sum(os.times()[:4])


def _most_megabytes() -> int:
    """Return the most that this process held, with the most that one it started held."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(which).ru_maxrss for which in both) // 1024


def made_up_claim(lines: int) -> ClaimDocument:
    """Return a certificate with this many lines in groups; the same every time."""
    chance = random.Random(lines)  # noqa: S311 - figures for a measurement
    sheet = tuple(_line(number, chance) for number in range(1, lines + 1))
    cover = _cover(sheet)
    completed = cover.total_completed_and_stored
    return ClaimDocument(
        kind="certificate",
        locale="en-AU",
        terminology="en-AU",
        currency="AUD",
        project_name="A project of many lines",
        contract_kind="subcontract",
        contract_number="SC-001",
        contract_title="All trades",
        claim_number="1",
        period_start=dt.date(2026, 10, 1),
        period_end=dt.date(2026, 10, 31),
        claimant=Party(name="A subcontractor", role="subcontractor"),
        payer=Party(name="A head contractor", role="head_contractor"),
        cover=cover,
        variations=VariationSummary(),
        progress=Progress(
            percent_complete=cover.percent_complete,
            percent_at_last_certificate=None,
            claimed_this_period=completed,
            certified_this_period=completed,
        ),
        tax=Tax(rate=Decimal("0.10")),
        lines=sheet,
        signatures=(SignatureBox(signer="claimant"), SignatureBox(signer="certifier")),
    )


def made_up_schedule(document: ClaimDocument) -> PaymentSchedule:
    """Return the schedule that certifies all of it but a cent a line, each for a reason."""
    lines = tuple(_answered(line) for line in document.lines)
    more, cover = _CUT * len(lines), document.cover
    received = dt.datetime(2026, 11, 3, 5, tzinfo=dt.UTC)
    return PaymentSchedule(
        answer=document,
        claimed=replace(
            cover,
            total_completed_and_stored=cover.total_completed_and_stored + more,
            total_earned_less_retention=cover.total_earned_less_retention + more,
            current_payment_due=cover.current_payment_due + more,
            payable=cover.payable + more,
        ),
        lines=lines,
        reasons=tuple(_reason(line) for line in lines),
        received_at=received,
        issued_at=received + dt.timedelta(days=9),
        time_zone="Australia/Sydney",
    )


def _answered(line: SheetLine) -> AnsweredLine:
    """Return a line of which a cent more was claimed."""
    return AnsweredLine(
        item=line.item,
        description=line.description,
        group=line.group,
        contract_value=line.scheduled_value,
        previous=ZERO,
        claimed=line.completed_and_stored + _CUT,
        scheduled=line.completed_and_stored,
    )


def _reason(line: AnsweredLine) -> Reason:
    """Return why a cent is missing."""
    return Reason(
        item=line.item,
        description=line.description,
        claimed=line.claimed,
        certified=line.scheduled,
        reason="Rate or quantity. As measured on site.",
    )


def _cover(sheet: tuple[SheetLine, ...]) -> Cover:
    """Return the cover that ties out with these lines, on a first claim."""
    scheduled = sum((line.scheduled_value for line in sheet), ZERO)
    completed = sum((line.completed_and_stored for line in sheet), ZERO)
    retention = sum((line.retention for line in sheet), ZERO)
    due = completed - retention
    tax = cents(due * Decimal("0.10"))
    return Cover(
        original_contract_sum=scheduled,
        net_change_by_variations=ZERO,
        contract_sum_to_date=scheduled,
        total_completed_and_stored=completed,
        retention_on_work=retention,
        retention_on_materials=ZERO,
        total_retention=retention,
        total_earned_less_retention=due,
        less_previous_certificates=ZERO,
        current_payment_due=due,
        balance_to_finish_including_retention=scheduled - due,
        percent_complete=percent(completed, scheduled),
        retention_this_period=retention,
        retention_released_this_period=ZERO,
        deductions_this_period=ZERO,
        deductions_to_date=ZERO,
        tax=tax,
        payable=due + tax,
    )


def _line(number: int, chance: random.Random) -> SheetLine:
    """Return a line that adds up."""
    scheduled = Decimal(chance.randint(10**5, 10**9)).scaleb(-2)
    previous = cents(scheduled * Decimal(chance.randint(0, 60)).scaleb(-2))
    this = cents(scheduled * Decimal(chance.randint(0, 30)).scaleb(-2))
    completed = previous + this
    return SheetLine(
        item=f"{number:05d}",
        description=chance.choice(TRADES),
        scheduled_value=scheduled,
        work_previous=previous,
        work_this_period=this,
        materials_stored=ZERO,
        completed_and_stored=completed,
        percent=percent(completed, scheduled),
        balance_to_finish=scheduled - completed,
        retention=cents(completed * Decimal("0.05")),
        group=f"Trade {(number - 1) // LINES_A_GROUP + 1}",
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(_one(sys.argv[2], int(sys.argv[3]))))
    else:
        print(json.dumps(asdict(measure(*(int(count) for count in sys.argv[1:2])))))
