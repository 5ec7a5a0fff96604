"""Sample changes for the gallery: a company's history, one line of each sort."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from ledgerstone.history.queries import Change, ChangePage, Given
from ledgerstone.history.said import Said


def sample() -> ChangePage:
    """A company's changes, one of each sort."""
    late = dt.datetime(2026, 10, 28, 23, 42, tzinfo=dt.UTC)
    early = dt.datetime(2026, 9, 2, 1, 5, tzinfo=dt.UTC)
    keel, policy = "Company Keel Steel", "Insurance policy Public liability"
    held = (
        Given("Type", Said("text", "Public liability")),
        Given("Limit", Said("money", Decimal("20000000.00"))),
        Given("Expiration date", Said("day", dt.date(2027, 6, 30))),
    )
    lines = (
        Change(
            late, "Dana Okafor", "changed", keel, "Address",
            Said("text", "4 Wharf Street\nPort Melbourne VIC 3207"),
            Said("text", "Unit 12, 88–90 Lorimer Street\nSouthbank VIC 3006"),
        ),
        Change(
            late, "Dana Okafor", "changed", keel, "Tags",
            Said("removed", ("steel",)), Said("added", ("structural steel", "erection")),
        ),
        Change(late, "Dana Okafor", "changed", keel, "Phone", Said(), Said("text", "03 5550 0146")),
        Change(early, "Ledgerstone", "created", policy, given=held),
        Change(early, "Hendrik Brandt-Oppenheimer", "removed", policy, given=held),
    )  # fmt: skip
    return ChangePage(lines, number=2, has_older=True)
