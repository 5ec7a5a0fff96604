"""Reads a contract's lines with what a claim says on them, and where the contract last stood.

Raw SQL into tuples: a claim of a thousand lines is read for every saved cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from ledgerstone.core import Position
from ledgerstone.core.rounding import ZERO
from ledgerstone.tenancy import planned

from .on_claims import NO_VARIATIONS, listed, read_shown
from .openings import Opened, read_opening
from .sheet import LineRow

# Each is read by an index of its own and put together here: a join would be planned by statistics
# that a schedule of this minute does not have yet. The columns stand as those of a ``LineRow`` do,
# so that most rows are two tuples joined; what they do not know is NULL meanwhile.
# The account is named so that no index is chosen by it: row-level security names it as well, and
# named twice it has the planner expect a single row of all that an account has, until the table is
# analyzed.
_EVERY_LINE = """
SELECT id, item, description, section, NULL, NULL, NULL, true, scheduled_value, quantity, unit,
       unit_price, retention_work, retention_materials, is_exempt_from_retention, tax_rate,
       budget_code_id, variation_id, variation_id IS NOT NULL AND certified_to_date <> 0
  FROM contracts_scheduleline
 WHERE contract_id = %(contract)s AND account_id + 0 = %(account)s{only}
 ORDER BY variation_id NULLS FIRST, position
"""
_LINES = _EVERY_LINE.replace("{only}", " AND is_on_claims")
_EVERY_LINE = _EVERY_LINE.replace("{only}", "")
_ENTRIES = """
SELECT line_id, id, claimed_mode, claimed_figure, claimed_stored, claimed_retention_adjustment,
       claimed_retention_released, claimed_work, claimed_materials, assessed_mode,
       assessed_figure, assessed_stored, assessed_retention_adjustment,
       assessed_retention_released, assessed_work, assessed_materials, reason_code, reason,
       is_prefilled, changed_in, changed_by_id
  FROM claims_claimline WHERE claim_id = %(claim)s AND account_id + 0 = %(account)s
"""
_CODES = """
SELECT b.id, b.code FROM projects_budgetcode b WHERE b.account_id = %(account)s AND b.project_id =
       (SELECT project_id FROM contracts_contract
         WHERE account_id = %(account)s AND id = %(contract)s)
"""
# How much of a line as read is the beginning of a row, and what stands behind it.
_OWN_PART, _CODE, _VARIATION = 16, 16, 17
_row = LineRow._make
NOTHING_SAID = (
    None, "", None, None, None, None, ZERO, ZERO, "", None, None, None, None, None, None, "", "",
    False, 1, None,
)  # fmt: skip

# The key of a claim that has none yet: no row has it.
UNSAVED = 0

# A certificate stands as long as its claim points to it.
LAST_CERTIFICATE = """
SELECT c.certificate_id, c.number, x.code
  FROM claims_claim c
  JOIN claims_certificate x ON x.account_id = c.account_id AND x.id = c.certificate_id
 WHERE c.account_id = %(account)s AND c.contract_id = %(contract)s AND c.number < %(below)s
 ORDER BY c.number DESC LIMIT 1
