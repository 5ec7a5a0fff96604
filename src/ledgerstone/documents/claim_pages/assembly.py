"""Puts a claim's document together: who, what contract, which figures, in whose words."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings

from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import (
    PENDING_OWNER_APPROVAL,
    Certificate,
    CertificateLine,
    Claim,
    Submission,
)
from ledgerstone.claims.sheets.claimed_shown import prints_claimed
from ledgerstone.claims.sheets.deducted import Deducted, certified, handed_in, standing
from ledgerstone.claims.sheets.openings import read_opening
from ledgerstone.contracts.models import (
    Contract,
    RetentionRule,
    ScheduleLine,
    Variation,
)
from ledgerstone.core.rounding import cents, shares
from ledgerstone.payments.due import due_of
from ledgerstone.projects import queries as projects
from ledgerstone.projects.acts import made_under
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.actor import Actor

from .figures import PrintedFigures
from .model import (
    ClaimDocument,
    Deduction,
    DocumentKind,
    Progress,
    SignatureBox,
    Tax,
    VariationSummary,
    Verification,
)
from .parties import parties
from .presentation import presented

ZERO = Decimal("0.00")


def assemble(
    *,
    actor: Actor,
    claim: Claim,
    figures: PrintedFigures,
    certificate: Certificate | None = None,
    submission: Submission | None = None,
) -> ClaimDocument:
    """The document of a claim (with its contract, project, company and certifier) and figures."""
    contract = claim.contract
    project = contract.project
    previous = _previous(certificate, claim)
    chosen = projects.invoicing_settings(actor, project.pk)
    return ClaimDocument(
        kind=_kind(claim, certificate),
        locale=project.terminology,
        terminology=project.terminology,
        paper="us-letter" if project.paper == "us-letter" else "a4",
        project_name=project.name,
        project_number=project.number,
        due_on=None if certificate is None else due_of(certificate, contract),
        previous_certificate=_previous_number(previous, contract),
        cover=figures.cover,
        variations=_variations(contract, figures, previous),
        progress=_progress(previous, figures),
        deductions=_deductions(claim, certificate, submission),
        lines=presented(contract, figures.lines),
        reasons=figures.reasons,
        signatures=_signatures(contract),
        notice=_notice(certificate, project),
        footer=chosen.document_footer or None,
        made_under=made_under(chosen, project.jurisdiction, "claim"),
        draft=certificate is None and submission is None,
        verification=_verification(certificate),
        **_of_claim(claim),
        **_of_contract(actor, contract),
        **_rates(contract, figures),
    )


def _of_claim(claim: Claim) -> dict[str, Any]:
    """What a document says of the claim itself."""
    return {
        "claim_number": str(claim.number),
        "reference": claim.reference,
        "period_start": claim.period_start,
        "period_end": claim.period_end,
        "received_on": _received_on(claim),
        "shows_claimed": prints_claimed(claim),
        "is_final": claim.is_final,
    }


def _of_contract(actor: Actor, contract: Contract) -> dict[str, Any]:
    """What a document says of the contract that it is made under."""
    claimant, payer, certifier = parties(actor, contract)
    return {
        "contract_kind": contract.kind,
        "contract_number": contract.number,
        "contract_title": contract.title,
        "contract_date": contract.contract_date,
        "currency": contract.currency,
        "claimant": claimant,
        "payer": payer,
        "certifier": certifier,
        "prints_stored": contract.bills_materials_separately,
        "prints_retention": contract.retains_on_work or contract.retains_on_materials,
        "tax": Tax(rate=contract.tax_rate) if contract.tax_rate is not None else None,
    }


def _rates(contract: Contract, figures: PrintedFigures) -> dict[str, Any]:
    """The rates of a flat rule, each where it alone makes its part of what is held."""
    rule = _flat_rule(contract)
    if rule is None:
        return {}
    lines, cover = figures.lines, figures.cover
    work = [line.work_previous + line.work_this_period for line in lines]
    stored = [line.materials_stored for line in lines]
    on_work = rule.work if contract.retains_on_work else ZERO
    on_stored = rule.materials if contract.retains_on_materials else ZERO
    return {
        "retention_rate_work": _making(cover.retention_on_work, work, on_work),
        "retention_rate_materials": _making(cover.retention_on_materials, stored, on_stored),
    }


def _making(part: Decimal, base: Sequence[Decimal], rate: Decimal | None) -> Decimal | None:
    """The rate if that share of the base is the part, rounded once or on each line."""
    if rate is None or part not in (cents(sum(base, ZERO) * rate), sum(shares(base, rate), ZERO)):
        return None
    return rate


def _kind(claim: Claim, certificate: Certificate | None) -> DocumentKind:
    if certificate is not None:
        return "certificate"
    return "owner_claim" if claim.is_upstream else "claim"


def _received_on(claim: Claim) -> dt.date | None:
    if claim.submitted_at is None:
        return None
    _, formats = projects.words(claim.contract.project)
    return formats.local(claim.submitted_at).date()


def _previous(certificate: Certificate | None, claim: Claim) -> Certificate | None:
    """The certificate that line 7 quotes."""
    if certificate is not None:
        if certificate.previous_id is None:
            return None
        return Certificate.objects.select_related("claim").get(
            account_id=claim.account_id, pk=certificate.previous_id
        )
    return claims.last_certificate(claim.contract)


def _previous_number(previous: Certificate | None, contract: Contract) -> str | None:
    """Its number, or that of the last claim elsewhere of a contract that was taken over."""
    if previous is not None:
        return str(previous.claim.number)
    opening = read_opening(contract.account_id, contract.pk)
    return None if opening is None else str(opening.last_number)


def _flat_rule(contract: Contract) -> RetentionRule | None:
    """The retention rule where it is two rates, whatever else it says."""
    return RetentionRule.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, rule="flat"
    ).first()


def _variations(
    contract: Contract, figures: PrintedFigures, previous: Certificate | None
) -> VariationSummary:
    """Additions and deductions by approved variations, before this claim and in it."""
    before: set[int] = set()
    if previous is not None:
        before = set(
            CertificateLine.objects.filter(
                account_id=contract.account_id,
                certificate_id=previous.pk,
                line__variation__isnull=False,
            )
            .exclude(scheduled_value=ZERO)
            .values_list("line__variation_id", flat=True)
        )
    values: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for variation, line, value in ScheduleLine.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, variation__isnull=False
    ).values_list("variation_id", "id", "scheduled_value"):
        if line in figures.counted_lines:
            values[variation] += value
    sums = {"additions_before": ZERO, "additions_this_claim": ZERO}
    sums |= {"deductions_before": ZERO, "deductions_this_claim": ZERO}
    for variation, value in values.items():
        kind = "additions" if value >= 0 else "deductions"
        sums[f"{kind}_{'before' if variation in before else 'this_claim'}"] += value
    return VariationSummary(**sums, span=_span(contract, list(values)))


def _span(contract: Contract, variations: list[int]) -> str | None:
    numbers = list(
        Variation.objects.filter(account_id=contract.account_id, pk__in=variations)
        .order_by("id")
        .values_list("number", flat=True)
    )
    if not numbers:
        return None
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def _progress(previous: Certificate | None, figures: PrintedFigures) -> Progress:
    return Progress(
        percent_complete=figures.cover.percent_complete,
        percent_at_last_certificate=previous.percent_complete if previous else None,
        claimed_this_period=figures.claimed_this_period,
        certified_this_period=figures.certified_this_period,
    )


def deducted_in(
    claim: Claim, certificate: Certificate | None, submission: Submission | None
) -> list[Deducted]:
    """The deductions of what a document is of: the certificate, what was handed in, or a draft."""
    if certificate is not None:
        return certified(claim, certificate)
    return standing(claim) if submission is None else handed_in(claim, submission)


def _deductions(
    claim: Claim, certificate: Certificate | None, submission: Submission | None
) -> tuple[Deduction, ...]:
    words, _ = projects.words(claim.contract.project)
    word = words.deduction.plural_capitalised
    return tuple(
        Deduction(label=row.description or row.category or word, amount=row.amount)
        for row in deducted_in(claim, certificate, submission)
    )


def _signatures(contract: Contract) -> tuple[SignatureBox, ...]:
    certifier = contract.certifier_name if contract.is_upstream else ""
    return (
        SignatureBox(signer="claimant"),
        SignatureBox(signer="certifier", name=certifier),
    )


def _notice(certificate: Certificate | None, project: Project) -> str | None:
    """What was to be known of a certificate when it was issued, said so that it stays true: the
    document is kept as it is when the approval comes."""
    if certificate is None or certificate.decision != PENDING_OWNER_APPROVAL:
        return None
    words, formats = projects.words(project)
    day = formats.day(formats.local(certificate.issued_at).date())
    return f"Not yet payable when issued on {day}: payable once the {words.owner} approves it."


def _verification(certificate: Certificate | None) -> Verification | None:
    """The code by which a certificate is known, and where this installation answers for it."""
    if certificate is None:
        return None
    host = settings.ORIGIN.partition("://")[2]
    return Verification(code=certificate.code, address=f"{host}/verify")
