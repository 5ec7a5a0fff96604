"""What is told of a certificate to whoever holds it: its figures, its parties, where it stands."""

from __future__ import annotations

from typing import Any

from ledgerstone.claims.models import Certificate
from ledgerstone.claims.verification import Verified
from ledgerstone.contracts.models import PURCHASE_ORDER, Contract
from ledgerstone.payments.due import due_of
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.cover import CoverLine
from ledgerstone.web.claims.head import Status

Pair = dict[str, Any]


def answer_of(found: Verified) -> dict[str, Any]:
    """The page's context; words and figures are those of the certificate's project."""
    certificate = found.certificate
    terms, formats = words(certificate.contract.project)
    return {
        "certificate": certificate,
        "status": _status(found),
        "sentence": _sentence(found, terms, formats),
        "pairs": _pairs(found, terms, formats),
        "lines": _lines(certificate, terms),
        "payable_label": _payable_label(certificate, terms),
        "terms": terms,
        "formats": formats,
        "stands": found.stands,
    }


def _status(found: Verified) -> Status:
    if not found.stands:
        return Status("problem", "Withdrawn")
    return Status("done", "Stands") if found.is_payable else Status("them", "Not yet payable")


def _sentence(found: Verified, terms: Terms, formats: Formats) -> str:
    if found.withdrawal is None:
        if found.is_payable:
            return "This certificate was issued as shown here and stands."
        return (
            "This certificate was issued as shown here and stands. It is not payable before the "
            f"{terms.owner} approves it."
        )
    said = f"It was withdrawn on {formats.moment(found.withdrawal.withdrawn_at)}."
    if found.replaced_by is not None:
        issued = formats.local(found.replaced_by.issued_at).date()
        said += f" Another one, issued on {formats.day(issued)}, stands in its place."
    return f"Do not rely on this certificate. {said}"


def _pairs(found: Verified, terms: Terms, formats: Formats) -> list[Pair]:
    certificate = found.certificate
    contract, claim = certificate.contract, certificate.claim
    project = contract.project
    number = f"{terms.claim_short.capitalised} {claim.number}"
    pairs = [
        _pair("Project", f"{project.name}, {project.number}" if project.number else project.name),
        _pair(terms[contract.kind].capitalised, f"{contract.number} {contract.title}".strip()),
        _pair(
            terms.claim.capitalised,
            f"{number}, {formats.period(claim.period_start, claim.period_end)}",
        ),
        *_parties(found, terms),
        _pair("Issued", formats.moment(certificate.issued_at)),
    ]
    due = due_of(certificate, contract)
    if due is not None and found.is_payable:
        pairs.append(_pair("Payment due", formats.day(due)))
    return pairs


def _pair(label: str, value: str) -> Pair:
    return {"label": label, "value": value}


def _parties(found: Verified, terms: Terms) -> list[Pair]:
    """Who claimed, who pays, and who certified where that is somebody else."""
    contract = found.certificate.contract
    ours = found.own.name if found.own is not None else found.certificate.account.name
    claimant, payer = (ours, contract.company.name)
    if not contract.is_upstream:
        claimant, payer = payer, ours
    pairs = [
        _pair(_claimant_word(contract, terms), claimant),
        _pair(_payer(contract, terms), payer),
    ]
    if contract.is_upstream and contract.certifier is not None:
        pairs.append(_pair(terms.certifier.capitalised, contract.certifier.name))
    return pairs


def _claimant_word(contract: Contract, terms: Terms) -> str:
    if contract.is_upstream:
        return terms.contractor.capitalised
    is_order = contract.kind == PURCHASE_ORDER
    return (terms.supplier if is_order else terms.subcontractor).capitalised


def _payer(contract: Contract, terms: Terms) -> str:
    return (terms.owner if contract.is_upstream else terms.head_contractor).capitalised


def _payable_label(certificate: Certificate, terms: Terms) -> str:
    taxed = certificate.contract.tax_rate is not None or certificate.tax
    return f"Certified, payable including {terms.tax}" if taxed else "Certified, payable"


def _lines(certificate: Certificate, terms: Terms) -> list[CoverLine]:
    """The nine lines as certified, which the paper has under the same numbers."""
    c = certificate
    retention = terms.retention
    lines = [
        CoverLine("1", f"Original {terms.contract_sum}", "", c.original_contract_sum),
        CoverLine("2", f"Net change by {terms.variation.plural}", "", c.net_change_by_variations),
        CoverLine(
            "3", f"{terms.contract_sum.capitalised} to date", "1 + 2", c.contract_sum_to_date,
            "result",
        ),
        CoverLine("4", "Completed and stored", "to date", c.total_completed_and_stored),
        CoverLine("5", retention.capitalised, "", -c.total_retention),
        CoverLine(
            "6", f"Earned less {retention}", "4 − 5", c.total_earned_less_retention, "result"
        ),
        CoverLine("7", "Previous certificates", "", -c.less_previous_certificates),
        CoverLine("8", "Current payment due", "6 − 7", c.current_payment_due, "result"),
    ]  # fmt: skip
    if c.deductions_this_period:
        lines.append(
            CoverLine("", terms.deduction.plural_capitalised, "", c.deductions_this_period)
        )
    if c.contract.tax_rate is not None or c.tax:
        lines.append(CoverLine("", terms.tax.capitalised, "", c.tax))
    lines += [
        CoverLine("", "Payable", "", c.payable, "payable"),
        CoverLine(
            "9", f"Balance, with {retention}", "3 − 6", c.balance_to_finish_including_retention,
            "last",
        ),
    ]  # fmt: skip
    return lines
