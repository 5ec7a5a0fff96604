"""A claim a line at a time: for the phone, for screen readers, and where there is no script."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse

from ledgerstone.claims.inviting.due import due_date_of
from ledgerstone.claims.models import REVISE_AND_RESUBMIT, Claim
from ledgerstone.claims.papers.papers import Marks
from ledgerstone.claims.sheets.columns import cell
from ledgerstone.claims.sheets.reason_words import REASON_WORDS, reason_sentence
from ledgerstone.claims.sheets.sheet import ClaimSheet, SheetLine
from ledgerstone.core.rounding import HUNDRED, ZERO, percent, to_places
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.projects.terminology import Terms

from .sheet_columns import ENTRY
from .sheet_config import READ, REVIEW

SHARE, AMOUNT, QUANTITY = "percent", "amount", "quantity"

# What is typed goes to this column, by what is being done and how it is measured.
COLUMNS = {
    (False, SHARE): "percent_to_date",
    (False, AMOUNT): "work_to_date",
    (False, QUANTITY): "quantity_to_date",
    (True, SHARE): "assessed_percent",
    (True, AMOUNT): "assessed",
    (True, QUANTITY): "assessed_quantity_to_date",
}


@dataclass(frozen=True, slots=True)
class Extra:
    """A further field of the open line."""

    name: str
    label: str
    value: str
    shown: str
    was: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and refused, to be shown again."""

    value: str = ""
    stored: str = ""
    reason_code: str = ""
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def measure_of(line: SheetLine, asked: str) -> str:
    """How a line is entered: by quantity where it has a unit price, else as the person chose."""
    if line.is_unit:
        return QUANTITY
    return AMOUNT if asked == AMOUNT else SHARE


def open_line(
    claim: Claim,
    line: SheetLine,
    mode: str,
    measure: str,
    terms: Terms,
    formats: Formats,
    typed: Typed | None = None,
) -> dict[str, Any]:
    """The open line, as components/phone_line.html draws it."""
    is_review = mode == REVIEW
    column = COLUMNS[is_review, measure]
    was = cell(line, column) or ""
    end = formats.month(claim.period_end)
    asked = "Assessed to date" if is_review else "Complete to date"
    answer = line.movement_this_period if is_review else line.claimed_movement
    return {
        "id": line.line_id,
        "action": f"{reverse('web:claim_as_list', args=[claim.pk])}?by={measure}",
        "number": line.item,
        "name": line.description,
        **_standing(line),
        "question": f"{asked}, at the end of {end}",
        "value": typed.value if typed else _short(was),
        "shown": _short(was),
        "was": was,
        "unit": _unit(line, measure, formats),
        "measure": measure,
        "steps": _steps(line, formats) if measure == SHARE else [],
        "other": _other(line, measure, formats),
        "told": _told(claim, line, mode, formats),
        "answer_label": "This period",
        "answer": answer,
        "error": typed.errors.get("value", "") if typed else "",
        "extras": [] if is_review else _extras(claim, line, terms, typed),
        "beside": reverse("web:claim_line", args=[claim.pk, line.line_id]),
        **_reason(claim, line, typed, is_review=is_review),
    }


def _standing(line: SheetLine) -> dict[str, Any]:
    """What the line is worth in all, how it is measured, and where it stood before."""
    return {
        "scheduled": line.scheduled_value,
        "price": line.unit_price,
        "quantity": line.quantity,
        "before": line.completed_previous,
        "before_percent": percent(line.completed_previous, line.own_value),
    }


def _reason(
    claim: Claim, line: SheetLine, typed: Typed | None, *, is_review: bool
) -> dict[str, Any]:
    """What was claimed, and why less is assessed; asked only of whoever assesses."""
    return {
        "reasons": list(REASON_WORDS.items()) if is_review else [],
        "reason_code": typed.reason_code if typed else line.reason_code,
        "reason": typed.reason if typed else line.reason,
        "reason_error": typed.errors.get("reason", "") if typed else "",
        "needs_reason": is_review and line.asks_reason(upstream=claim.is_upstream),
        "claimed": line.claimed if is_review else None,
    }


