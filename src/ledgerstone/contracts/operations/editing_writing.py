"""Writes lines of a schedule: in one statement each what changes, what is new, what goes, and the
order of all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction

from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.schedules.schedule_lines import StoredLine, billed_within
from ledgerstone.tenancy.bulk import insert_rows, update_rows
from ledgerstone.tenancy.refusals import WrongState

from .editing_reading import ReadLine
from .keeping import line_columns

# Details stand behind their line, and the lines of variations behind all others.
_RENUMBER = """
WITH wanted AS (
    SELECT line.id, row_number() OVER (
             ORDER BY (line.variation_id IS NOT NULL), place.at NULLS LAST,
                      (line.parent_id IS NOT NULL), line.position, line.id) AS at
      FROM contracts_scheduleline line
      LEFT JOIN unnest(%s::bigint[]) WITH ORDINALITY AS place (id, at)
        ON line.variation_id IS NULL AND place.id = coalesce(line.parent_id, line.id)
     WHERE line.account_id = %s AND line.contract_id = %s
)
UPDATE contracts_scheduleline line SET position = wanted.at
  FROM wanted
 WHERE line.account_id = %s AND line.id = wanted.id AND line.position <> wanted.at
"""
_DELETE = """
DELETE FROM contracts_scheduleline
 WHERE account_id = %s AND contract_id = %s
   AND (id = ANY(%s::bigint[]) OR parent_id = ANY(%s::bigint[]))
"""


def columns_of(read: ReadLine, codes: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a line as read."""
    return {**line_columns(read.line, codes), "tax_code_id": read.tax_code_id}


def update_lines(
    contract: Contract, rows: Mapping[int, dict[str, Any]], stored: Mapping[int, StoredLine]
) -> None:
    """Write lines that changed. Two statements at most."""
    if not rows:
        return
    _free_items(contract, rows, stored)
    update_rows(
        ScheduleLine,
        [
            {
                "account_id": contract.account_id,
                "id": line_id,
                **columns,
                "billed_floor": billed_within(
                    stored[line_id].claimed, stored[line_id].certified, columns["scheduled_value"]
                ),
            }
            for line_id, columns in rows.items()
        ],
    )


def _free_items(
    contract: Contract, rows: Mapping[int, dict[str, Any]], stored: Mapping[int, StoredLine]
) -> None:
    """Lines that hand an item on to each other let go of it first: each is there once."""
    held = {stored[line_id].item: line_id for line_id in rows}
    handed = [held[new["item"]] for own, new in rows.items() if held.get(new["item"], own) != own]
    update_rows(
        ScheduleLine,
        [
            {"account_id": contract.account_id, "id": line_id, "item": f"~{line_id}"}
            for line_id in handed
        ],
    )


def insert_lines(contract: Contract, rows: Sequence[dict[str, Any]], *, after: int) -> list[int]:
    """Insert lines at the places behind ``after``; their ids in order. ``renumber`` follows."""
    return insert_rows(
        ScheduleLine,
        [
            {
                "account_id": contract.account_id,
                "contract_id": contract.pk,
                "position": place,
                **columns,
            }
            for place, columns in enumerate(rows, after + 1)
        ],
    )


def delete_lines(contract: Contract, ids: Collection[int]) -> None:
    """Delete lines with their details; the database knows whether a claim still refers to one."""
    given = list(ids)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_DELETE, [contract.account_id, contract.pk, given, given])
    except IntegrityError as error:
        raise WrongState("A claim lists this line. Set its value to nil instead.") from error


def renumber(contract: Contract, order: Sequence[int]) -> None:
    """Give all lines of a contract their places 1, 2, 3 …, own ones in this order. One statement.

    Only lines whose place changes are written.
    """
    place = [contract.account_id, contract.pk, contract.account_id]
    with connection.cursor() as cursor:
        cursor.execute(_RENUMBER, [list(order), *place])
