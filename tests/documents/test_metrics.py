"""Measured text is as wide as drawn text, and lines break where they should."""

from __future__ import annotations

import json

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.documents.typesetting.metrics import (
    FONT_FOLDER,
    broken_lines,
    figure_width,
    fitted,
    font_widths,
)
from ledgerstone.documents.typesetting.plain_text import printable

DRAWN = b"""
#set text(font: "Inter", size: 100pt)
#for t in json(bytes(sys.inputs.texts)) {
  let drawn = text(weight: t.weight, number-width: t.digits, t.text)
  context [#metadata(measure(drawn).width / 1pt)<w>]
}
"""
TEXTS = [
    "Earthworks and ground improvement",
    "AVATAR Wave To. Yes, Tyne",
    "Slab joint upgrade, aisles 1–14",
    "“Quoted” & co. 100 m² of 3/4″",
    "Größe, café, naïve, Łódź, ελληνικά",
]
FIGURES = ["1,234,567.89", "−186,400.00", "0.00", "100.00%", "999,999,999,999.99", "–"]


def drawn_widths(texts: list[tuple[str, int, str]]) -> list[float]:
    """Return how wide Typst draws texts, in em."""
    wanted = [{"text": text, "weight": weight, "digits": digits} for text, weight, digits in texts]
    found = typst.query(
        DRAWN,
        "<w>",
        field="value",
        font_paths=[str(FONT_FOLDER)],
        ignore_system_fonts=True,
        sys_inputs={"texts": json.dumps(wanted)},
    )
    return [width / 100 for width in json.loads(found)]


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_texts_are_measured_as_they_are_drawn(weight: int) -> None:
    drawn = drawn_widths([(text, weight, "proportional") for text in TEXTS])
    for text, width in zip(TEXTS, drawn, strict=True):
        assert font_widths(weight).of(text) == pytest.approx(width, rel=0.06), text
        assert width <= font_widths(weight).of(text) / 0.985, text


@pytest.mark.parametrize("weight", [400, 600])
def test_figures_are_measured_as_they_are_drawn(weight: int) -> None:
    drawn = drawn_widths([(text, weight, "tabular") for text in FIGURES])
    for text, width in zip(FIGURES, drawn, strict=True):
        assert width <= figure_width(text) + 0.001, text
        assert figure_width(text) == pytest.approx(width, rel=0.03), text


def test_lines_break_at_blanks_and_long_words_anywhere() -> None:
    widths = font_widths(400)
    assert broken_lines("short", 20, widths) == ["short"]
    assert broken_lines("one two three four", 4.4, widths) == ["one two", "three", "four"]
    assert broken_lines("one\n\ntwo", 20, widths) == ["one", "", "two"]
    pieces = broken_lines("x" * 50, 5, widths)
    assert "".join(pieces) == "x" * 50
    assert len(pieces) > 4


@given(text=st.text(max_size=300).map(printable), width=st.floats(2, 40))
def test_no_line_is_wider_than_its_column_and_nothing_is_lost(text: str, width: float) -> None:
    widths = font_widths(400)
    lines = broken_lines(text, width, widths)
    for line in lines:
        assert widths.of(line) <= width + 0.001 or len(line) == 1
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")


def test_a_text_that_does_not_fit_is_cut_with_an_ellipsis() -> None:
    assert fitted("short", 20, 400) == "short"
    cut = fitted("a rather long name of a company", 8, 400)
    assert cut.endswith("…")
    assert font_widths(400).of(cut) <= 8
