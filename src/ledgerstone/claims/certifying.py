"""Writes a certificate: the cover and every line as certified, and what the next claim starts from.

The engine checks its own figures first; a certificate that does not tie out is never written.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from ledgerstone.core import Cover, check_certificate
from ledgerstone.projects.queries import words
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.refusals import Invalid

from .billing import tell_schedule
from .models import Certificate, CertificateLine, CertificateWithdrawal, Claim
from .sheets.sheet import ClaimSheet, SheetLine
from .sheets.writing import keep, keep_figures

# Without 0 and O, 1, I and L, which people take for one another.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
CODE_PREFIX = "LS"


class DoesNotTie(Exception):  # noqa: N818 - it says what is wrong
    """The figures of a certificate contradict each other: a fault of the program."""


def refuse_without_reasons(claim: Claim, sheet: ClaimSheet) -> None:
    """Every figure below what was claimed says why; so does a line that falls back."""
    terms, _ = words(claim.contract.project)
    fields: dict[str, str] = {}
    lines = sheet.lines_needing_reason
    for line in lines:
        what = (
            "is assessed below what was claimed"
            if line.is_cut
            else "falls below what was certified before"
        )
        fields[f"line:{line.line_id}:reason"] = f"Line {line.item} {what}: give a reason."
    if sheet.cover_needs_reason:
        fields["assessed_reason"] = (
            f"A release of {terms.retention} or a {terms.deduction} reduces what was claimed: "
            "give a reason."
        )
    if not fields:
        return
    listed = ", ".join(line.item for line in lines[:20])
    more = f" and {len(lines) - 20} more" if len(lines) > 20 else ""
    places = [f"line {listed}{more}" if len(lines) == 1 else f"lines {listed}{more}"] * bool(lines)
    if sheet.cover_needs_reason:
        places.append("the cover")
    raise Invalid(f"A reason is missing on {' and on '.join(places)}.", fields=fields)


def certify(
    *, actor: Actor, claim: Claim, sheet: ClaimSheet, decision: str, status: str
) -> Certificate:
    """Write the certificate of a locked and touched claim, and tell claim and schedule."""
    certificate = write_certificate(
        actor=actor, claim=claim, sheet=sheet, decision=decision, status=status
    )
    tell_schedule(claim.account_id, claim.contract_id)
    return certificate


def write_certificate(
    *, actor: Actor, claim: Claim, sheet: ClaimSheet, decision: str, status: str
) -> Certificate:
    """As ``certify``; the schedule is told by the caller, once for many claims."""
    wrong = check_certificate(sheet.cover, [line.valued for line in sheet.lines])
    if wrong:
        raise DoesNotTie(" ".join(wrong))
    if sheet.after is None:
        raise DoesNotTie("A certificate is made from figures that were valued.")
    certificate = Certificate.objects.create(
        account_id=claim.account_id,
        claim_id=claim.pk,
        contract_id=claim.contract_id,
        previous_id=sheet.previous_certificate_id,
        code=new_code(),
        issued_at=clock.now(),
        issued_by_id=actor.user_id,
        decision=decision,
        currency=claim.contract.currency,
        claimed_cover=cover_json(sheet.claimed_cover),
        position=sheet.after.to_json(),
        **asdict(sheet.cover),
    )
    insert_rows(
        CertificateLine,
        [_line(certificate, place, line) for place, line in enumerate(sheet.lines, start=1)],
    )
    claim.certificate = certificate
    keep_figures(
        claim, sheet, status=status, certificate_id=certificate.pk, certified_in=claim.version
    )
    return certificate


def withdraw_certificate(*, actor: Actor, claim: Claim, reason: str, **also: Any) -> None:
    """Withdraw the standing certificate of a locked and touched claim; it is kept."""
    standing = claim.certificate
    if standing is None:
        raise ValueError("There is no certificate to withdraw.")
    CertificateWithdrawal.objects.create(
        account_id=claim.account_id,
        certificate=standing,
        withdrawn_at=clock.now(),
        withdrawn_by_id=actor.user_id,
        reason=reason,
    )
    claim.certificate = None
    keep(claim, certificate_id=None, certified_in=None, **also)
    tell_schedule(claim.account_id, claim.contract_id)


def cover_json(cover: Cover) -> dict[str, str]:
    """A cover as JSON keeps it: decimal strings."""
    return {name: f"{figure:f}" for name, figure in asdict(cover).items()}


def new_code() -> str:
    """A verification code that nobody guesses and everybody can read out."""
    drawn = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{CODE_PREFIX}-{drawn[:4]}-{drawn[4:]}"


def _line(certificate: Certificate, place: int, line: SheetLine) -> dict[str, Any]:
    valued, row = line.valued, line.row
    # Against what was claimed, so that a certificate shows it; the two differ on a line of a
    # variation that is not approved, of which only what is assessed counts.
    claimed: Decimal = row.claimed_work + row.claimed_materials
    return {
        "account_id": certificate.account_id,
        "certificate_id": certificate.pk,
        "line_id": row.line_id,
        "position": place,
        "item": row.item,
        "description": row.description,
        "section": row.section,
        "scheduled_value": valued.scheduled_value,
        "work_previous": valued.work_previous,
        "work_this_period": valued.work_this_period,
        "materials_previous": line.materials_previous,
        "materials_stored": valued.materials_stored,
        "completed_and_stored": valued.completed_and_stored,
        "percent": valued.percent,
        "balance_to_finish": valued.balance_to_finish,
        "retention": valued.retention,
        "retention_previous": line.retention_previous,
        "movement_this_period": valued.movement_this_period,
        "claimed": claimed,
        "difference": valued.completed_and_stored - claimed,
        "reason_code": row.reason_code,
        "reason": row.reason,
    }
