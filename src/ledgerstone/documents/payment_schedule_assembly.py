"""Puts a payment schedule together from a certificate and the submission that it answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims.models import Certificate, CertificateLine, Claim
from ledgerstone.claims.reason_words import reason_sentence
from ledgerstone.core import Cover
from ledgerstone.directory.models import Person
from ledgerstone.projects import queries as projects
from ledgerstone.projects.acts import made_under
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .assembly import assemble
from .figures import (
    PrintedFigures,
    cover_of,
    cover_reasons,
    held_beyond,
    of_certificate,
    submission_answered,
)
from .model import Reason
from .payment_schedule import AnsweredLine, PaymentSchedule
from .presentation import rows_of

ZERO = Decimal("0.00")


def assemble_schedule(actor: Actor, claim: Claim, certificate: Certificate) -> PaymentSchedule:
    """The schedule that a certificate gives to a claim (with contract, project and company)."""
    project = claim.contract.project
    words, _formats = projects.words(project)
    submission = submission_answered(certificate)
    if submission is None:
        raise NotThere
    figures = of_certificate(certificate, words)
    rows = list(
        CertificateLine.objects.filter(
            account_id=certificate.account_id, certificate_id=certificate.pk
        ).order_by("position", "id")
    )
    claimed = cover_of(submission.cover)
    settings = projects.invoicing_settings(actor, project.pk)
    return PaymentSchedule(
        answer=assemble(actor=actor, claim=claim, figures=figures, certificate=certificate),
        claimed=claimed,
        lines=_lines(claim, figures, rows),
        reasons=tuple(_reasons(_Answer(certificate, claimed, rows, words))),
        received_at=submission.received_at,
        issued_at=certificate.issued_at,
        time_zone=project.time_zone,
        made_under=made_under(settings, project.jurisdiction, "schedule"),
        reference=claim.reference,
        given_by=_name(certificate),
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    """A certificate and what it answers."""

    certificate: Certificate
    claimed: Cover
    rows: Sequence[CertificateLine]
    words: Terms


def _lines(
    claim: Claim, figures: PrintedFigures, rows: Sequence[CertificateLine]
) -> tuple[AnsweredLine, ...]:
    """The rows as the contract prints them, with what was claimed of all that each stands for."""
    certified = {row.line_id: row for row in rows}
    lines = []
    for shown, members in rows_of(claim.contract, figures.lines):
        of = [certified[one.line_id] for one in members if one.line_id is not None]
        scheduled = sum((row.movement_this_period for row in of), ZERO)
        lines.append(
            AnsweredLine(
                item=shown.item,
                description=shown.description,
                group=shown.group,
                contract_value=shown.scheduled_value,
                previous=shown.completed_and_stored - scheduled,
                claimed=scheduled - sum((row.difference for row in of), ZERO),
                scheduled=scheduled,
            )
        )
    return tuple(lines)


def _reasons(answer: _Answer) -> Iterator[Reason]:
    """Why this claim is answered otherwise than claimed: work, what is held, then the cover."""
    for row in answer.rows:
        if row.difference:
            yield Reason(
                item=row.item,
                description=row.description,
                claimed=row.movement_this_period - row.difference,
                certified=row.movement_this_period,
                reason=reason_sentence(row.reason_code, row.reason),
            )
    for row, claimed in held_beyond(answer.certificate, answer.rows):
        yield Reason(
            item=row.item,
            description=f"{answer.words.retention.capitalised}: {row.description}",
            claimed=row.retention_previous - claimed,
            certified=row.retention_previous - row.retention,
            reason=reason_sentence(row.reason_code, row.reason),
        )
    yield from cover_reasons(answer.certificate, answer.words)
    yield from _previous_certificates(answer)


def _previous_certificates(answer: _Answer) -> Iterator[Reason]:
    """A claim that was handed in before the last one was answered counts with what stood then."""
    stood = answer.claimed.less_previous_certificates
    stands = answer.certificate.less_previous_certificates
    if stood == stands:
        return
    last = answer.certificate.previous
    which = f"certificate {last.claim.number}" if last is not None else "the last certificate"
    yield Reason(
        item="",
        description="Previous certificates",
        claimed=-stood,
        certified=-stands,
        reason=f"Since this {answer.words.claim_short} was received, {which} has come to stand "
        "before it.",
    )


def _name(certificate: Certificate) -> str:
    """Who decided, as the directory names them."""
    person = Person.objects.filter(
        account_id=certificate.account_id, user_id=certificate.issued_by_id
    ).first()
    return "" if person is None else person.name
