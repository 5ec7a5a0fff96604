"""Documents that break lesser ones: very long, very large, negative, hostile."""

from __future__ import annotations

import io
import itertools
import re
import struct
import zlib
from decimal import Decimal
from typing import Any

import pdfplumber
import pytest

from ledgerstone.documents.claim_pages.model import Party, SignatureBox
from ledgerstone.documents.claim_pages.typeset import MOST_ROWS_TAGGED, typeset_claim
from ledgerstone.documents.typesetting.logos import UnfitLogo, logo_kind
from tests.documents.marlow_road import made_up, marlow_road, sheet_line
from tests.documents.reading import ReadPage, read

HOSTILE = (
    "#panic() #let x = 1; $x^2$ \\ \\u{41} @ref <label> *bold* _it_ `raw` [c] // no /* no */ "
    '~ -- "q" \x00nul \u202eevil\u202c =HYPERLINK("http://a.example")'
)
PRINTED = (
    "#panic() #let x = 1; $x^2$ \\ \\u{41} @ref <label> *bold* _it_ `raw` [c] // no /* no */ "
    '~ -- "q" nul evil =HYPERLINK("http://a.example")'
)
FIGURE = re.compile(r"^−?[\d,]+\.\d\d%?$")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def figures_of(page: ReadPage) -> list[dict[str, Any]]:
    return [word for word in page.words if FIGURE.match(word["text"])]


def assert_nothing_overlaps(page: ReadPage) -> None:
    """Words of one row stand beside each other and inside the page."""
    rows = itertools.groupby(sorted(page.words, key=row_and_place), key=lambda w: round(w["top"]))
    for _, row in rows:
        for left, right in itertools.pairwise(row):
            assert left["x1"] <= right["x0"] + 0.01, (left["text"], right["text"])
    assert min(word["x0"] for word in page.words) >= 36
    assert max(word["x1"] for word in page.words) <= page.width - 36
    assert max(word["bottom"] for word in page.words) <= page.height - 12


def row_and_place(word: dict[str, Any]) -> tuple[int, float]:
    return round(word["top"]), word["x0"]


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


def test_one_line() -> None:
    document = made_up([sheet_line("1", "A single line", ("1000", "0", "250", "0"))])
    pages = read(typeset_claim(document))
    assert len(pages) == 2
    assert pages[1].row("Total ")[0] == "1,000.00"
    assert "Carried forward" not in pages[1].text
    assert "subtotal" not in pages[1].text


def test_no_line_at_all() -> None:
    pages = read(typeset_claim(made_up([])))
    assert len(pages) == 2
    assert pages[1].row("Total ") == ["0.00"] * 5 + ["0.00%"] + ["0.00"] * 2


def test_hostile_text_prints_as_it_is() -> None:
    line = sheet_line("#1 $", HOSTILE, ("100", "10", "10", "0"), "#Group $x$ *b* \\")
    document = made_up(
        [line],
        project_name=HOSTILE,
        footer=HOSTILE,
        notice=HOSTILE,
        claim_number="#9$",
        contract_number="@HC *1*",
        claimant=Party(name=HOSTILE, role="contractor", lines=(HOSTILE,)),
        attachments=(HOSTILE,),
        signatures=(SignatureBox(signer="claimant", name=HOSTILE, statement=HOSTILE),),
    )
    pages = read(typeset_claim(document))
    everything = squeezed("".join(page.text for page in pages))
    assert everything.count(squeezed(PRINTED)) >= 1
    for page in pages:
        assert_nothing_overlaps(page)
        assert "\x00" not in page.text
        assert "\u202e" not in page.text
    last = pages[-1].text
    assert "#Group $x$ *b* \\ subtotal" in last
    assert "Claim #9$," in last
    assert squeezed(PRINTED[:70]) in squeezed("".join(w["text"] for w in pages[-1].words))


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("largest", ["999999999999.99", "9999999999999999.99"])
def test_very_large_figures_never_touch(paper: str, largest: str) -> None:
    third = (Decimal(largest) / 3).quantize(Decimal("0.01"))
    lines = [sheet_line(str(n), "Large", (largest, third, third, third), "All") for n in range(3)]
    lines.append(sheet_line("neg", "Less", (f"-{largest}", -third, -third, -third), "All"))
    pages = read(typeset_claim(made_up(lines, paper=paper)))
    for page in pages:
        assert_nothing_overlaps(page)
    total = pages[1].row("Total ")
    assert number(total[0]) == Decimal(largest) * 2


