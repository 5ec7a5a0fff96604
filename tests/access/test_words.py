"""Rights in words: none is missing, in no region, and the guide says what the table says."""

from __future__ import annotations

import pytest
from scripts.permissions_page import PAGE, page

from ledgerstone.access import words
from ledgerstone.access.actions import Action
from ledgerstone.access.levels import Grant, Level, Tool
from ledgerstone.access.matrix import When
from ledgerstone.projects.terminology import TERMINOLOGIES
from ledgerstone.projects.terminology import terms as catalogue


def test_everything_has_words() -> None:
    assert set(words.TOOLS) == set(Tool)
    assert set(words.LEVELS) == set(Level)
    assert set(words.GRANTS) == set(Grant)
    assert set(words.ACTIONS) == set(Action)
    assert set(words.GROUNDS) == set(When)


@pytest.mark.parametrize("terminology", TERMINOLOGIES)
def test_every_region_has_its_words(terminology: str) -> None:
    terms = catalogue(terminology)
    every = [text for pair in (*words.TOOLS.values(), *words.GRANTS.values()) for text in pair]
    for text in [*every, *words.ACTIONS.values()]:
        said = words.said(text, terms)
        assert said
        assert "{" not in said


def test_a_region_says_its_own_word() -> None:
    said = words.said(words.TOOLS[Tool.HEAD_CONTRACTS][0], catalogue("en-US"))
    assert said == "Prime contracts"


def test_the_guide_is_in_step_with_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Run: python scripts/permissions_page.py"
