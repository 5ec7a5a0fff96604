"""Writes lines of a claim in one statement, and what lists show of it.

Every line that is written carries the claim's version in ``changed_in``, so that a page that knows
an earlier version can be told what changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection

from ledgerstone.claims.models import Claim
from ledgerstone.core.rounding import ZERO
from ledgerstone.tenancy import clock, planned
from ledgerstone.tenancy.bulk import array

from .sheet import ClaimSheet, Entered, LineRow
from .valuation import Inputs, assessed_figures, claimed_figures, covers, valued

_COLUMNS = {
    "claim_id": "bigint",
    "line_id": "bigint",
    "claimed_mode": "text",
    "claimed_figure": "numeric",
    "claimed_stored": "numeric",
    "claimed_retention_adjustment": "numeric",
    "claimed_retention_released": "numeric",
    "claimed_work": "numeric",
    "claimed_materials": "numeric",
    "assessed_mode": "text",
    "assessed_figure": "numeric",
    "assessed_stored": "numeric",
    "assessed_retention_adjustment": "numeric",
    "assessed_retention_released": "numeric",
    "assessed_work": "numeric",
    "assessed_materials": "numeric",
    "reason_code": "text",
    "reason": "text",
    "is_prefilled": "boolean",
    "changed_in": "integer",
    "changed_by_id": "bigint",
}
_CLAIM, _KEY = "claim_id", "line_id"
_NAMES = ", ".join(_COLUMNS)
_NEW = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in (_CLAIM, _KEY))
_OVER = f"ON CONFLICT (account_id, claim_id, line_id) DO UPDATE SET {_NEW}"


def write_lines(claim: Claim, rows: Iterable[LineRow]) -> None:
    """Write these lines of a claim as they are, over what they said. One statement."""
    _send(claim.account_id, [(claim.pk, rows)], _OVER)


def insert_lines(claim: Claim, rows: Iterable[LineRow]) -> None:
    """As ``write_lines``, on a claim that has no lines yet."""
    _send(claim.account_id, [(claim.pk, rows)], "")


def insert_lines_of_many(account_id: int, lines: Iterable[tuple[int, Iterable[LineRow]]]) -> None:
    """As ``insert_lines``, of many claims by their ids, all in one statement."""
    _send(account_id, lines, "")


def _send(account_id: int, lines: Iterable[tuple[int, Iterable[LineRow]]], over: str) -> None:
    """A column in which all lines say the same, as most do, is sent once and not for every line."""
    said = [(claim_id, row[0], *row[17:36]) for claim_id, rows in lines for row in rows]
    columns = dict(zip(_COLUMNS, zip(*said, strict=True), strict=False))
    if not columns:
        return
    differing = [
        name
        for name, values in columns.items()
        if name == _KEY or values.count(values[0]) != len(values)
    ]
    same = [values[0] for name, values in columns.items() if name not in differing]
    arrays = [array(_COLUMNS[name], columns[name]) for name in differing]
    statement = _statement(frozenset(differing), over)
    values = [account_id, *same, *arrays]
    if differing == [_KEY]:
        planned.write(statement, values)
        return
    # Of which columns differ there are too many combinations to keep a plan for each.
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@lru_cache(maxsize=64)
def _statement(differing: frozenset[str], over: str) -> str:
    """Writes lines that differ in these columns. Names come from the table above, values are
    parameters: those that all lines share, then an array for each column that differs."""
    given = [name for name in _COLUMNS if name in differing]
    read = [name if name in differing else f"%s::{kind}" for name, kind in _COLUMNS.items()]
    arrays = [f"%s::{_COLUMNS[name]}[]" for name in given]
    return f"""
INSERT INTO claims_claimline (account_id, {_NAMES})
SELECT %s, {", ".join(read)} FROM unnest({", ".join(arrays)}) AS given ({", ".join(given)})
{over}
"""  # noqa: S608


def keep_figures(claim: Claim, sheet: ClaimSheet, **also: Any) -> None:
    """Keep on the claim what lists show of it, and with it ``also``. One statement."""
    keep(claim, **listed_figures(sheet), **also)


def listed_figures(sheet: ClaimSheet) -> dict[str, Decimal]:
    """What lists show of a claim, by the claim's fields."""
    return {
        "claimed_to_date": sheet.claimed_cover.total_completed_and_stored,
        "assessed_to_date": sheet.cover.total_completed_and_stored,
        "claimed_this_period": sheet.claimed_this_period,
        "assessed_this_period": sheet.assessed_this_period,
        "claimed_payable": sheet.claimed_cover.payable,
        "assessed_payable": sheet.cover.payable,
    }


