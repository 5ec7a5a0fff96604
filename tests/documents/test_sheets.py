"""Pages are planned so that nothing is lost, nothing is split wrongly, and totals carry."""

from __future__ import annotations

import itertools
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledgerstone.documents.typesetting.sheet_types import Column, Entry, Frame, Page, Sheet
from ledgerstone.documents.typesetting.sheets import plan

FRAME = Frame(width=763, height=300)
LONG = "Supply, deliver, install and commission everything shown on the drawings "

descriptions = st.one_of(
    st.sampled_from(["Work", LONG, LONG * 4, "A\nB\nC"]),
    st.integers(1, 2000).map(lambda n: "w " * n),
)
groups = st.lists(
    st.tuples(
        st.sampled_from([None, "Short", LONG * 3]), st.lists(descriptions, min_size=1, max_size=9)
    ),
    min_size=1,
    max_size=8,
)


def sheet_of(made: list[tuple[str | None, list[str]]]) -> Sheet:
    entries = [
        Entry((str(n), text), [f"{n}.00"], (Decimal(n),), f"{name} {place}" if name else None)
        for n, (place, name, text) in enumerate(
            (place, name, text) for place, (name, texts) in enumerate(made) for text in texts
        )
    ]
    return Sheet(
        columns=(
            Column("Item", text=True, narrowest=30, widest=74),
            Column("Description", text=True, narrowest=128, widest=238),
            Column("Amount"),
        ),
        entries=entries,
        totals=lambda sums: [f"{sums[0]}.00" if sums else "0.00"],
        label_column=1,
        subtotal="{group} subtotal",
        carried="Carried forward to page {page}",
        brought="Brought forward from page {page}",
        total="Total",
        continued="{group}, continued",
    )


LONG_NAME = "Supply, deliver, install and commission everything shown on the drawings " * 3


@settings(max_examples=60, deadline=None)
@example(made=[(None, ["Work"]), (LONG_NAME, ["w " * 277, "w " * 691])])
@given(made=groups)
def test_any_sheet_is_planned_whole(made: list[tuple[str | None, list[str]]]) -> None:
    sheet = sheet_of(made)
    layout, pages = plan(sheet, FRAME, first_page=2)
    assert [page.number for page in pages] == list(range(2, 2 + len(pages)))
    assert_all_lines_once(sheet, pages)
    assert_totals_carry(sheet, pages)
    assert_breaks_are_legal(pages)
    for page in pages:
        height = layout.head_height + sum(row.height for row in page.rows)
        assert height <= FRAME.height + 13 or len(page.rows) <= 5


def assert_all_lines_once(sheet: Sheet, pages: list[Page]) -> None:
    items = [row.cells[0][0] for page in pages for row in page.rows if row.kind == "line"]
    assert items == [entry.texts[0] for entry in sheet.entries]
    printed = "".join(
        "".join(row.cells[1]) for page in pages for row in page.rows if row.kind in ("line", "more")
    )
    wanted = "".join(entry.texts[1] for entry in sheet.entries)
    assert "".join(printed.split()) == "".join(wanted.split())


def assert_totals_carry(sheet: Sheet, pages: list[Page]) -> None:
    running = 0
    for page in pages:
        if page is not pages[0]:
            assert page.rows[0].kind == "brought"
            assert page.rows[0].cells[2] == f"{running}.00"
        running += sum(int(row.summed[0]) for row in page.rows if row.summed is not None)
        assert page.rows[-1].kind == ("total" if page is pages[-1] else "carried")
        assert page.rows[-1].cells[2] == f"{running}.00"
    assert running == sum(range(len(sheet.entries)))


def assert_breaks_are_legal(pages: list[Page]) -> None:
    for before, after in itertools.pairwise(pages):
        last = before.rows[-2]
        assert last.kind != "heading"
        first = next(row for row in after.rows if row.kind not in ("brought", "heading"))
        if first.kind == "subtotal":
            # Only where the line before it fills a page by itself, or where all of the page is
            # to be kept together and is too tall for that.
            kept = all(row.keep for row in before.rows if row.kind in ("heading", "line", "more"))
            assert last.kind == "more" or kept


def test_a_small_group_is_kept_whole() -> None:
    _, pages = plan(sheet_of([("Big", ["Work"] * 11), ("Small", ["Work"] * 2)]), FRAME, 2)
    kinds = [[row.kind for row in page.rows] for page in pages]
    assert kinds[0][-1] == "carried"
    assert kinds[1] == ["brought", "heading", "line", "line", "subtotal", "total"]


def test_a_group_that_goes_on_says_its_name_again() -> None:
    _, pages = plan(sheet_of([("Big", ["Work"] * 30)]), FRAME, 2)
    assert [page.rows[1].cells for page in pages[1:]] == [[["Big 0, continued"]]] * (len(pages) - 1)
    assert [page.rows[-2].kind for page in pages[:-1]] == ["line"] * (len(pages) - 1)