"""

_POSITION = "SELECT position FROM claims_certificate WHERE account_id = %s AND id = %s"


class Previous(NamedTuple):
    """The last standing certificate before a claim; no id where there is none.

    ``opening``: what stands in its place on a contract that was claimed on elsewhere, until the
    claim's lines are laid beside it.
    """

    certificate_id: int | None
    claim_number: int | None
    position: Position
    opening: Opened | None = None


NO_CERTIFICATE = Previous(None, None, Position.empty())


def read_rows(
    account_id: int, contract_id: int, claim_id: int, *, every: bool = False
) -> list[LineRow]:
    """The lines of a claim in the order in which they print. At most three queries.

    ``every``: all lines of the contract, whether claims list them or not.
    """
    found = planned.several(*asks_rows(account_id, contract_id, claim_id, every=every))
    return rows_of(account_id, contract_id, *found, every=every)


def asks_rows(
    account_id: int, contract_id: int, claim_id: int, *, every: bool = False
) -> tuple[planned.Asked, planned.Asked]:
    """Asks for the lines and for what a claim says on them."""
    return (
        (_EVERY_LINE if every else _LINES, {"account": account_id, "contract": contract_id}),
        (_ENTRIES, {"account": account_id, "claim": claim_id}),
    )


def rows_of(
    account_id: int,
    contract_id: int,
    lines: list[tuple[Any, ...]],
    entries: list[tuple[Any, ...]],
    *,
    with_codes: bool = True,
    offering: frozenset[str] = frozenset(),
    every: bool = False,
) -> list[LineRow]:
    """As ``read_rows``, by what ``asks_rows`` found. At most two queries more.

    Without codes, no line names its budget code. ``offering``: statuses of variations whose lines
    the claim is to list besides.
    """
    keys = {"account": account_id, "contract": contract_id}
    said = _by_line(entries)
    said_of = said.get
    codes: dict[int | None, str] = {}
    if with_codes and any(line[_CODE] is not None for line in lines):
        codes = dict(planned.rows(_CODES, keys))
    has_variations = bool(lines) and lines[-1][_VARIATION] is not None
    if not codes and not has_variations:
        return [_row(line[:_OWN_PART] + said_of(line[0], NOTHING_SAID)) for line in lines]
    labels = NO_VARIATIONS
    if has_variations:
        shown = read_shown(account_id, contract_id)
        labels = shown.labels
        lines = lines if every else listed(lines, shown, said, offering, _VARIATION)
    code_of = codes.get
    return [
        _row(
            line[:4] + (code_of(line[_CODE]),) + labels[line[_VARIATION]] + line[8:_OWN_PART]
            + said_of(line[0], NOTHING_SAID)
        )
        for line in lines
    ]  # fmt: skip


def read_said(account_id: int, claim_id: int) -> dict[int, tuple[Any, ...]]:
    """What a claim says on its lines, by line: the end of a ``LineRow``. One query."""
    return _by_line(planned.rows(_ENTRIES, {"account": account_id, "claim": claim_id}))


def _by_line(entries: Iterable[tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in entries}


def read_previous(account_id: int, contract_id: int, below: int) -> Previous:
    """The last standing certificate of the claims numbered below, else the contract's opening.
    At most two queries."""
    given = {"account": account_id, "contract": contract_id, "below": below}
    with connection.cursor() as cursor:
        cursor.execute(LAST_CERTIFICATE, given)
        found = cursor.fetchone()
    return opened(account_id, contract_id) if found is None else previous_of(account_id, *found)


def opened(account_id: int, contract_id: int) -> Previous:
    """What stands before the first certificate of a contract. One query."""
    opening = read_opening(account_id, contract_id)
    if opening is None:
        return NO_CERTIFICATE
    return Previous(None, opening.last_number, Position.empty(), opening)


def previous_of(
    account_id: int, certificate_id: int | None, number: int | None, code: str | None
) -> Previous:
    """A certificate with what it leaves behind. At most one query."""
    if certificate_id is None or code is None:
        return NO_CERTIFICATE
    return Previous(certificate_id, number, position_of(account_id, certificate_id, code))


@lru_cache(maxsize=16)
def position_of(account_id: int, certificate_id: int, code: str) -> Position:
    """What a certificate leaves behind. Kept in memory: a certificate never changes, and its code
    is its own in every database."""
    with connection.cursor() as cursor:
        cursor.execute(_POSITION, [account_id, certificate_id])
        (written,) = cursor.fetchone() or (None,)
    if written is None:
        raise LookupError(f"There is no certificate {code}.")
    return Position.from_json(json.loads(written) if isinstance(written, str) else written)
