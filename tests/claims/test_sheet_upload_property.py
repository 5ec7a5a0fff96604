"""Whatever is entered in the open cells of a sheet comes back as exactly that; whatever else is
done to it is refused with its cell. Also of a draft with hostile texts in every field."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgerstone.claims.sheets.edits import Column
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.documents.entry_sheets.entry_sheet_reading import SheetRefused, read_filled
from ledgerstone.documents.entry_sheets.entry_sheet_writing import entry_workbook
from tests.claims.desk import Desk, flat
from tests.documents.libreoffice import recalculated
from tests.documents.spreadsheet_editing import Editing
from tests.support.scene import Scene

HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1,1)",
    "'=1",
    "_x0041_ & <b>bold</b> ]]>",
    "#pagebreak() *bold* $x$ \\u{0}",
    "abc \u202egnp.exe\u202c \u2066x\u2069",
    "W" * 480,
    "0012.50",
    "=1\t2\nnext line",
    "\U0001f3d7 naïve 工事 \u0627\u0644",
    '[1,2,["="]]',
    "1e5",
)
AMOUNTS = st.decimals(-10_000_000, 10_000_000, places=2, allow_nan=False)
SHARES = st.decimals(0, 10, places=4, allow_nan=False)
LENIENT = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass(frozen=True)
class Downloaded:
    """A sheet as downloaded, with the names of its open cells and of its others."""

    content: bytes
    shares: frozenset[str]
    open: tuple[str, ...]
    locked: tuple[str, ...]
    formulas: tuple[str, ...]


@pytest.fixture
def sheet(scene: Scene) -> Downloaded:
    scene.period(2026, 9)
    rows = [
        RawRow(item=f"{place}", description=text[:400], scheduled_value=f"{place * 1000}.00",
               section=text[:60])
        for place, text in enumerate(HOSTILE, start=1)
    ]  # fmt: skip
    measured = RawRow(
        item="m", description="By the metre", quantity="80", unit="=m", unit_price="9.5"
    )
    desk = Desk.at(
        scene, rows=[*rows, measured], retention=flat("0.10"), accounting_method="unit",
        title="=cmd|' /C calc'!A0",
    )  # fmt: skip
    claim = desk.start()
    desk.type(claim, {"2": {"work_this_period": "250.5"}, "m": {"quantity_to_date": "7.125"}})
    content = entry_workbook(desk.actor, desk.now(claim), desk.sheet(claim))
    editing = Editing(content)
    heads = {letter: editing.text(f"{letter}4") for letter in "ABCDEFGHIJKLMNOPQRSTUV"}
    letters = [one for one, text in heads.items() if text and text[0] != "["]
    cells = [f"{letter}{row}" for row in range(4, 6 + len(rows) + 1) for letter in letters]
    opened = tuple(one for one in cells if editing.is_open(one))
    made = tuple(one for one in cells if editing.formula(one) is not None)
    return Downloaded(
        content,
        frozenset(one for one in opened if heads[one[0]].startswith("Or:")),
        opened,
        tuple(one for one in cells if one not in opened and one not in made),
        made,
    )


def test_hostile_texts_are_texts_and_come_back_as_they_are(sheet: Downloaded) -> None:
    assert read_filled(sheet.content, "x.xlsx").entered == ()
    editing = Editing(sheet.content)
    assert editing.formula("B5") is None
    assert editing.text("B5") == HOSTILE[0]
    assert "\u202e" not in editing.text("B12")
    assert len(sheet.open) > 3 * len(HOSTILE)


@LENIENT
@given(data=st.data())
def test_entries_come_back_as_exactly_what_was_entered(
    sheet: Downloaded, data: st.DataObject
) -> None:
    editing = Editing(sheet.content)
    chosen = data.draw(st.lists(st.sampled_from(sheet.open), unique=True, max_size=12))
    lines = {int(one[1:]) for one in chosen if one in sheet.shares}
    expected: dict[str, str] = {}
    for name in chosen:
        if name in sheet.shares:
            share = data.draw(SHARES)
            editing.put(name, share)
            expected[name] = f"{(share * 100).normalize():f}%"
        elif int(name[1:]) not in lines:
            before = editing.text(name)
            figure = data.draw(st.none() | AMOUNTS)
            editing.put(name, figure)
            now = "" if figure is None else f"{figure.normalize() if figure else Decimal(0):f}"
            if (Decimal(before) if before else None) != figure:
                expected[name] = now
    read = read_filled(editing.content(), "sheet.xlsx")
    assert {one.cell: one.text for one in read.entered} == expected
    assert all(one.column in set(Column) for one in read.entered)


@LENIENT
@given(data=st.data())
def test_whatever_else_is_changed_is_named_with_its_cell(
    sheet: Downloaded, data: st.DataObject
) -> None:
    editing = Editing(sheet.content)
    for name in data.draw(st.lists(st.sampled_from(sorted(sheet.open)), unique=True, max_size=3)):
        if name not in sheet.shares:
            editing.put(name, data.draw(AMOUNTS))
    locked = data.draw(st.lists(st.sampled_from(sheet.locked), unique=True, max_size=3))
    made = data.draw(st.lists(st.sampled_from(sheet.formulas), unique=True, max_size=3))
    beside = data.draw(st.lists(st.sampled_from(["X7", "Z9", "AB5"]), unique=True, max_size=2))
    for name in locked:
        editing.put(name, f"{editing.text(name)} and more")
    for name in made:
        if data.draw(st.booleans()):
            editing.put(name, Decimal(data.draw(st.integers(0, 3))))
        else:
            editing.put_formula(name, f"{editing.formula(name)}*1", "0")
    for name in beside:
        editing.put(name, "note")
    wanted = {*locked, *made, *beside}
    if not wanted:
        return
    with pytest.raises(SheetRefused) as refused:
        read_filled(editing.content(), "sheet.xlsx")
    assert {fault.cell for fault in refused.value.faults} == wanted


def test_a_sheet_that_libreoffice_saved_says_the_same(sheet: Downloaded, tmp_path: Path) -> None:
    saved = recalculated(sheet.content, tmp_path)
    assert read_filled(saved, "sheet.xlsx").entered == ()
    editing = Editing(sheet.content)
    chosen = [one for one in sheet.open if one not in sheet.shares]
    for place, name in enumerate(chosen):
        editing.put(name, Decimal(place) + Decimal("0.25"))
    read = read_filled(recalculated(editing.content(), tmp_path), "sheet.xlsx")
    assert {one.cell: one.text for one in read.entered} == {
        name: f"{place}.25" for place, name in enumerate(chosen)
    }
