"""How long valuing a claim takes, beside the floor: the same arithmetic on plain lists.

``value_seconds(lines)`` is the engine; ``floor_seconds(lines)`` adds, multiplies and rounds the
same figures without any structure around them. Run this file to print both and their ratio.
Times are processor time, so that a busy machine does not count.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from ledgerstone.core import (
    ClaimEntry,
    ContractKind,
    EntryMode,
    LineEntry,
    Position,
    RetentionBasis,
    RetentionKind,
    RetentionRule,
    ScheduledLine,
    TaxBase,
    TaxTerms,
    Terms,
    value_claim,
)

CENT = Decimal("0.01")
TEN, HUNDRED = Decimal(10), Decimal(100)
ZERO = Decimal("0.00")
WORK_RATE, STORED_RATE, TAX_RATE = Decimal("0.10"), Decimal("0.05"), Decimal("0.10")
BEFORE, NOW = Decimal("0.3333"), Decimal("0.4567")
STORED = Decimal("12.34")


def value_seconds(lines: int = 10_000, runs: int = 5) -> float:
    """Best of ``runs``: one claim on a contract of so many lines, each line entered."""
    rule = RetentionRule(RetentionBasis.PER_LINE, RetentionKind.FLAT, WORK_RATE, STORED_RATE)
    tax = TaxTerms(TAX_RATE, TaxBase.NET_OF_RETENTION)
    terms = Terms(ContractKind.SUBCONTRACT, retention=rule, tax=tax)
    schedule = [ScheduledLine(f"{i:05}", value) for i, value in enumerate(_values(lines))]

    def claim(number: int, rate: Decimal) -> ClaimEntry:
        mode = EntryMode.PERCENT_TO_DATE
        entries = {line.key: LineEntry(mode, rate, materials_stored=STORED) for line in schedule}
        return ClaimEntry(number, lines=entries)

    before = value_claim(terms, schedule, claim(1, BEFORE), Position.empty()).after
    entry = claim(2, NOW)
    return _best(lambda: value_claim(terms, schedule, entry, before), runs)


def floor_seconds(lines: int = 10_000, runs: int = 5) -> float:
    """Best of ``runs``: the same figures, each computed and rounded as often, on plain lists.

    Four roundings a line: work, percentage, retention on work and on stored material. What is
    entered in whole cents, here the scheduled value and stored material, is looked at only.
    """
    values = _values(lines)
    works = [(value * BEFORE).quantize(CENT, ROUND_HALF_UP) for value in values]
    return _best(lambda: _floor(values, works), runs)


def _floor(values: list[Decimal], works: list[Decimal]) -> list[list[Decimal]]:
    columns: list[list[Decimal]] = [[] for _ in range(9)]
    work_s, this_s, earned_s, percent_s, balance_s, on_work_s, on_stored_s, held_s, moved_s = (
        column.append for column in columns
    )
    total = work_total = stored_total = held_total = contract = bearing = adjusted = ZERO
    over = 0
    for value, before in zip(values, works, strict=True):
        scheduled = value if value.same_quantum(CENT) else ZERO
        stored = STORED if STORED.same_quantum(CENT) else ZERO
        work = (scheduled * NOW).quantize(CENT, ROUND_HALF_UP)
        earned = work + stored
        on_work = (work * WORK_RATE).quantize(CENT, ROUND_HALF_UP)
        on_stored = (stored * STORED_RATE).quantize(CENT, ROUND_HALF_UP)
        work_s(work)
        this_s(work - before)
        earned_s(earned)
        percent_s((earned * HUNDRED / scheduled).quantize(CENT, ROUND_HALF_UP))
        balance_s(scheduled - earned)
        on_work_s(on_work)
        on_stored_s(on_stored)
        held = on_work + on_stored
        held_s(held)
        moved_s(earned - before - STORED)
        contract += scheduled
        bearing += scheduled
        total += earned
        held_total += held
        adjusted += ZERO
        over += not (ZERO <= NOW <= TEN)
        over += not (ZERO <= earned <= scheduled)
        work_total += on_work
        stored_total += on_stored
    ((total - work_total - stored_total) * TAX_RATE).quantize(CENT, ROUND_HALF_UP)
    return columns


def _values(lines: int) -> list[Decimal]:
    return [Decimal(1000 + i) + Decimal("0.37") for i in range(lines)]


def _best(run: Callable[[], object], runs: int) -> float:
    """The cycle collector works as it does in a web process, which leaves alone what was there
    before: otherwise whoever is measured last pays for all that was measured before."""
    gc.collect()
    gc.freeze()
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    gc.unfreeze()
    return min(times)


def main() -> None:
    for lines in (1_000, 10_000):
        engine, floor = value_seconds(lines), floor_seconds(lines)
        sys.stdout.write(
            f"{lines} lines: {engine * 1000:.1f} ms, floor {floor * 1000:.1f} ms, "
            f"ratio {engine / floor:.2f}\n"
        )


if __name__ == "__main__":
    main()
