"""Every region has a word for everything, and a missing word never prints as nothing."""

from __future__ import annotations

import copy
import pickle

import pytest
from django.template import Context, Engine

from ledgerstone.projects.terminology import TERMINOLOGIES, Terms, UnknownTerm, Word, terms


def rendered(template: str, words: Terms) -> str:
    return Engine().from_string(template).render(Context({"terms": words}))


@pytest.mark.parametrize("terminology", TERMINOLOGIES)
def test_all_catalogues_have_the_same_keys_in_the_same_order(terminology: str) -> None:
    assert list(terms(terminology)) == list(terms("en-AU"))


@pytest.mark.parametrize("terminology", TERMINOLOGIES)
def test_every_word_has_both_forms(terminology: str) -> None:
    for key, word in terms(terminology).items():
        assert word.strip() == word != "", key
        assert word.plural.strip() == word.plural != "", key


@pytest.mark.parametrize(
    ("key", "au", "us", "gb", "ca"),
    [
        ("claim", "progress claim", "invoice", "payment application", "invoice"),
        ("head_contract", "head contract", "prime contract", "main contract", "prime contract"),
        ("retention", "retention", "retainage", "retention", "retainage"),
        ("variation", "variation", "change order", "variation", "change order"),
        ("tax", "GST", "sales tax", "VAT", "GST/HST"),
        (
            "schedule_of_values",
            "schedule of values",
            "schedule of values",
            "bill of quantities",
            "schedule of values",
        ),
        (
            "head_contractor",
            "head contractor",
            "general contractor",
            "main contractor",
            "general contractor",
        ),
    ],
)
def test_the_words_of_each_region(key: str, au: str, us: str, gb: str, ca: str) -> None:
    assert [terms(terminology)[key] for terminology in TERMINOLOGIES] == [au, us, gb, ca]


def test_forms_of_a_word() -> None:
    words = terms("en-AU")
    assert words.schedule_of_values.plural == "schedules of values"
    assert words.head_contract.capitalised == "Head contract"
    assert words.head_contract.plural_capitalised == "Head contracts"
    assert words.tax.capitalised == "GST"
    assert words.claim.with_article == "a progress claim"
    assert terms("en-US").claim.with_article == "an invoice"
    assert words.schedule_short.with_article == "an SOV"
    assert Word("unit", "units").with_article == "a unit"


def test_words_in_templates() -> None:
    line = "{{ terms.head_contract.capitalised }}, {{ terms.variation.plural }}, {{ terms.tax }}"
    assert rendered(line, terms("en-AU")) == "Head contract, variations, GST"
    assert rendered(line, terms("en-US")) == "Prime contract, change orders, sales tax"


@pytest.mark.parametrize("wrong", ["{{ terms.head_contrat }}", "{{ terms.claim.plurals }}"])
def test_an_unknown_word_fails_loudly_in_a_template(wrong: str) -> None:
    with pytest.raises(UnknownTerm):
        rendered(wrong, terms("en-AU"))


def test_an_unknown_word_fails_loudly_in_code() -> None:
    with pytest.raises(UnknownTerm, match="no term “head_contrat”"):
        _ = terms("en-AU").head_contrat
    with pytest.raises(UnknownTerm, match="no term “head_contrat”"):
        _ = terms("en-AU")["head_contrat"]
    with pytest.raises(UnknownTerm, match="there are en-AU, en-US, en-GB, en-CA"):
        terms("en-XX")
    assert "head_contrat" not in terms("en-AU")


def test_words_can_be_copied_and_pickled() -> None:
    word = terms("en-GB").schedule_of_values
    for twin in (copy.deepcopy(word), pickle.loads(pickle.dumps(word))):  # noqa: S301 - our own
        assert (twin, twin.plural) == ("bill of quantities", "bills of quantities")
