"""Turn a claim document into what its pages show: every text and figure as it will be read.

The one place where the figures of a document are written out. What comes out is plain data (texts,
lists, points) that the Typst templates draw without computing anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from ledgerstone.documents.claim_pages import wording
from ledgerstone.documents.claim_pages.continuation import formats_of, sheet_of
from ledgerstone.documents.claim_pages.model import ClaimDocument, Party, Reason, SignatureBox
from ledgerstone.documents.typesetting.metrics import fitted, font_widths
from ledgerstone.documents.typesetting.plain_text import breakable, one_line, printable
from ledgerstone.documents.typesetting.sheet_types import Column, Entry, Sheet
from ledgerstone.projects.formats import Formats

Face = dict[str, Any]

# Room in em: for the name beside initials, and beside a logo; for one in a signature box; in the
# foot, for the page number and the gaps.
_MARK_ROOM, BESIDE_LOGO = 20.5, 13.5
_BOX_ROOM = 66
_FOOT_SIZE, _FOOT_REST = 7.5, 12


def text(written: str) -> str:
    """Return a text as a cell of the first page may hold it."""
    return breakable(printable(written))


def line(written: str) -> str:
    """Return a text as one line of the first page may hold it."""
    return breakable(one_line(written))


def short(written: str) -> str:
    """Return a text for a box of fixed height: up to three of its lines, then an ellipsis."""
    return breakable(fitted(one_line(written), _BOX_ROOM, 400))


# --- the first page -----------------------------------------------------------------------------


def cover_face(
    document: ClaimDocument, first_sheet_page: int, sheet_pages: int, reason_pages: int
) -> Face:
    """Return everything that the first page shows but its logos and page numbers."""
    formats = formats_of(document)
    return {
        "title": wording.document_title(document),
        "subtitle": line(wording.subtitle(document, formats)),
        "contract": line(wording.contract_line(document) or ""),
        "notice": line(document.notice or ""),
        "headline_label": wording.headline_label(document),
        "headline": formats.money_with_sign(document.cover.payable),
        "marks": [mark(document.claimant), mark(document.payer)],
        "parties": _parties(document, formats),
        "facts": _facts(document, formats),
        "rows": _cover_rows(document, formats),
        "side": [_variation_block(document, formats), _progress_block(document, formats)],
        "scale": _cover_scale(document, formats),
        "boxes": [_box(document, box, formats) for box in document.signatures],
        "goes_with": _goes_with(document, first_sheet_page, sheet_pages, reason_pages),
        "verify": verify_face(document),
    }


def mark(party: Party) -> Face:
    """Return how a party signs the head of the page: its name, and initials without a logo."""
    name = one_line(party.short_name or party.name)
    initials = "".join(word[0] for word in name.split() if word[0].isalnum())[:2].upper()
    room = _MARK_ROOM if party.logo is None else BESIDE_LOGO
    return {"name": fitted(name, room, 600), "initials": initials}


def _parties(document: ClaimDocument, formats: Formats) -> list[Face]:
    """Return who the document is to, who it is from, and who certifies."""
    words = document.terms
    dated = formats.day(document.contract_date)
    contract = [f"Contract dated {dated}"] if document.contract_date else []
    parties = [
        (f"To, {words[document.payer.role]}", document.payer),
        (f"From, {words[document.claimant.role]}", document.claimant),
    ]
    faces = [
        {"caption": caption, "name": line(party.name), "lines": [line(x) for x in party.lines]}
        for caption, party in parties
    ]
    if document.certifier is None:
        name = f"{words[document.contract_kind].capitalised} {document.contract_number}"
        title = [line(document.contract_title)] if document.contract_title else []
        faces.append({"caption": "Contract", "name": line(name), "lines": [*title, *contract]})
    else:
        third = document.certifier
        lines = [*(line(x) for x in third.lines), *contract]
        caption = words[third.role].capitalised
        faces.append({"caption": caption, "name": line(third.name), "lines": lines})
    return faces


def _facts(document: ClaimDocument, formats: Formats) -> list[Face]:
    """Return the dates of the claim."""
    period = formats.period(document.period_start, document.period_end)
    received = document.terms.claim_received.capitalised
    return [
        {"caption": "Period", "text": period},
        {"caption": received, "text": formats.weekday(document.received_on)},
        {"caption": "Payment due", "text": formats.weekday(document.due_on)},
    ]


def capitalised(written: str) -> str:
    """Return a text as a line of the cover begins."""
    return written[:1].upper() + written[1:]


def _row(number: str, label: str, hint: str, figure: str, kind: str = "plain") -> Face:
    """Return one line of the cover."""
    return {"n": number, "label": label, "hint": hint, "figure": figure, "kind": kind}


def _cover_rows(document: ClaimDocument, formats: Formats) -> list[Face]:
    """Return the nine lines with their arithmetic, retention's parts, tax and what is payable."""
    c, words, money = document.cover, document.terms, formats.money
    earned = f"Total earned less {words.retention}"
    balance = f"Balance to finish, including {words.retention}"
    previous = document.previous_certificate
    hint = line(f"certificate {previous}") if previous else ""
    return [
        *_contract_rows(document, formats),
        _row(
            "4", "Total completed and stored to date", "sheet", money(c.total_completed_and_stored)
        ),
        *_retention_rows(document, formats),
        _row("6", earned, "4 − 5", money(c.total_earned_less_retention), "sum"),
        _row("7", "Less previous certificates", hint, money(-c.less_previous_certificates)),
        *_payable_rows(document, formats),
        _row("9", balance, "3 − 6", money(c.balance_to_finish_including_retention), "last"),
    ]