def figures_to_list(inputs: Inputs) -> dict[str, Decimal]:
    """As ``listed_figures``, of a claim whose sheet nobody asks for."""
    claimed, assessed = covers(inputs)
    rows, stood = inputs.rows, [standing.at for standing in inputs.standings]
    certified = sum([at.work for at in stood], ZERO) + sum([at.stored for at in stood], ZERO)
    work = sum([row.claimed_work for row in rows], ZERO)
    stored = sum([row.claimed_materials for row in rows], ZERO)
    return {
        "claimed_to_date": claimed.total_completed_and_stored,
        "assessed_to_date": assessed.total_completed_and_stored,
        "claimed_this_period": work + stored - certified,
        "assessed_this_period": assessed.total_completed_and_stored - certified,
        "claimed_payable": claimed.payable,
        "assessed_payable": assessed.payable,
    }


def keep(claim: Claim, **values: Any) -> None:
    """Keep these fields of a claim, with its version and the time. One statement."""
    values.update(version=claim.version, saved_at=claim.saved_at)
    for name, given in values.items():
        setattr(claim, name, given)
    planned.write(_keeping(tuple(values)), [*values.values(), claim.account_id, claim.pk])


@lru_cache(maxsize=32)
def _keeping(names: tuple[str, ...]) -> str:
    """Keeps fields of a claim. Columns come from the model, values are parameters."""
    fields: list[Any] = [Claim._meta.get_field(name) for name in names]
    told = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    return f"UPDATE claims_claim SET {told} WHERE account_id = %s AND id = %s"  # noqa: S608


def touch(claim: Claim) -> None:
    """The claim is about to change: its next version, saved now."""
    claim.version += 1
    claim.saved_at = clock.now()


def take_over(claim: Claim, values: Mapping[str, Any]) -> dict[str, Any]:
    """Put values on the claim and say which were other ones; with any, it is its next version."""
    changed = {name: value for name, value in values.items() if getattr(claim, name) != value}
    if changed:
        touch(claim)
    for name, value in changed.items():
        setattr(claim, name, value)
    return changed


def with_figures(inputs: Inputs, index: int, *, version: int, user_id: int | None) -> LineRow:
    """A row with what its entries come to; core.Refusal where they cannot stand."""
    row = inputs.rows[index]
    claimed = claimed_figures(inputs, index)
    work: Decimal | None = None
    stored: Decimal | None = None
    if not row.assessed_entry.is_empty:
        answer = assessed_figures(inputs, index, claimed)
        work, stored = answer.work, answer.stored
    return row._replace(
        claimed_work=claimed.work,
        claimed_materials=claimed.stored,
        assessed_work=work,
        assessed_materials=stored,
        changed_in=version,
        changed_by_id=user_id,
    )


def refigure(inputs: Inputs, *, user_id: int | None) -> None:
    """Work out again what lines come to, after what they stand on changed, and write those that
    come to something else."""
    changed: list[LineRow] = []
    for index, row in enumerate(inputs.rows):
        now = with_figures(inputs, index, version=inputs.claim.version, user_id=user_id)
        if now[17:34] != row[17:34]:
            inputs.rows[index] = now
            changed.append(now)
    write_lines(inputs.claim, changed)


def write_entries(
    claim: Claim,
    inputs: Inputs,
    entries: Mapping[int, Entered],
    *,
    user_id: int | None,
    is_prefilled: bool = False,
) -> ClaimSheet:
    """Enter claimed figures on many lines at once, and value the claim by them.

    The claim is locked and ``touch``ed by the caller, who also publishes what happened.
    Raises core.Refusal where a figure cannot stand.
    """
    changed: list[LineRow] = []
    for index, row in enumerate(inputs.rows):
        entry = entries.get(row.line_id)
        if entry is None:
            continue
        inputs.rows[index] = row._replace(
            claimed_mode=entry.mode,
            claimed_figure=entry.figure,
            claimed_stored=entry.stored,
            claimed_adjustment=entry.adjustment,
            claimed_released=entry.released,
            is_prefilled=is_prefilled,
        )
        inputs.rows[index] = with_figures(inputs, index, version=claim.version, user_id=user_id)
        changed.append(inputs.rows[index])
    sheet = valued(inputs)
    write_lines(claim, changed)
    keep_figures(claim, sheet)
    return sheet
