"""The cover of a claim's workbook: the nine lines as formulas over its sheet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.core.rounding import HUNDRED
from ledgerstone.core.valuation import Cover
from ledgerstone.documents.claim_pages.model import ClaimDocument
from ledgerstone.documents.claim_pages.wording import document_title

from .claim_book import ClaimBook
from .claim_workbook_parts import Taken
from .claim_workbook_sheet import Sums
from .claim_workbook_style import Styles, set_paper, write_figure, write_formula, write_text

# Columns: the line's number, what it is, how it is made, the amount.
_NUMBER, _LABEL, _HOW, _AMOUNT = range(4)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the cover: a value, or a formula in which keys in braces stand for other lines."""

    key: str
    number: str
    label: str
    how: str
    amount: Decimal
    formula: str = ""
    kind: str = "money"
    is_sum: bool = False


def write_cover(
    sheet: Any, styles: Styles, book: ClaimBook, sums: Sums, varied: str, taken: Taken
) -> dict[str, str]:
    """Write it; the answer says in which cell each figure stands."""
    document = book.document
    for place, width in enumerate((6, 46, 30, 18)):
        sheet.set_column(place, place, width)
    write_text(sheet, 0, 0, document_title(document), styles.title)
    row = _write_particulars(sheet, styles, book) + 1
    lines = _lines(book, sums, varied, taken)
    cells = {line.key: f"$D${row + place + 2}" for place, line in enumerate(lines)}
    for place, heading in enumerate(("Line", "", "", f"Amount, {document.currency}")):
        style = styles.figure_head if place == _AMOUNT else styles.head
        sheet.write_string(row, place, heading, style)
    for place, line in enumerate(lines, start=row + 1):
        _write_line(sheet, styles, place, line, cells)
    _write_ties(sheet, styles, row + len(lines) + 2, sums, cells)
    set_paper(sheet, document.paper, is_wide=False)
    return cells


def _write_particulars(sheet: Any, styles: Styles, book: ClaimBook) -> int:
    """What it is about; the row after it."""
    document, words = book.document, book.terms
    days = {"Received": document.received_on, "Due": document.due_on}
    particulars = {
        "Project": _named(document.project_number, document.project_name),
        words[document.contract_kind].capitalised: _named(
            document.contract_number, document.contract_title
        ),
        "From": document.claimant.name,
        "To": document.payer.name,
        words.claim_short.capitalised: document.claim_number,
        "Period": f"{document.period_start.isoformat()} to {document.period_end.isoformat()}",
        **{label: day.isoformat() for label, day in days.items() if day is not None},
        "State": book.state,
    }
    if document.notice:
        particulars["Note"] = document.notice
    row = 1
    for label, text in particulars.items():
        row += 1
        sheet.write_string(row, _LABEL, label, styles.quiet)
        write_text(sheet, row, _HOW, text, styles.wrapped)
    return row + 1


def _named(number: str | None, name: str) -> str:
    return " ".join(part for part in (number, name) if part)


def _write_line(sheet: Any, styles: Styles, row: int, line: _Line, cells: dict[str, str]) -> None:
    text = styles.strong if line.is_sum else styles.wrapped
    sheet.write_string(row, _NUMBER, line.number, styles.quiet)
    write_text(sheet, row, _LABEL, line.label, text)
    write_text(sheet, row, _HOW, line.how, styles.quiet)
    style = (styles.sums if line.is_sum else styles.plain)[line.kind]
    if line.formula:
        formula = line.formula.format(**cells)
        write_formula(sheet, row, _AMOUNT, formula, line.amount, style)
    else:
        write_figure(sheet, row, _AMOUNT, line.amount, style)


def _lines(book: ClaimBook, sums: Sums, varied: str, taken: Taken) -> list[_Line]:
    c, document = book.document.cover, book.document
    return [
        *_sums(document, c, sums, varied),
        *_retained(document, c, sums),
        *_due(document, c),
        *_taxed(book, c, sums, taken),
        _Line(
            "balance", "9", f"Balance to finish, including {document.terms.retention}", "3 − 6",
            c.balance_to_finish_including_retention, "ROUND({to_date}-{earned},2)",
        ),
        _Line(
            "percent", "", "Percent complete", "4 ÷ 3", c.percent_complete / HUNDRED,
            "IF({to_date}=0,0,ROUND({completed}/{to_date},4))", "percent",
        ),
    ]  # fmt: skip