def _contract_rows(document: ClaimDocument, formats: Formats) -> list[Face]:
    """Return lines 1 to 3: what the contract is worth."""
    c, words, money = document.cover, document.terms, formats.money
    change = f"Net change by {words.variation.plural}"
    span = line(document.variations.span or "")
    to_date = f"{words.contract_sum.capitalised} to date"
    return [
        _row("1", f"Original {words.contract_sum}", "", money(c.original_contract_sum)),
        _row("2", change, span, money(c.net_change_by_variations)),
        _row("3", to_date, "1 + 2", money(c.contract_sum_to_date), "sum"),
    ]


def _retention_rows(document: ClaimDocument, formats: Formats) -> list[Face]:
    """Return line 5, and its parts where there is anything to part."""
    c = document.cover
    total = f"Total {document.terms.retention}"
    parts = (
        ("a", document.retention_rate_work, "completed work", c.retention_on_work),
        ("b", document.retention_rate_materials, "stored materials", c.retention_on_materials),
    )
    if not c.total_retention and not c.retention_on_work and document.retention_rate_work is None:
        return [_row("5", total, "", formats.money(-c.total_retention))]
    rows = [_row("5", total, "a + b", formats.money(-c.total_retention))]
    for letter, rate, what, amount in parts:
        of = f"{formats.rate(rate)} of {what}" if rate is not None else f"On {what}"
        rows.append(_row("", f"{of}, {formats.money(amount)}", letter, "", "part"))
    return rows


def _payable_rows(document: ClaimDocument, formats: Formats) -> list[Face]:
    """Return line 8 and what turns it into the amount to be paid."""
    c = document.cover
    due = _row("8", "Current payment due", "6 − 7", formats.money(c.current_payment_due), "sum")
    if document.tax is None and not c.tax and not document.deductions:
        return [{**due, "kind": "payable"}]
    rows = [due]
    for deduction in document.deductions:
        rows.append(_row("", line(deduction.label), "", formats.money(deduction.amount)))
    label = "Payable"
    if document.tax is not None or c.tax:
        hint = wording.tax_hint(document, formats)
        rows.append(_row("", capitalised(document.tax_name), hint, formats.money(c.tax)))
        label = f"Payable including {document.tax_name}"
    return [*rows, _row("", label, "", formats.money(c.payable), "payable")]


def _variation_block(document: ClaimDocument, formats: Formats) -> Face:
    """Return the small table of variations."""
    v, words = document.variations, document.terms
    this = f"this {words.claim_short}"
    rows = [
        ("Additions before", v.additions_before),
        (f"Additions {this}", v.additions_this_claim),
        ("Deductions before", v.deductions_before),
        (f"Deductions {this}", v.deductions_this_claim),
        ("Net change", v.net_change),
    ]
    figures = [{"label": label, "figure": formats.money(amount)} for label, amount in rows]
    return {"title": words.variation.plural_capitalised, "rows": figures}


