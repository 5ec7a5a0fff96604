"""A workbook in which a subcontractor breaks the lines of a contract down.

What comes back is read by ``schedule_files.read_schedule``: line item, description, amount.
"""

from __future__ import annotations

import io

import xlsxwriter  # type: ignore[import-untyped]

from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import Breakdown

_COLUMNS = (("Line item", 12, "@"), ("Description", 60, "@"), ("Amount", 18, "#,##0.00"))


def details_template_xlsx(schedule: Breakdown) -> bytes:
    """The details as they are; a line without any is one row of its description and amount."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Breakdown")
    head = book.add_format({"bold": True, "bottom": 1})
    formats = [book.add_format({"num_format": form}) for _name, _width, form in _COLUMNS]
    for column, (name, width, _form) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width, formats[column])
        sheet.write_string(0, column, name, head)
    sheet.freeze_panes(1, 0)
    rows = [
        (part.line.item, row.description, row.scheduled_value)
        for part in schedule.parts
        if part.needs_details
        for row in part.details or (part.line,)
    ]
    for number, (item, description, amount) in enumerate(rows, 1):
        sheet.write_string(number, 0, item, formats[0])
        sheet.write_string(number, 1, description, formats[1])
        sheet.write_number(number, 2, amount, formats[2])
    book.close()
    return written.getvalue()
