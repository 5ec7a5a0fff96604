"""By when a claim is to be answered: days that builders and courts have published."""

from __future__ import annotations

import datetime as dt

import pytest

from ledgerstone.claims.answering_time import last_day
from ledgerstone.projects.models import Project


@pytest.mark.parametrize(
    ("jurisdiction", "received", "due"),
    [
        # Master Builders Queensland on Christmas 2021: over the shutdown and Australia Day.
        ("AU-QLD", "2021-12-21", "2022-02-01"),
        # From the regulator: business ends on 21 December 2022 and begins again on 11 January.
        ("AU-QLD", "2022-12-20", "2023-01-31"),
        # Calculators of working days, of a claim before Christmas 2025.
        ("AU-NSW", "2025-12-18", "2026-01-09"),
        ("AU-VIC", "2025-12-18", "2026-01-06"),
        # Roberts Co v Sharvain Facades [2025] NSWCA 161: a Friday after five is that Friday.
        ("AU-NSW", "2025-02-28", "2025-03-14"),
    ],
)
def test_the_last_day_is_the_published_one(jurisdiction: str, received: str, due: str) -> None:
    project = Project(jurisdiction=jurisdiction)
    found = last_day(project, dt.date.fromisoformat(received))
    assert found is not None
    assert found[0].isoformat() == due
