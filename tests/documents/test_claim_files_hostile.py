"""What people typed is text in a claim's spreadsheets: it runs nowhere and turns nothing round."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations.deductions import NewDeduction, set_deductions
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.documents.spreadsheets.spreadsheet_text import as_written
from ledgerstone.documents.typesetting.plain_text import one_line
from ledgerstone.documents.workbooks.claim_book import claim_book
from ledgerstone.documents.workbooks.claim_csv import claim_csv
from ledgerstone.documents.workbooks.claim_workbook import claim_workbook
from tests.claims.desk import Desk, flat
from tests.claims.test_sheet_upload_property import HOSTILE
from tests.documents.libreoffice import recalculated
from tests.support.scene import Scene, scene

__all__ = ["scene"]

WORK = "work_this_period"


def certified(scene: Scene) -> tuple[Desk, Claim]:
    """A certified claim with a hostile text in every field that its files print."""
    scene.period(2026, 9)
    for company, name in ((scene.own, HOSTILE[0]), (scene.subcontractor, HOSTILE[3])):
        company.name = name
        company.save(update_fields=["name"])
    scene.project.name = HOSTILE[7]
    scene.project.save(update_fields=["name"])
    rows = [
        RawRow(item=f"={place}", description=text[:400], scheduled_value=f"{place * 1000}.00",
               section=text[:60])
        for place, text in enumerate(HOSTILE, start=1)
    ]  # fmt: skip
    desk = Desk.at(
        scene, rows=rows, retention=flat("0.10"), tax_rate=Decimal("0.10"),
        title="=cmd|' /C calc'!A0",
    )  # fmt: skip
    claim = desk.start()
    desk.type(claim, {f"={place}": {WORK: "100"} for place in range(1, len(HOSTILE) + 1)})
    claim = set_deductions(
        actor=desk.actor,
        claim_id=claim.pk,
        expected_version=desk.now(claim).version,
        deductions=[NewDeduction("=1+1", Decimal("-5.00"), "@SUM(1,1)", is_taxable=True)],
    )
    desk.submit(claim)
    items = [f"={place}" for place in range(1, len(HOSTILE) + 1)]
    desk.type(claim, {item: {"assessed": "90"} for item in items})
    for item, text in zip(items, HOSTILE, strict=True):
        desk.reason(claim, [item], text=text)
    desk.approve(claim)
    return desk, desk.now(claim)


def test_texts_of_the_workbook_are_texts_before_and_after_libreoffice(
    scene: Scene, tmp_path: Path
) -> None:
    desk, claim = certified(scene)
    content = claim_workbook(claim_book(desk.actor, claim))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    assert not any("hyperlink" in part for part in parts.values())
    formulas = [
        formula
        for name, part in parts.items()
        if name.startswith("xl/worksheets/")
        for formula in re.findall(r"<f>(.*?)</f>", part)
    ]
    own = re.compile(r"(ROUND\(|IF\(|SUM\(|SUMPRODUCT\(|'(Sheet|Variations|Deductions)'!)")
    assert formulas
    assert all(own.match(formula) for formula in formulas)
    assert not any(word in formula for formula in formulas for word in ("cmd", "HYPERLINK", "calc"))
    for book in (content, recalculated(content, tmp_path)):
        opened = CalamineWorkbook.from_filelike(io.BytesIO(book))
        rows = opened.get_sheet_by_name("Sheet").to_python()[4 : 4 + len(HOSTILE)]
        assert [row[1] for row in rows] == [one_line(text[:400]) for text in HOSTILE]
        assert [row[0] for row in rows][:2] == ["=1", "=2"]
        cover = opened.get_sheet_by_name("Cover").to_python()
        assert ["From", HOSTILE[3]] in [row[1:3] for row in cover]
        assert opened.get_sheet_by_name("Deductions").to_python()[2][:3] == [
            "=1+1", "@SUM(1,1)", -5.0,
        ]  # fmt: skip


def test_texts_of_the_csv_file_begin_like_no_formula(scene: Scene) -> None:
    desk, claim = certified(scene)
    text = claim_csv(claim_book(desk.actor, claim)).decode("utf-8-sig")
    assert "\u202e" not in text
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 1 + len(HOSTILE)
    for row in rows:
        for cell in row:
            assert re.fullmatch(r"-?\d+\.\d+", cell) or not re.match(r"[=+\-@\t\r]", cell)
    assert [as_written(row[1]) for row in rows[1:]] == [
        as_written(one_line(text[:400])) for text in HOSTILE
    ]


@pytest.mark.parametrize("state", ["draft", "submitted", "certified"])
def test_a_book_takes_as_many_queries_whatever_its_length(scene: Scene, state: str) -> None:
    scene.period(2026, 9)

    def counted(lines: int) -> int:
        rows = [
            RawRow(item=f"{place}", description="Work", scheduled_value="1000.00")
            for place in range(lines)
        ]
        desk = Desk.at(scene, rows=rows, retention=flat("0.10"))
        cells: dict[str, Any] = {f"{place}": {WORK: "10"} for place in range(lines)}
        claim = desk.start()
        desk.type(claim, cells)
        if state != "draft":
            desk.submit(claim)
        if state == "certified":
            desk.approve(claim)
        claim = desk.now(claim)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            claim_workbook(claim_book(desk.actor, claim))
        return len(queries)

    assert counted(3) == counted(30)


def test_a_draft_and_a_submission_say_what_they_are(scene: Scene) -> None:
    scene.period(2026, 9)
    desk = Desk.at(scene, retention=flat("0.10"))
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "1000"}})
    book = claim_book(desk.actor, desk.now(claim))
    assert (book.state, book.compares) == ("Draft, not submitted", False)
    assert book.document.cover.current_payment_due == Decimal("900.00")
    desk.submit(claim)
    desk.type(claim, {"1": {"assessed": "400"}})
    book = claim_book(desk.actor, desk.now(claim))
    assert book.state == "As submitted, not certified"
    assert book.rows[0].line.completed_and_stored == 1000
    text = claim_csv(book).decode("utf-8-sig")
    row = dict(zip(*list(csv.reader(io.StringIO(text)))[:2], strict=True))
    assert (row["Completed and stored to date"], row["Claimed to date"]) == ("1000.00", "")
