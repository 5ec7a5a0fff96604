"""Where a contract stood that was claimed on elsewhere, as its first claim here reads it.

An opening takes the place of the certificate before the first claim. What was held lies on the
lines as the rule requires it, so the position is worked out from the terms and the lines of the
claim that reads it; once that claim is certified, its certificate stands and nobody asks again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ledgerstone import core
from ledgerstone.core.opening import open_position
from ledgerstone.tenancy.planned import one_row

_OPENING = """
SELECT opening.last_number, opening.less_previous_certificates, opening.retention_held,
       opening.retention_released, opening.deductions, line.ids, line.work, line.quantity,
       line.materials
  FROM contracts_opening opening
  CROSS JOIN LATERAL
       (SELECT array_agg(line_id ORDER BY id) AS ids, array_agg(work ORDER BY id) AS work,
               array_agg(quantity ORDER BY id) AS quantity,
               array_agg(materials ORDER BY id) AS materials
          FROM contracts_openingline
         WHERE account_id = opening.account_id AND opening_id = opening.id) line
 WHERE opening.account_id = %(account)s AND opening.contract_id = %(contract)s
"""


class Opened(NamedTuple):
    """An opening: the number of the last claim elsewhere, its sums, and its lines by their ids."""

    last_number: int
    sums: core.Opening
    lines: Mapping[int, core.OpeningLine]

    def entered(self, items: Mapping[int, str]) -> core.Opening:
        """As the engine reads it; ``items`` are those of the schedule, by id of the line."""
        sums = self.sums
        return core.Opening(
            sums.less_previous_certificates,
            sums.retention_held,
            sums.retention_released_to_date,
            sums.deductions_to_date,
            {items.get(line_id, str(line_id)): line for line_id, line in self.lines.items()},
        )

    def position(
        self, terms: core.Terms, lines: Sequence[core.ScheduledLine], ids: Sequence[int]
    ) -> core.Position:
        """What it leaves to the first claim. ``ids`` are those of ``lines``, in their order."""
        items = {line_id: line.key for line_id, line in zip(ids, lines, strict=True)}
        return open_position(terms, lines, self.entered(items), self.last_number + 1)[0]


def read_opening(account_id: int, contract_id: int) -> Opened | None:
    """The opening of a contract; None where it has none. One statement."""
    found = one_row(_OPENING, {"account": account_id, "contract": contract_id})
    if found is None:
        return None
    number, previous, held, released, deducted, *columns = found
    ids, *figures = (column or [] for column in columns)
    return Opened(
        number,
        core.Opening(previous, held, released, deducted),
        dict(zip(ids, map(core.OpeningLine, *figures), strict=True)),
    )