def test_negative_figures_carry_a_true_minus() -> None:
    lines = [
        sheet_line("1", "Work", ("1000.00", "500.00", "-100.00", "0")),
        sheet_line("2", "Credit", ("-400.00", "-100.00", "-300.00", "0")),
    ]
    pages = read(typeset_claim(made_up(lines)))
    credit = "2 Credit −400.00 −100.00 −300.00 0.00 −400.00 100.00% 0.00 −20.00"
    assert credit in pages[1].rows
    assert pages[1].row("Total ")[:3] == ["600.00", "400.00", "−400.00"]
    assert "-" not in pages[1].row("Total ")[2]


def test_long_descriptions_wrap_inside_their_column() -> None:
    lines = [
        sheet_line("1", "Supply, deliver and install " * 12, ("1000", "0", "250", "0"), "One"),
        sheet_line("2", "Donaudampfschifffahrtsgesellschaft" * 6, ("1000", "0", "250", "0"), "One"),
        sheet_line("ITEM-0000000000000000000000001", "A\nB\n\nC", ("1000", "0", "250", "0"), "One"),
        sheet_line("4", "kurz", ("1000", "0", "250", "0"), "A group with a long name " * 12),
    ]
    page = read(typeset_claim(made_up(lines)))[1]
    assert_nothing_overlaps(page)
    assert squeezed("Supply, deliver and install " * 12) in squeezed_column(page)
    assert "Donaudampfschifffahrtsgesellschaft" * 6 in squeezed_column(page)


def squeezed_column(page: ReadPage) -> str:
    """Return the description column without blanks."""
    figures = min(word["x0"] for word in figures_of(page))
    start = next(word["x0"] for word in page.words if word["text"] == "Description")
    words = [word for word in page.words if start - 1 <= word["x0"] and word["x1"] < figures]
    return "".join(word["text"] for word in words)


def test_a_description_longer_than_a_page_runs_over() -> None:
    text = " ".join(f"word{n}" for n in range(1500))
    pages = read(typeset_claim(made_up([sheet_line("1", text, ("1000", "0", "250", "0"), "G")])))
    assert len(pages) > 3
    for page in pages[1:]:
        assert_nothing_overlaps(page)
    words = [w["text"] for page in pages for w in page.words if re.match(r"word\d+$", w["text"])]
    assert words == [f"word{n}" for n in range(1500)]
    for before, page in itertools.pairwise(pages[1:]):
        brought = page.row(f"Brought forward from page {pages.index(before) + 1} ")
        assert brought[0] == "1,000.00"
        assert "G, continued" in page.rows


@pytest.fixture(scope="module")
def long_claim() -> list[ReadPage]:
    """A claim of 700 lines, which is drawn in several parts."""
    lines = [
        sheet_line(
            f"L{n:04d}",
            "Earthworks and ground improvement" if n % 3 else "In-ground drainage " * 5,
            (Decimal(1000 + n), Decimal(n), Decimal("7.25"), Decimal("1.10")),
            f"Trade {n // 23}",
        )
        for n in range(700)
    ]
    assert len(lines) > MOST_ROWS_TAGGED
    return read(typeset_claim(made_up(lines)))


def test_a_long_claim_has_every_line_once_and_in_order(long_claim: list[ReadPage]) -> None:
    items = [m for page in long_claim for m in re.findall(r"^L\d{4}", page.text, re.M)]
    assert items == [f"L{n:04d}" for n in range(700)]


def test_a_long_claim_numbers_its_pages(long_claim: list[ReadPage]) -> None:
    last = len(long_claim)
    for page_number, page in enumerate(long_claim, start=1):
        assert page.text.rstrip().endswith(f"Page {page_number} of {last}")
    assert f"Continuation sheet, pages 2 to {last}" in long_claim[0].text


def test_a_long_claim_carries_running_totals(long_claim: list[ReadPage]) -> None:
    running = [Decimal(0)] * 2
    for page_number, page in enumerate(long_claim[1:], start=2):
        if page_number > 2:
            brought = page.row(f"Brought forward from page {page_number - 1} ")
            assert [number(brought[0]), number(brought[2])] == running
        for row in page.rows:
            found = re.match(r"^L(\d{4}) ", row)
            if found:
                figures = [word for word in row.split() if FIGURE.match(word)]
                running[0] += number(figures[0])
                running[1] += number(figures[2])
        is_last = page_number == len(long_claim)
        closing = page.row("Total " if is_last else f"Carried forward to page {page_number + 1} ")
        assert [number(closing[0]), number(closing[2])] == running
    assert running[0] == sum(range(1000, 1700))