def _sums(document: ClaimDocument, c: Cover, sums: Sums, varied: str) -> list[_Line]:
    words = document.terms
    scheduled = sums.total("scheduled_value")
    return [
        _Line("original", "1", f"Original {words.contract_sum}", "Lines of the contract",
              c.original_contract_sum, f"ROUND({scheduled}-{varied},2)"),
        _Line("net_change", "2", f"Net change by {words.variation.plural}",
              words.variation.plural_capitalised, c.net_change_by_variations, varied),
        _Line("to_date", "3", f"{words.contract_sum.capitalised} to date", "1 + 2",
              c.contract_sum_to_date, "ROUND({original}+{net_change},2)", is_sum=True),
        _Line("completed", "4", "Completed and stored to date", "Sum of the sheet",
              c.total_completed_and_stored, sums.total("completed_and_stored")),
    ]  # fmt: skip


def _retained(document: ClaimDocument, c: Cover, sums: Sums) -> list[_Line]:
    """Line 5 is the sheet's sum; its part on materials is kept, and the rest is on work."""
    word = document.terms.retention
    return [
        _Line("on_work", "5a", f"{word.capitalised} on completed work", "5 − 5b",
              c.retention_on_work, "ROUND({retention}-{on_materials},2)"),
        _Line("on_materials", "5b",
              f"{word.capitalised} on {document.terms.stored_materials}", "",
              c.retention_on_materials),
        _Line("retention", "5", f"Total {word}", "Sum of the sheet", c.total_retention,
              sums.total("retention")),
        _Line("earned", "6", f"Total earned less {word}", "4 − 5",
              c.total_earned_less_retention, "ROUND({completed}-{retention},2)", is_sum=True),
    ]  # fmt: skip


def _due(document: ClaimDocument, c: Cover) -> list[_Line]:
    before = f"Less previous {document.terms.certificate.plural}"
    how = "" if document.previous_certificate is None else (
        f"Line 6 of {document.terms.claim_short} {document.previous_certificate}"
    )  # fmt: skip
    return [
        _Line("before", "7", before, how, c.less_previous_certificates),
        _Line("due", "8", "Current payment due", "6 − 7", c.current_payment_due,
              "ROUND({earned}-{before},2)", is_sum=True),
    ]  # fmt: skip


def _taxed(book: ClaimBook, c: Cover, sums: Sums, taken: Taken) -> list[_Line]:
    """What turns line 8 into the amount to be paid. Tax is a formula where one rate explains it."""
    document, taxed = book.document, book.taxed
    lines = [
        _Line("deducted", "", document.terms.deduction.plural_capitalised, "",
              c.deductions_this_period, taken.total),
    ]  # fmt: skip
    tax, how, formula = document.tax_name, "", ""
    if taxed is not None:
        before = f"{sums.total('work_previous')}-{sums.total('materials_previous')}"
        base = "{due}" if taxed.is_net else f"{{completed}}-{before}"
        formula = f"ROUND({{rate}}*ROUND({base}+{taken.taxable},2),2)"
        how = "Rate × (8 + taxed deductions)" if taxed.is_net else "Rate × what was added"
        lines.append(_Line("rate", "", f"Rate of {tax}", "", taxed.rate, kind="percent"))
    if taxed is not None or c.tax:
        lines.append(_Line("tax", "", tax, how, c.tax, formula))
    plus = "{due}+{deducted}+{tax}" if len(lines) > 1 else "{due}+{deducted}"
    label = "Certified" if document.kind == "certificate" else "Claimed"
    with_tax = f", including {tax}" if len(lines) > 1 else ""
    payable = _Line("payable", "", f"Amount {label.lower()}{with_tax}", "", c.payable,
                    f"ROUND({plus},2)", is_sum=True)  # fmt: skip
    return [*lines, payable]


def _write_ties(sheet: Any, styles: Styles, row: int, sums: Sums, cells: dict[str, str]) -> None:
    """Whether cover and sheet agree, as long as nobody changes one of them alone."""
    checks = (
        ("Line 3 is the sum of the scheduled values",
         f"{cells['to_date']}={sums.total('scheduled_value')}"),
        ("Line 9 is the balance of the sheet and what is held",
         f"{cells['balance']}=ROUND({sums.total('balance_to_finish')}+{cells['retention']},2)"),
    )  # fmt: skip
    for at, (label, check) in enumerate(checks, start=row):
        sheet.write_string(at, _LABEL, label, styles.quiet)
        formula = f'=IF({check},"Ties out","Does not tie out")'
        sheet.write_formula(at, _HOW, formula, styles.quiet, "Ties out")
