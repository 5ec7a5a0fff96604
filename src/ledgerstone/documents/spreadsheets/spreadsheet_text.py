"""What every spreadsheet that is written has in common: its media type, and texts that stay texts.

A spreadsheet runs what begins like a formula. In a workbook texts are strings; in a CSV file such a
text begins with an apostrophe, which reading takes off again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

FORMS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_RUNS = re.compile(r"[=+\-@\t\r]")
_MADE_HARMLESS = re.compile(r"'[=+\-@\t\r]")


def harmless(text: str) -> str:
    """A text of a CSV file that no spreadsheet runs as a formula."""
    return f"'{text}" if _RUNS.match(text) else text


def as_written(text: str) -> str:
    """A text without the apostrophe that ``harmless`` put before it."""
    return text[1:] if _MADE_HARMLESS.match(text) else text
