"""What was entered in one open cell of a sheet that was filled in away from the browser."""

from __future__ import annotations

from typing import Any, NamedTuple


class EnteredCell(NamedTuple):
    """An entry: its line and column, what stood there when the sheet was downloaded, the text that
    stands there now, and what a spreadsheet calls the cell."""

    line_id: int
    column: str
    was: str | None
    text: str
    cell: str

    def kept(self) -> list[Any]:
        """As it is stored."""
        return list(self)
