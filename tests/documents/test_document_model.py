"""A document whose figures contradict each other is never printed; texts are made fit to print."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.documents.claim_pages.model import DoesNotTieOut, require_ties
from ledgerstone.documents.claim_pages.typeset import typeset_claim
from ledgerstone.documents.typesetting.plain_text import breakable, one_line, printable
from tests.documents.marlow_road import marlow_road

ONE = Decimal("0.01")


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("original_contract_sum", "contract sum to date"),
        ("net_change_by_variations", "net change by variations"),
        ("total_completed_and_stored", "total completed and stored"),
        ("total_retention", "total retention"),
        ("retention_on_materials", "total retention"),
        ("total_earned_less_retention", "total earned less retention"),
        ("less_previous_certificates", "current payment due"),
        ("balance_to_finish_including_retention", "balance to finish"),
        ("deductions_this_period", "deductions of this claim"),
        ("tax", "payable"),
    ],
)
def test_a_cover_that_is_off_by_a_cent_is_refused(field: str, named: str) -> None:
    document = marlow_road()
    cover = replace(document.cover, **{field: getattr(document.cover, field) + ONE})
    with pytest.raises(DoesNotTieOut, match=named):
        typeset_claim(replace(document, cover=cover))


@pytest.mark.parametrize("field", ["work_this_period", "balance_to_finish", "retention"])
def test_a_line_that_is_off_by_a_cent_is_refused(field: str) -> None:
    document = marlow_road()
    first, *rest = document.lines
    wrong = replace(first, **{field: getattr(first, field) + ONE})
    with pytest.raises(DoesNotTieOut, match="do not tie out"):
        require_ties(replace(document, lines=(wrong, *rest)))


def test_a_refusal_names_both_figures() -> None:
    document = marlow_road()
    cover = replace(document.cover, payable=Decimal("1.00"))
    sentence = "payable is printed as 1.00, but makes 7855523.63"
    with pytest.raises(DoesNotTieOut, match=sentence):
        require_ties(replace(document, cover=cover))


def test_what_could_mislead_is_taken_out_of_texts() -> None:
    assert printable("a\x00b\x07c") == "abc"
    assert printable("evil\u202egnp.exe\u202c") == "evilgnp.exe"
    assert printable("one\r\ntwo\rthree\u2028four\x85five") == "one\ntwo\nthree\nfour\nfive"
    assert printable("  a \t  b  \n c ") == "a b\nc"
    assert printable("lone \ud800 surrogate") == "lone surrogate"
    assert one_line("one\ntwo") == "one two"
    assert printable("naïve — “ok” 漢字 ελ") == "naïve — “ok” 漢字 ελ"


def test_only_very_long_words_may_break_anywhere() -> None:
    assert breakable("Commissioning, handover and records") == "Commissioning, handover and records"
    assert breakable("x" * 30) == "\u200b".join(["x" * 12, "x" * 12, "x" * 6])


@given(st.text())
def test_printable_text_stays_as_it_is(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    once.encode()
