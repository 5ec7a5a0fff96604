"""The Acts that documents name: one for each place that has one, in the project's words."""

from __future__ import annotations

import re

import pytest

from ledgerstone.claims.answering_time import RULES
from ledgerstone.projects.acts import ACTS, act_of, made_under
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.web.projects.places import jurisdictions


def test_every_place_where_a_schedule_has_its_time_has_its_act() -> None:
    assert set(ACTS) == set(RULES)
    known = {place for _country, places in jurisdictions() for place, _name in places}
    assert {place for place in ACTS if place not in known} <= {"NZ"}
    for act in ACTS.values():
        assert re.search(r"Act \d{4}( \([A-Za-z]+\))?$", act.title)
        assert act.claim_section.startswith("s ")
        assert act.schedule_section.startswith("s ")


@pytest.mark.parametrize(
    ("place", "title"),
    [
        ("AU-NSW", "Building and Construction Industry Security of Payment Act 1999 (NSW)"),
        ("AU-QLD", "Building Industry Fairness (Security of Payment) Act 2017 (Qld)"),
        ("NZ", "Construction Contracts Act 2002"),
        ("NZ-AUK", "Construction Contracts Act 2002"),
        ("AU-NT", None),
        ("AU", None),
        ("GB-ENG", None),
        ("", None),
    ],
)
def test_the_act_of_a_place(place: str, title: str | None) -> None:
    act = act_of(place)
    assert (act.title if act is not None else None) == title


def test_what_a_document_says() -> None:
    usual = InvoicingSettings()
    assert made_under(usual, "NZ", "claim") == (
        "This is a payment claim made under the Construction Contracts Act 2002."
    )
    assert made_under(usual, "NZ", "schedule").startswith("This is a payment schedule made under")
    assert made_under(usual, "US-TX", "claim") == ""
    own = InvoicingSettings(
        claim_wording="Claimed under {act}; {act}.", schedule_wording="As agreed."
    )
    act = "Construction Contracts Act 2002"
    assert made_under(own, "NZ", "claim") == f"Claimed under {act}; {act}."
    assert made_under(own, "US-TX", "claim") == ""
    assert made_under(own, "US-TX", "schedule") == "As agreed."
    off = InvoicingSettings(names_act=False, schedule_wording="As agreed.")
    assert made_under(off, "NZ", "schedule") == ""


def test_braces_of_a_wording_are_only_text() -> None:
    own = InvoicingSettings(claim_wording="{0} {act.title} {act!r} {{act}} %s $act")
    printed = made_under(own, "NZ", "claim")
    assert printed == "{0} {act.title} {act!r} {Construction Contracts Act 2002} %s $act"
