"""Turn a payment schedule into what its pages show: every text and figure as it will be read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ledgerstone.documents.claim_pages import faces, wording
from ledgerstone.documents.claim_pages.continuation import sheet_of
from ledgerstone.documents.claim_pages.faces import Face
from ledgerstone.documents.claim_pages.model import Party
from ledgerstone.documents.typesetting.plain_text import one_line, printable
from ledgerstone.documents.typesetting.sheet_types import Column, Entry, Figures, Sheet

from . import payment_schedule_wording as said
from .payment_schedule import AnsweredLine, PaymentSchedule


def first_page(schedule: PaymentSchedule, first_sheet_page: int, pages: Sequence[int]) -> Face:
    """Return the first page; `pages` are those of its sheets, the lines and then the reasons."""
    answer, formats = schedule.answer, schedule.formats
    reasons = pages[1] if len(pages) > 1 else 0
    named = wording.pages_named(first_sheet_page + pages[0], reasons) if reasons else ""
    lines = f"Amounts by line, {wording.pages_named(first_sheet_page, pages[0])}"
    return {
        "title": said.title(schedule),
        "subtitle": faces.line(wording.subtitle(answer, formats)),
        "contract": faces.line(wording.contract_line(answer) or ""),
        "notice": faces.line(answer.notice or ""),
        "headline_label": said.headline_label(schedule),
        "headline": formats.money_with_sign(answer.cover.payable),
        "marks": [faces.mark(answer.payer), faces.mark(answer.claimant)],
        "parties": _parties(schedule),
        "facts": _facts(schedule),
        "statements": [faces.text(one) for one in said.statements(schedule, named)],
        "heads": ["Claimed", answer.terms.scheduled.capitalised, "Difference"],
        "rows": _rows(schedule),
        "scale": _scale(schedule),
        "boxes": [_box(schedule)],
        "goes_with": {
            "caption": f"Goes with this {answer.terms.payment_schedule}",
            "lines": [lines, *([f"Reasons, {named}"] if named else [])],
        },
        "verify": faces.verify_face(answer),
    }


def _parties(schedule: PaymentSchedule) -> list[Face]:
    """Return who it is to, who gives it, and the contract."""
    answer, words = schedule.answer, schedule.answer.terms
    dated = schedule.formats.day(answer.contract_date)
    title = [faces.line(answer.contract_title)] if answer.contract_title else []
    contract = {
        "caption": "Contract",
        "name": faces.line(f"{words[answer.contract_kind].capitalised} {answer.contract_number}"),
        "lines": [*title, *([f"Dated {dated}"] if answer.contract_date else [])],
    }
    to, sender = _party("To", answer.claimant, schedule), _party("From", answer.payer, schedule)
    return [to, sender, contract]


def _party(way: str, party: Party, schedule: PaymentSchedule) -> Face:
    return {
        "caption": f"{way}, {schedule.answer.terms[party.role]}",
        "name": faces.line(party.name),
        "lines": [faces.line(one) for one in party.lines],
    }


def _facts(schedule: PaymentSchedule) -> list[Face]:
    answer, formats = schedule.answer, schedule.formats
    return [
        {
            "caption": answer.terms.claim_received.capitalised,
            "text": formats.moment(schedule.received_at),
        },
        {
            "caption": f"{answer.terms.payment_schedule.capitalised} dated",
            "text": formats.moment(schedule.issued_at),
        },
        {"caption": "Payment due", "text": formats.weekday(answer.due_on)},
    ]


def _rows(schedule: PaymentSchedule) -> list[Face]:
    """Return the way from the work to the amount, claimed and scheduled beside each other."""
    answer, words = schedule.answer, schedule.answer.terms
    c, s = schedule.claimed, answer.cover
    previous = answer.previous_certificate
    hint = faces.line(f"certificate {previous}") if previous else ""
    without = f", excluding {answer.tax_name}" if answer.tax else ""
    this = f"Amount of this {words.claim_short}{without}"
    rows = [
        _row("Completed and stored to date", "", c, s, "total_completed_and_stored"),
        _row(f"Less {words.retention}", "", c, s, "total_retention", sign=-1),
        _row("Less previous certificates", hint, c, s, "less_previous_certificates", sign=-1),
        _row(this, "", c, s, "current_payment_due", "sum"),
    ]
    if c.deductions_this_period or s.deductions_this_period:
        labels = faces.line(", ".join(one.label for one in answer.deductions))
        what = words.deduction.plural_capitalised
        rows.append(_row(what, labels, c, s, "deductions_this_period"))
    if answer.tax is not None or c.tax or s.tax:
        tax = faces.capitalised(answer.tax_name)
        rows.append(_row(tax, wording.tax_rate(answer, schedule.formats), c, s, "tax"))
    total = f"Total, including {answer.tax_name}" if answer.tax is not None else "Total"
    rows.append(_row(total, "", c, s, "payable", "payable"))
    money = schedule.formats.money
    return [{**row, "figures": [money(figure) for figure in row["figures"]]} for row in rows]


def _row(
    label: str, hint: str, claimed: object, scheduled: object, name: str, kind: str = "plain",
    *, sign: int = 1,
) -> Face:  # fmt: skip
    one, other = sign * getattr(claimed, name), sign * getattr(scheduled, name)
    return {"label": label, "hint": hint, "figures": (one, other, other - one), "kind": kind}


def _scale(schedule: PaymentSchedule) -> float:
    """Return how much smaller the table is set when its figures are very long."""
    figures = (schedule.claimed.total_completed_and_stored, schedule.claimed.payable)
    longest = max(len(schedule.formats.money(figure)) for figure in figures)
    return 1.0 if longest <= 17 else 0.86


def _box(schedule: PaymentSchedule) -> Face:
    anchors = wording.signature_anchors("certifier")
    return {
        "title": faces.line(said.box_title(schedule)),
        "statement": "",
        "amount": "",
        "name": faces.short(schedule.given_by),
        "position": faces.short(schedule.answer.payer.name),
        "sign_anchor": anchors.signature,
        "date_anchor": anchors.date,
    }


# --- the sheets ---------------------------------------------------------------------------------


def lines_sheet(schedule: PaymentSchedule) -> Sheet:
    """Return the sheet of all lines: claimed, scheduled and the difference, in this claim."""
    words, money = schedule.answer.terms, schedule.formats.money
    entries = []
    for one in schedule.lines:
        figures = _figures(one)
        texts = (printable(one.item), printable(one.description))
        group = one_line(one.group) if one.group else None
        entries.append(Entry(texts, [money(figure) for figure in figures], figures, group))
    this = f"this {words.claim_short}"
    heads = (
        "Contract value", "Previously certified", f"Claimed {this}",
        f"{words.scheduled.capitalised} {this}", "Difference",
        f"{words.scheduled.capitalised} to date",
    )  # fmt: skip
    columns = (
        Column("Item", text=True, narrowest=30, widest=74),
        Column("Description of work", text=True, narrowest=128, widest=268),
        *(Column(head) for head in heads),
    )

    def totals(sums: Figures) -> list[str]:
        return [money(figure) for figure in sums or (Decimal(0),) * len(heads)]

    return sheet_of(columns, entries, totals)


def _figures(line: AnsweredLine) -> Figures:
    return (
        line.contract_value, line.previous, line.claimed, line.scheduled, line.difference,
        line.to_date,
    )  # fmt: skip


def reasons_sheet(schedule: PaymentSchedule) -> Sheet:
    """Return the sheet that says why amounts differ, by line and then on the cover."""
    words = schedule.answer.terms
    this = f"this {words.claim_short}"
    heads = (f"Claimed {this}", f"{words.scheduled.capitalised} {this}", "Difference")
    return faces.sheet_of_reasons(schedule.reasons, heads, schedule.formats)