def test_a_long_claim_splits_no_group_at_its_edges(long_claim: list[ReadPage]) -> None:
    for page in long_claim[1:-1]:
        before_carried = page.rows[page.rows.index(closing_row(page)) - 1]
        assert not re.fullmatch(r"Trade \d+", before_carried)
    for page in long_claim[2:]:
        opening = page.rows[[r.startswith("Brought") for r in page.rows].index(True) + 1]
        assert not opening.endswith("subtotal")
        assert re.fullmatch(r"Trade \d+(, continued)?", opening)


def closing_row(page: ReadPage) -> str:
    return next(row for row in page.rows if row.startswith("Carried forward"))


def test_progress_of_a_long_claim_is_told() -> None:
    lines = [sheet_line(str(n), "Line", ("10", "0", "5", "0")) for n in range(400)]
    shares: list[float] = []
    typeset_claim(made_up(lines), shares.append)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert len(shares) > 4


SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">'
    b'<rect width="90" height="30"/></svg>'
)
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def small_png() -> bytes:
    """Return a picture of 30 by 30 pixels in one colour."""

    def chunk(tag: bytes, content: bytes) -> bytes:
        check = struct.pack(">L", zlib.crc32(tag + content))
        return struct.pack(">L", len(content)) + tag + content + check

    head = struct.pack(">LLBBBBB", 30, 30, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x0b\x5e\x69" * 30) * 30)
    return PNG_HEAD + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "logo",
    [
        b"not a picture",
        PNG_HEAD + b"\0" * 40,
        b'<svg xmlns="http://www.w3.org/2000/svg"><broken',
        b"<!DOCTYPE svg [<!ENTITY a 'aa'>]><svg>&a;</svg>",
    ],
    ids=["text", "cut off", "broken", "entities"],
)
def test_a_logo_that_cannot_be_drawn_leaves_the_initials(logo: bytes) -> None:
    party = Party(name="Tallis Park", role="owner", logo=logo)
    pages = read(typeset_claim(marlow_road(payer=party)))
    assert pages[0].rows[0].endswith("Tallis Park TP")


@pytest.mark.parametrize("logo", [SVG, small_png()], ids=["svg", "png"])
def test_a_logo_stands_in_place_of_the_initials(logo: bytes) -> None:
    party = Party(name="Tallis Park", role="owner", logo=logo)
    pages = read(typeset_claim(marlow_road(payer=party)))
    assert pages[0].rows[0].endswith("Tallis Park")


@pytest.mark.parametrize("shape", ["1000 10", "10 1000", "90 24"])
def test_a_logo_of_any_shape_leaves_room_for_the_name(shape: str) -> None:
    width, height = shape.split()
    logo = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {shape}"><rect width="{width}" '
    logo += f'height="{height}"/></svg>'
    name = "Tallis Park Industrial and Commercial Estates Trust"
    party = Party(name=name, role="owner", logo=logo.encode())
    with pdfplumber.open(
        io.BytesIO(typeset_claim(marlow_road(payer=party, claimant=party)))
    ) as opened:
        page = opened.pages[0]
        assert page.extract_text().startswith("Tallis Park Industrial")
        drawn = [one for one in page.rects if one["top"] < 70]
        words = [word for word in page.extract_words() if word["top"] < 70]
    assert len(drawn) == 2
    middle = float(page.width) / 2
    for one in drawn:
        assert one["width"] <= 96.1
        assert one["height"] <= 24.1
        assert 50 <= one["x0"] < one["x1"] <= float(page.width) - 50
    assert max(word["x1"] for word in words if word["x0"] < middle) < middle
    assert "…" in words[-1]["text"]


def test_a_picture_is_in_the_file() -> None:
    party = Party(name="Tallis Park", role="owner", logo=small_png())
    with pdfplumber.open(io.BytesIO(typeset_claim(marlow_road(payer=party)))) as opened:
        assert [len(page.images) for page in opened.pages] == [1, 0, 0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"GIF89a", "not a PNG, JPEG or SVG"),
        (b"<svg><image href='x'/></svg>", "refers to something outside"),
        (PNG_HEAD + b"\0" * 1_000_001, "larger than 1 MB"),
        (PNG_HEAD + b"\0" * 8 + b"\0\1\0\0" * 3, "more than 16 million pixels"),
    ],
    ids=["gif", "reference", "large", "many pixels"],
)
def test_an_unfit_logo_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnfitLogo, match=sentence):
        logo_kind(content)


def test_logos_are_told_by_their_content() -> None:
    assert [logo_kind(SVG), logo_kind(small_png())] == ["svg", "png"]
    assert logo_kind(b"<?xml version='1.0'?>\n<!-- made -->\n<svg></svg>") == "svg"
    assert logo_kind(b"\xff\xd8\xff\xe0") == "jpg"
