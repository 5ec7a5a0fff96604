"""The rows of a text file with separators, whatever program wrote it.

The separator is found by trying: it is the one that parts most rows into equally many cells.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from ledgerstone.files.text import decoded, is_old_excel
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

LARGEST_FILE = 10 * 1024 * 1024
MOST_LINES = 20_000
_MOST_COLUMNS = 64
# What a cell may hold; no bank says more of a payment.
_LONGEST_CELL = 1_000
_LOOKS_AT = 60

_SEPARATORS = (",", ";", "\t", "|", "^", "~")
# Excel's own line that names the separator.
_NAMED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# What a program puts before a text that a spreadsheet would run.
_MADE_HARMLESS = re.compile(r"'(?=[=+\-@])")

# The number that a row has in the file, and its cells.
FileRow = tuple[int, list[str]]


def read_file(content: bytes, filename: str) -> list[FileRow]:
    """The rows of a file that hold anything, with their numbers.

    Invalid, at the field ``file``, where it is no text, too large, or a quotation does not end.
    """
    if not content.strip():
        raise _refused("There is nothing in this file.")
    if len(content) > LARGEST_FILE:
        raise _refused(f"{filename} is larger than 10 MB. Divide it by months.")
    if is_old_excel(content):
        raise _refused(f"{filename} is an old Excel workbook. Save it as .xlsx or as CSV.")
    text = decoded(content)
    if text is None:
        raise _refused(f"{filename} cannot be read as text. Save it as CSV in UTF-8.")
    if "\0" in text or text.startswith("%PDF-"):
        raise _refused(f"{filename} is not text. Choose a CSV file.")
    named = _NAMED.match(text)
    if named is not None:
        # Numbers of rows go on counting from the first row below it.
        rows = _parted(text[named.end() :], named[1])
        return [(number + 1, cells) for number, cells in rows]
    return _parted(text, _separator(text))


def _parted(text: str, separator: str) -> list[FileRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[FileRow] = []
    try:
        before = 0
        for cells in reader:
            # A quoted cell may go over several lines: a row has the number of its first.
            number, before = before + 1, reader.line_num
            plain = [plain_cell(cell) for cell in cells[:_MOST_COLUMNS]]
            if any(plain):
                rows.append((number, plain))
            if len(rows) > MOST_LINES + _LOOKS_AT:
                raise _refused(f"There are more than {MOST_LINES:,} lines. Divide it by months.")
    except csv.Error:
        raise _refused(
            "A cell of this file does not end. Look for a quotation mark that stands alone."
        ) from None
    if not rows:
        raise _refused("There is nothing in this file.")
    return rows


def plain_cell(cell: str) -> str:
    """A cell as it is kept: one line, without what a program put before a text that would run."""
    text = one_line(cell[: 2 * _LONGEST_CELL])[:_LONGEST_CELL]
    return text[1:] if _MADE_HARMLESS.match(text) else text


def _separator(text: str) -> str:
    """The mark that parts most of the first rows into the same number of cells, the more cells
    the better."""
    start = "".join(text[:200_000].splitlines(keepends=True)[:_LOOKS_AT])
    tried = [(_evenness(start, mark), mark) for mark in _SEPARATORS if mark in start]
    if not tried:
        return ","
    return max(tried, key=lambda one: (one[0], -_SEPARATORS.index(one[1])))[1]


def _evenness(start: str, mark: str) -> tuple[float, int]:
    rows: list[Sequence[str]] = []
    # The beginning of a long file may end within a quotation.
    with contextlib.suppress(csv.Error):
        rows.extend(csv.reader(io.StringIO(start, newline=""), delimiter=mark))
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    if not widths:
        return 0.0, 0
    width, often = max(widths.items(), key=lambda one: (one[1] * (one[0] > 1), one[0]))
    return (often / widths.total() if width > 1 else 0.0), width


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"file": sentence})
