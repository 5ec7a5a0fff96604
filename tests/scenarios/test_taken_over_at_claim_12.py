"""A job comes here at claim 12 from a spreadsheet, and claim 12 ties to it.

The spreadsheet is the continuation sheet of application 11 as an estimator keeps it: items, work,
materials on site, and a total. What its next application would have said there is worked out by the
engine over all twelve; here it has to come to the same, line by line and to the cent.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.contracts.opening import Stood, opening_lines
from ledgerstone.contracts.operations.opening import set_opening
from ledgerstone.contracts.retention.retention import RetentionTerms
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.core import Cover
from ledgerstone.core.document import read_document, value_document
from ledgerstone.core.document.chain import ValuedClaim
from ledgerstone.documents.spreadsheets.opening_files import read_opening
from tests.claims.desk import Desk
from tests.support.scene import Scene

LINES = {
    "01.100": ("Preliminaries", "48250.00"),
    "02.310": ("Bored piers", "131775.50"),
    "03.120": ("Slab on ground, 200 mm", "268940.00"),
    "05.200": ("Structural steel", "402118.75"),
    "09.900": ("Credit for early access", "-6500.00"),
}
# Percent of work to date, application by application, and what was stored at the last two.
PROGRESS = {
    "01.100": 7, "02.310": 9, "03.120": 6, "05.200": 5, "09.900": 8,
}  # fmt: skip
STORED = {11: {"05.200": "18330.15"}, 12: {"05.200": "4120.00", "03.120": "950.40"}}
RULES: dict[str, Any] = {
    "each line": {"basis": "per_line", "rule": "flat", "work": "0.1", "materials": "0.05"},
    "the cover, capped": {
        "basis": "cover", "rule": "flat", "work": "0.1", "materials": "0.1",
        "cap": {"rate": "0.05", "of": "original_sum"},
    },
    "bands": {
        "basis": "cover", "rule": "bands",
        "bands": [
            {"up_to": "0.5", "of": "percent_complete", "rate": "0.1"},
            {"up_to": None, "of": "percent_complete", "rate": "0"},
        ],
    },
}  # fmt: skip


def applications(rule: dict[str, Any]) -> list[ValuedClaim]:
    """All twelve, valued one after the other."""
    claims = []
    for number in range(1, 13):
        lines = [
            {"item": item, "percent_to_date": f"{Decimal(step * number) / 100}"}
            | ({"materials_stored": STORED[number][item]} if item in STORED.get(number, {}) else {})
            for item, step in PROGRESS.items()
        ]
        month = f"2026-{number:02}"
        period = {"start": f"{month}-01", "end": f"{month}-28"}
        claims.append({"number": number, "period": period, "lines": lines, "certified": True})
    document = {
        "ledgerstone": 1,
        "currency": "AUD",
        "contract": {"kind": "subcontract", "retention": rule},
        "lines": [{"item": item, "scheduled_value": value} for item, (_, value) in LINES.items()],
        "claims": claims,
    }
    return list(value_document(read_document(json.dumps(document))))


def spreadsheet(application: ValuedClaim) -> bytes:
    """The continuation sheet of an application as CSV."""
    rows = ["Application 11;;;;", "Item;Description;Work completed to date;Materials on site;%"]
    for line in application.valuation.lines:
        work = line.work_previous + line.work_this_period
        rows.append(
            f"{line.item};{LINES[line.item][0]};{work};{line.materials_stored};{line.percent}"
        )
    rows.append(f";Total;{application.valuation.cover.total_completed_and_stored};;")
    return "\n".join(rows).encode()


@pytest.mark.parametrize("rule", RULES)
def test_claim_12_ties_to_the_spreadsheet(scene: Scene, rule: str) -> None:
    *_, eleventh, twelfth = applications(RULES[rule])
    terms = read_terms(RULES[rule])
    scene.period()
    desk = Desk.at(
        scene,
        rows=[RawRow(item, text, "", "", value) for item, (text, value) in LINES.items()],
        retention=terms,
    )
    lines = opening_lines(desk.contract)
    read = read_opening(spreadsheet(eleventh), "11.csv", [line.item for line in lines], "en-AU")
    assert not read.problems
    cover: Cover = eleventh.valuation.cover
    stood = Stood(
        last_number=11,
        less_previous_certificates=cover.total_earned_less_retention,
        retention_held=cover.total_retention,
        lines={line.pk: read.lines[line.item] for line in lines},
    )
    set_opening(actor=scene.actor, contract_id=desk.contract.pk, opening=stood)

    claim = desk.start()
    cells: dict[str, dict[str, str]] = {
        item: {"percent_to_date": f"{12 * step}%"} for item, step in PROGRESS.items()
    }
    for item, amount in STORED[12].items():
        cells[item]["materials_stored"] = amount
    saved = desk.type(claim, cells)
    assert not saved.errors
    desk.submit(claim)
    desk.approve(claim)
    sheet = desk.sheet(claim)
    assert claim.number == 12
    assert asdict(sheet.cover) == asdict(twelfth.valuation.cover)
    for here, there in zip(sheet, twelfth.valuation.lines, strict=True):
        assert here.completed_and_stored == there.completed_and_stored
        assert here.work_previous == there.work_previous
        assert here.movement_this_period == there.movement_this_period
        assert here.retention == there.retention


def read_terms(rule: dict[str, Any]) -> RetentionTerms:
    document = {
        "ledgerstone": 1,
        "currency": "AUD",
        "contract": {"kind": "subcontract", "retention": rule},
        "lines": [{"item": "1", "scheduled_value": "1.00"}],
        "claims": [],
    }
    found = read_document(json.dumps(document)).terms.retention
    assert found is not None
    return RetentionTerms(found)
