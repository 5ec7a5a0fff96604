"""The sentences of a claim document, in the words of its terminology.

Our own wording throughout. A document may bring its own statement for a signature box instead.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass

from ledgerstone.core.rounding import cents
from ledgerstone.documents.claim_pages.model import ClaimDocument, SignatureBox, Signer
from ledgerstone.projects.formats import Formats


@dataclass(frozen=True, slots=True)
class SignatureAnchors:
    """Texts on the rules of a signature box, too small and pale to be seen.

    A signature service finds the places to sign and to date by them.
    """

    signature: str
    date: str


def signature_anchors(signer: Signer) -> SignatureAnchors:
    """Return the anchors of the box of a signer."""
    return SignatureAnchors(f"/sign.{signer}/", f"/date.{signer}/")


def document_title(document: ClaimDocument) -> str:
    """Return the heading of the first page."""
    words = document.terms
    claim = f"Final {words.claim}" if document.is_final else words.claim.capitalised
    if document.kind == "certificate":
        return f"{claim} and {words.certificate}"
    return claim


def headline_label(document: ClaimDocument) -> str:
    """Say what the large figure is."""
    what = "certified" if document.kind == "certificate" else "claimed"
    including = f", including {document.tax_name}" if document.tax else ""
    return f"Amount {what}{including}"


def claim_name(document: ClaimDocument) -> str:
    """Return the short name of the claim: `Claim 9`."""
    return f"{document.terms.claim_short.capitalised} {document.claim_number}"


def subtitle(document: ClaimDocument, formats: Formats) -> str:
    """Return the line under the heading: which claim, for when, for what."""
    start, end = document.period_start, document.period_end
    last = calendar.monthrange(start.year, start.month)[1]
    whole_month = start.day == 1 and end == start.replace(day=last)
    when = formats.month(start) if whole_month else formats.period(start, end)
    theirs = f" ({document.reference})" if document.reference else ""
    return f"{claim_name(document)}{theirs}, {when}. {document.project_name}"


def contract_line(document: ClaimDocument) -> str | None:
    """Name the contract where the project's name does not say it already."""
    if document.contract_kind == "head_contract" and (
        document.contract_title in ("", document.project_name)
    ):
        return None
    name = f"{document.terms[document.contract_kind].capitalised} {document.contract_number}"
    return f"{name}, {document.contract_title}" if document.contract_title else name


def sheet_context(document: ClaimDocument) -> str:
    """Say in the head of a sheet what it belongs to and what its amounts are."""
    contract = f"{document.terms[document.contract_kind]} {document.contract_number}"
    before = f", before {document.tax_name}" if document.tax else ""
    return f"{document.project_name}, {contract}. Amounts in {document.currency}{before}"


def tax_hint(document: ClaimDocument, formats: Formats) -> str:
    """Say how the tax was made, as far as one rate on line 8 explains it."""
    if document.tax is None or document.tax.rate is None:
        return ""
    rate = formats.rate(document.tax.rate)
    cover = document.cover
    explained = cents(cover.current_payment_due * document.tax.rate) == cover.tax
    return f"{rate} of line 8" if explained else rate


def tax_rate(document: ClaimDocument, formats: Formats) -> str:
    """Return the rate of the tax where there is one for all lines."""
    if document.tax is None or document.tax.rate is None:
        return ""
    return formats.rate(document.tax.rate)


def pages_named(first: int, count: int) -> str:
    """Name pages: `page 2`, `pages 2 and 3`, `pages 2 to 9`."""
    if count == 1:
        return f"page {first}"
    joint = "and" if count == 2 else "to"
    return f"pages {first} {joint} {first + count - 1}"


def default_footer(document: ClaimDocument) -> str:
    """Return what stands at the foot of every page."""
    name = document.claimant.short_name or document.claimant.name
    contract = f"{document.terms[document.contract_kind]} {document.contract_number}"
    claim = f"{document.terms.claim_short} {document.claim_number}"
    return f"{name}, {contract}, {claim}"


def box_title(document: ClaimDocument, box: SignatureBox) -> str:
    """Return the heading of a signature box."""
    if box.title:
        return box.title
    words = document.terms
    if box.signer == "claimant":
        return f"{words[document.claimant.role].capitalised}’s {words.claim_short}"
    return f"{_certifying_role(document).capitalize()}’s certificate"


def box_statement(document: ClaimDocument, box: SignatureBox, formats: Formats) -> str:
    """Return what is signed."""
    if box.statement is not None:
        return box.statement
    if box.signer == "claimant":
        return _claimant_statement(document)
    if document.kind == "certificate":
        return _certificate_statement(document, formats)
    return _open_statement(document)


def _certifying_role(document: ClaimDocument) -> str:
    """Return the word for who certifies: the named certifier, else whoever pays."""
    party = document.certifier or document.payer
    return str(document.terms[party.role])


def _claimant_statement(document: ClaimDocument) -> str:
    """State what whoever claims puts their name to."""
    text = (
        "The work claimed has been carried out and the figures above agree with the "
        f"{document.terms.continuation_sheet}."
    )
    if document.made_under:
        text += f" {document.made_under}"
    return text


def _certificate_statement(document: ClaimDocument, formats: Formats) -> str:
    """State what is certified, to whom it is due, and whether it is what was claimed."""
    words, cover = document.terms, document.cover
    payer, claimant = words[document.payer.role], words[document.claimant.role]
    if cover.payable < 0:
        payer, claimant = claimant, payer
    due = formats.money_with_sign(abs(cover.payable))
    if document.tax and not cover.deductions_this_period and cover.payable >= 0:
        due = (
            f"{formats.money_with_sign(cover.current_payment_due)} plus {document.tax_name} "
            f"of {formats.money_with_sign(cover.tax)}"
        )
    elif document.tax:
        due += f", including {document.tax_name}"
    compared = _compared(document, formats)
    compared = f" {compared}" if compared else ""
    return (
        f"I certify that {due} is due from the {payer} to the {claimant} for this "
        f"{words.claim_short}.{compared} Payment is not acceptance of the work."
    )


def _compared(document: ClaimDocument, formats: Formats) -> str:
    """Say how the certified work compares with the claimed work."""
    progress = document.progress
    if progress.certified_this_period is None:
        return "It is certified as shown above."
    if not document.compares:
        return "The reasons are attached." if document.reasons else ""
    difference = progress.certified_this_period - progress.claimed_this_period
    if not difference and not document.reasons:
        return "It is certified as claimed."
    if not difference:
        return "Some figures differ from those claimed; the reasons are attached."
    word = "less" if difference < 0 else "more"
    amount = formats.money_with_sign(abs(difference))
    reasons = "; the reasons are attached" if document.reasons else ""
    return f"The work is certified at {amount} {word} than claimed{reasons}."


def _open_statement(document: ClaimDocument) -> str:
    """State what will be certified when this is filled in."""
    words = document.terms
    payer, claimant = words[document.payer.role], words[document.claimant.role]
    plus = f", plus {document.tax_name}," if document.tax else ""
    return (
        f"I certify that the amount written here{plus} is due from the {payer} to the "
        f"{claimant} for this {words.claim_short}. Where it differs from the amount claimed, "
        "the reasons are attached."
    )
