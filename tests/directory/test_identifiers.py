"""Numbers of companies: what is a number in which country, how it is kept and how it is printed."""

from __future__ import annotations

import pytest

from ledgerstone.directory.identifiers import Which, compact, kept, printed, shown, word_of
from ledgerstone.tenancy.refusals import Invalid

BUSINESS: Which = "identifier"
REGISTER: Which = "registration_number"


@pytest.mark.parametrize(
    ("country", "which", "typed", "stored", "on_paper"),
    [
        ("AU", BUSINESS, "51 824 753 556", "51824753556", "ABN 51 824 753 556"),
        ("AU", BUSINESS, "ABN: 51824753556", "51824753556", "ABN 51 824 753 556"),
        ("AU", REGISTER, "acn 004-085-616", "004085616", "ACN 004 085 616"),
        ("US", BUSINESS, "91-1144442", "911144442", "EIN 91-1144442"),
        ("GB", BUSINESS, "GB 980 7806 84", "980780684", "VAT number 980 7806 84"),
        ("GB", BUSINESS, "VAT no. 980780684", "980780684", "VAT number 980 7806 84"),
        ("GB", REGISTER, "1234567", "01234567", "Company number 01234567"),
        ("GB", REGISTER, "sc 123456", "SC123456", "Company number SC123456"),
        ("NZ", BUSINESS, "49-091-850", "49091850", "IRD number 49-091-850"),
        ("NZ", REGISTER, "94 29041 535110", "9429041535110", "NZBN 9429041535110"),
        ("CA", BUSINESS, "12302 6635", "123026635", "Business number 12302 6635"),
        (
            "CA", BUSINESS, "123026635rc0001", "123026635RC0001",
            "Business number 12302 6635 RC 0001",
        ),
        ("DE", BUSINESS, " DE 136,695 976 ", "DE 136,695 976", "DE 136,695 976"),
        ("", BUSINESS, "ABN 51 824 753 556", "ABN 51 824 753 556", "ABN 51 824 753 556"),
        ("AU", BUSINESS, "  ", "", ""),
    ],
)  # fmt: skip
def test_a_number_is_kept_without_marks_and_printed_with_them(
    country: str, which: Which, typed: str, stored: str, on_paper: str
) -> None:
    assert kept(typed, country, which) == stored
    assert kept(stored, country, which) == stored
    assert printed(stored, country, which) == on_paper


@pytest.mark.parametrize(
    ("country", "which", "typed", "looks"),
    [
        ("AU", BUSINESS, "51 824 753 557", "An ABN has 11 digits, such as 51 824 753 556."),
        ("AU", BUSINESS, "soon", "An ABN has 11 digits, such as 51 824 753 556."),
        ("AU", REGISTER, "004 085 617", "An ACN has 9 digits, such as 004 085 616."),
        ("US", BUSINESS, "07-1144442", "An EIN has 9 digits, such as 91-1144442."),
        ("GB", BUSINESS, "980 7806 85", "A VAT number has 9 or 12 digits, such as 980 7806 84."),
        (
            "GB", REGISTER, "SC12345",
            "A company number has 8 characters, such as 01234567 or SC123456.",
        ),
        ("NZ", BUSINESS, "49-091-851", "An IRD number has 8 or 9 digits, such as 49-091-850."),
        (
            "NZ", REGISTER, "9329041535113",
            "An NZBN has 13 digits and begins with 94, such as 9429041535110.",
        ),
        ("CA", BUSINESS, "123456789", "A business number has 9 digits"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_refused_at_its_field_and_told_what_it_looks_like(
    country: str, which: Which, typed: str, looks: str
) -> None:
    with pytest.raises(Invalid) as refused:
        kept(typed, country, which)
    assert refused.value.message.startswith(f"{typed} is not a valid {word_of(country, which)}. ")
    assert looks in refused.value.fields[which]


def test_the_examples_in_the_sentences_are_numbers() -> None:
    for country, which, example in [
        ("AU", BUSINESS, "51 824 753 556"), ("AU", REGISTER, "004 085 616"),
        ("US", BUSINESS, "91-1144442"), ("GB", BUSINESS, "980 7806 84"),
        ("GB", REGISTER, "01234567"), ("NZ", BUSINESS, "49-091-850"),
        ("NZ", REGISTER, "9429041535110"), ("CA", BUSINESS, "12302 6635 RC 0001"),
    ]:  # fmt: skip
        assert shown(kept(example, country, which), country, which) == example


def test_a_number_that_was_kept_before_it_was_checked_is_shown_as_it_is() -> None:
    assert printed("ABN 12 345", "AU") == "ABN 12 345"
    assert shown("12 345", "AU", BUSINESS) == "12 345"


def test_numbers_are_compared_without_their_marks() -> None:
    assert compact("51 824-753.556") == compact("51824753556")
    assert compact("sc 123456") == "SC123456"


def test_numbers_have_the_word_of_their_country() -> None:
    assert word_of("AU", BUSINESS) == "ABN"
    assert word_of("FJ", BUSINESS) == "Business number"
    assert word_of("", REGISTER) == "Registration number"