def _progress_block(document: ClaimDocument, formats: Formats) -> Face:
    """Return the small table of progress; what is not certified yet has no row."""
    p = document.progress
    at_last = (
        f"At certificate {one_line(document.previous_certificate)}"
        if document.previous_certificate
        else "Before this period"
    )
    rows = [
        ("Complete to date", formats.percent(p.percent_complete)),
        (at_last, formats.percent(p.percent_at_last_certificate)),
    ]
    if document.compares:
        rows.append(("Claimed this period", formats.money(p.claimed_this_period)))
    if p.certified_this_period is not None:
        rows.append(("Certified this period", formats.money(p.certified_this_period)))
        if document.compares:
            difference = p.certified_this_period - p.claimed_this_period
            rows.append(("Difference", formats.money(difference)))
    figures = [{"label": label, "figure": figure} for label, figure in rows]
    return {"title": "Progress", "rows": figures}


def _cover_scale(document: ClaimDocument, formats: Formats) -> float:
    """Return how much smaller the cover's tables are set when its figures are very long."""
    longest = max(
        len(formats.money(figure))
        for figure in (
            document.cover.contract_sum_to_date,
            document.cover.total_completed_and_stored,
            -document.cover.less_previous_certificates,
            document.cover.payable,
            document.variations.additions_before,
            document.variations.deductions_before,
            document.progress.claimed_this_period,
        )
    )
    return 1.0 if longest <= 15 else 0.9 if longest <= 18 else 0.8


def _box(document: ClaimDocument, box: SignatureBox, formats: Formats) -> Face:
    """Return a signature box with the anchors that signature services look for."""
    anchors = wording.signature_anchors(box.signer)
    return {
        "title": line(wording.box_title(document, box)),
        "statement": text(wording.box_statement(document, box, formats)),
        "amount": "Amount certified"
        if box.signer == "certifier" and document.kind != "certificate"
        else "",
        "name": short(box.name),
        "position": short(box.position),
        "sign_anchor": anchors.signature,
        "date_anchor": anchors.date,
    }


def _goes_with(
    document: ClaimDocument, first_page: int, sheet_pages: int, reason_pages: int
) -> Face:
    """Return what belongs to this document: its own sheets first, then what is attached."""
    sheet = document.terms.continuation_sheet.capitalised
    named = [f"{sheet}, {wording.pages_named(first_page, sheet_pages)}"]
    if reason_pages:
        named.append(f"Reasons, {wording.pages_named(first_page + sheet_pages, reason_pages)}")
    what = "certificate" if document.kind == "certificate" else document.terms.claim_short
    attached = [line(name) for name in document.attachments]
    return {"caption": f"Goes with this {what}", "lines": named + attached}


def verify_face(document: ClaimDocument) -> Face | None:
    """Return where the original can be told from a copy."""
    if document.verification is None:
        return None
    return {
        "code": one_line(document.verification.code),
        "address": line(document.verification.address),
        "claim": str(document.terms.claim_short),
    }


def foot_text(document: ClaimDocument, usual: str, width: float) -> str:
    """Return what stands at the left of the foot, shortened to leave room for the rest of it."""
    room = width / _FOOT_SIZE - _FOOT_REST
    if document.verification is not None:
        code, address = document.verification.code, document.verification.address
        room -= font_widths(600).of(one_line(code)) + font_widths(400).of(one_line(address)) + 6
    whose = one_line(document.footer or usual)
    return fitted(whose, max(room, 12), 400)


# --- the sheets ---------------------------------------------------------------------------------


def reasons_sheet(document: ClaimDocument) -> Sheet:
    """Return the sheet that says, line by line, why what is certified is: beside what was claimed,
    unless the document does not compare."""
    heads = ("Claimed to date", "Certified to date", "Difference")
    shown = heads if document.compares else heads[1:2]
    return sheet_of_reasons(document.reasons, shown, formats_of(document))


def sheet_of_reasons(reasons: Iterable[Reason], heads: Sequence[str], formats: Formats) -> Sheet:
    """Return a sheet of reasons with three columns of figures, or with what is certified alone."""
    entries = []
    for one in reasons:
        figures: tuple[Decimal, ...] = (one.claimed, one.certified, one.difference)
        if len(heads) == 1:
            figures = figures[1:2]
        texts = (printable(one.item), printable(one.description), printable(one.reason))
        entries.append(Entry(texts, [formats.money(figure) for figure in figures], figures))
    columns = (
        Column("Item", text=True, narrowest=30, widest=74),
        Column("Description of work", text=True, narrowest=128, widest=200),
        *(Column(head) for head in heads),
        Column("Reason", text=True, narrowest=150, widest=300, before=14),
    )
    return sheet_of(columns, entries, lambda sums: [formats.money(figure) for figure in sums])
