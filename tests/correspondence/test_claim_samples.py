"""The mails about claims and payments speak the words of each region, and tie out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone.core import Cover
from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.kinds.of_claims import Cut, listed
from ledgerstone.correspondence.kinds.samples import sample_about, sample_answer, sample_cover
from ledgerstone.correspondence.letters.rendering import subject_of, text_of
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import TERMINOLOGIES, terms

KINDS = (
    "claim_submitted", "claim_returned", "claim_approved", "claim_reopened", "payment_recorded",
    "payment_reversed", "contact_unreachable",
)  # fmt: skip
# Words that are not said there.
FOREIGN = {
    "en-AU": ("invoice", "retainage", "application", "main contract"),
    "en-US": ("claim", "retention", "GST", "payment schedule"),
    "en-GB": ("claim", "retainage", "GST", "invoice"),
    "en-CA": ("claim", "retention", "VAT", "payment schedule"),
}


@pytest.mark.parametrize("terminology", TERMINOLOGIES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_speaks_the_words_of_its_region(kind: str, terminology: str) -> None:
    sample = catalogue.KINDS[kind].sample
    assert sample is not None
    letter = sample(terms(terminology), Formats(locale=terminology, currency="AUD"))
    said = f"{subject_of(letter)}\n{text_of(letter)}"
    # What is claimed and what is certified are called so everywhere.
    said = said.replace("claimed", "").replace("Claimed", "")
    assert [word for word in FOREIGN[terminology] if word in said] == []
    assert "Harbour Library" in said.split("\n\n")[0]
    assert letter.about if kind != "contact_unreachable" else True


@pytest.mark.parametrize("cover", [sample_cover(), sample_answer()])
def test_the_invented_figures_tie_out(cover: Cover) -> None:
    earned = cover.total_completed_and_stored - cover.total_retention
    assert earned == cover.total_earned_less_retention
    assert earned - cover.less_previous_certificates == cover.current_payment_due
    assert cover.current_payment_due + cover.tax == cover.payable
    assert cover.contract_sum_to_date - earned == cover.balance_to_finish_including_retention


def test_a_mail_lists_so_many_lines_and_says_how_many_more_there_are() -> None:
    about = sample_about(terms("en-AU"), Formats(locale="en-AU", currency="AUD"), to_contact=True)
    cuts = [Cut(f"{n} Line", Decimal(n), Decimal(0), "Not yet.") for n in range(1, 1001)]
    found = listed(about, "Cut:", cuts, "assessed")
    assert found is not None
    assert len(found.items) == 41
    assert found.items[-1].head == "and 960 more, on the page of claim 3"
    assert listed(about, "Cut:", [], "assessed") is None