def row(
    claim: Claim, line: SheetLine, mode: str, formats: Formats, marks: Marks = (0, 0)
) -> dict[str, Any]:
    """A closed line, as components/phone_row.html draws it."""
    worth = formats.money(line.scheduled_value)
    before = _share(formats, percent(line.completed_previous, line.own_value))
    now = percent(line.claimed if mode == ENTRY else line.assessed, line.own_value)
    moved = line.claimed_movement if mode == ENTRY else line.movement_this_period
    state = "entered" if moved else "waiting"
    if not moved and now >= HUNDRED:
        state = "same"
    change = f"{before} → {_share(formats, now)}" if moved else before
    return {
        "id": line.line_id,
        "number": line.item,
        "name": line.description,
        "detail": f"{change} of {worth}",
        "href": reverse("web:claim_line", args=[claim.pk, line.line_id])
        if mode == READ
        else f"?line={line.line_id}#line-{line.line_id}",
        "marks": marks,
        "state": state,
        "amount": moved,
        "is_cut": mode != ENTRY and line.is_cut,
        "needs_reason": mode == REVIEW and line.asks_reason(upstream=claim.is_upstream),
        "told": _told(claim, line, mode, formats),
    }


def _told(claim: Claim, line: SheetLine, mode: str, formats: Formats) -> str:
    """What a returned claim came back with on this line, for whoever revises it."""
    if mode != ENTRY or claim.status != REVISE_AND_RESUBMIT or not line.reason_code:
        return ""
    why = reason_sentence(line.reason_code, line.reason)
    return f"Assessed at {formats.money(line.assessed)}. {why}"


def progress(claim: Claim, sheet: ClaimSheet, formats: Formats) -> dict[str, Any]:
    """How far the entry is."""
    done = sum(1 for line in sheet.lines if line.row.claimed_mode or line.claimed_movement)
    total = len(sheet.lines)
    return {
        "done": done,
        "total": total,
        "text": f"{done} of {total} lines entered",
        "due": f"due {formats.short_day(due_date_of(claim.period, claim.contract))}",
    }


def foot(
    claim: Claim,
    sheet: ClaimSheet,
    mode: str,
    terms: Terms,
    formats: Formats,
    *,
    is_kept_back: bool = False,
) -> dict[str, Any]:
    """The running claim and the way on; what is claimed where the answer is not told yet."""
    said = "Claimed this period" if is_kept_back else "Certified this period"
    cover = sheet.claimed_cover if mode == ENTRY else sheet.cover
    amount = sheet.claimed_this_period if mode == ENTRY else sheet.assessed_this_period
    before_tax = f", before {terms.tax}" if claim.contract.tax_rate is not None else ""
    return {
        "label": said if mode == READ else f"This {terms.claim_short} so far",
        "amount": amount,
        "note": f"{formats.money(cover.current_payment_due)} after {terms.retention}{before_tax}",
        "action_label": "Decide" if mode == REVIEW else "Review" if mode == ENTRY else "Cover",
        "action_href": reverse("web:claim", args=[claim.pk]),
    }


def stepped(value: str, step: str, measure: str, formats: Formats) -> str:
    """What a step makes of what is typed: up or down by five, or the share that it names.

    What is no figure is left as it is, for its owner to put right.
    """
    if step not in {"up", "down"}:
        return step
    try:
        typed = parse_figure(value, formats.locale)
    except FigureError:
        return value
    now = (typed.value if typed else ZERO) + (5 if step == "up" else -5)
    mark = "%" if typed and typed.kind == "percent" and measure != SHARE else ""
    return _short(f"{max(ZERO, now) if measure == SHARE else now:f}") + mark


def _steps(line: SheetLine, formats: Formats) -> list[dict[str, str]]:
    before = percent(line.completed_previous, line.own_value)
    shares = [share for share in (25, 50, 75, 100) if share > before][-3:]
    same = {"label": f"Same, {_share(formats, before)}", "value": _short(f"{before:f}")}
    return [same, *({"label": f"{share}%", "value": str(share)} for share in shares)]


def _other(line: SheetLine, measure: str, formats: Formats) -> dict[str, str] | None:
    if measure == QUANTITY:
        return None
    if measure == SHARE:
        return {"label": f"Enter {formats.currency_sign}", "value": AMOUNT}
    return {"label": "Enter %", "value": SHARE}


def _extras(claim: Claim, line: SheetLine, terms: Terms, typed: Typed | None) -> list[Extra]:
    """Stored materials, where they are claimed apart."""
    was = cell(line, "materials_stored") or ""
    if not (claim.contract.bills_materials_separately or was):
        return []
    unit = f", {line.unit}" if line.is_unit else ""
    return [
        Extra(
            "stored",
            f"{terms.stored_materials.capitalised} not built in{unit}",
            typed.stored if typed else _short(was),
            _short(was),
            was,
            typed.errors.get("stored", "") if typed else "",
        )
    ]


def _unit(line: SheetLine, measure: str, formats: Formats) -> str:
    if measure == QUANTITY:
        return line.unit
    return "%" if measure == SHARE else formats.currency_sign


def _share(formats: Formats, share: Decimal) -> str:
    """A share for a narrow place: one decimal, and none where it is even."""
    return f"{formats.quantity(to_places(1, share))}%"


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
