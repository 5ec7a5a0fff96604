"""Puts a payment schedule together from a certificate and the submission that it answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ledgerstone.claims.models import Certificate, CertificateLine, Claim, Submission
from ledgerstone.claims.sheets.reason_words import reason_sentence
from ledgerstone.directory.models import Person
from ledgerstone.documents.claim_pages.assembly import assemble
from ledgerstone.documents.claim_pages.figures import (
    PrintedFigures,
    cover_of,
    cover_reasons,
    held_beyond,
    of_certificate,
    submission_answered,
)
from ledgerstone.documents.claim_pages.model import Reason
from ledgerstone.documents.claim_pages.presentation import rows_of
from ledgerstone.projects import queries as projects
from ledgerstone.projects.acts import made_under
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .payment_schedule import AnsweredLine, PaymentSchedule

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
    answer = _Answer(certificate, submission, rows, words)
    settings = projects.invoicing_settings(actor, project.pk)
    return PaymentSchedule(
        answer=assemble(actor=actor, claim=claim, figures=figures, certificate=certificate),
        claimed=answer.claimed,
        lines=_lines(claim, figures, answer),
        reasons=tuple(_reasons(answer)),
        received_at=submission.received_at,
        issued_at=certificate.issued_at,
        time_zone=project.time_zone,
        made_under=made_under(settings, project.jurisdiction, "schedule"),
        given_by=_name(certificate),
    )


class _Answer:
    """A certificate and the submission that it answers, line by line.

    What was claimed is what was handed in. A claim that was handed in before the last one was
    answered has been counted anew since, on the certificate that came to stand before it: then
    the certificate's own claimed figures are others, and the difference follows from that one.
    """

    def __init__(
        self,
        certificate: Certificate,
        submission: Submission,
        rows: Sequence[CertificateLine],
        words: Terms,
    ) -> None:
        self.certificate, self.rows, self.words = certificate, rows, words
        self.claimed = cover_of(submission.cover)
        self.by_line = {row.line_id: row for row in rows}
        self._to_date = {
            line["line_id"]: Decimal(line["work"]) + Decimal(line["materials"])
            for line in submission.lines
        }
        self.left_out = [
            line
            for line in submission.lines
            if line["line_id"] not in self.by_line and self._to_date[line["line_id"]]
        ]

    def claimed_to_date(self, line_id: int) -> Decimal:
        """As handed in; nothing for a line that came onto the claim since."""
        return self._to_date.get(line_id, ZERO)

    def claimed_in_this(self, row: CertificateLine) -> Decimal:
        """As handed in, beyond what was certified before."""
        previous = row.completed_and_stored - row.movement_this_period
        return self.claimed_to_date(row.line_id) - previous

    @property
    def before(self) -> str:
        """The certificate before it in a word."""
        last = self.certificate.previous
        return "the certificate before it" if last is None else f"certificate {last.claim.number}"


def _lines(claim: Claim, figures: PrintedFigures, answer: _Answer) -> tuple[AnsweredLine, ...]:
    """The rows as the contract prints them, with what was claimed of all that each stands for."""
    lines = []
    for shown, members in rows_of(claim.contract, figures.lines):
        of = [answer.by_line[one.line_id] for one in members if one.line_id is not None]
        scheduled = sum((row.movement_this_period for row in of), ZERO)
        lines.append(
            AnsweredLine(
                item=shown.item,
                description=shown.description,
                group=shown.group,
                contract_value=shown.scheduled_value,
                previous=shown.completed_and_stored - scheduled,
                claimed=sum((answer.claimed_in_this(row) for row in of), ZERO),
                scheduled=scheduled,
            )
        )
    gone = (
        AnsweredLine(
            item=line["item"],
            description=line["description"],
            group=None,
            contract_value=ZERO,
            previous=ZERO,
            claimed=answer.claimed_to_date(line["line_id"]),
            scheduled=ZERO,
        )
        for line in answer.left_out
    )
    return (*lines, *gone)


def _reasons(answer: _Answer) -> Iterator[Reason]:
    """Why this claim is answered otherwise than claimed: work, what is held, then the cover."""
    yield from _of_work(answer)
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


def _of_work(answer: _Answer) -> Iterator[Reason]:
    """Why lines differ: for their own reason, or because they were counted anew since."""
    for row in answer.rows:
        claimed = answer.claimed_in_this(row)
        if row.movement_this_period == claimed:
            continue
        said = [reason_sentence(row.reason_code, row.reason)] if row.difference else []
        if answer.claimed_to_date(row.line_id) != row.claimed:
            said.append(f"Counted anew on {answer.before}, given since.")
        yield Reason(
            item=row.item,
            description=row.description,
            claimed=claimed,
            certified=row.movement_this_period,
            reason=" ".join(one for one in said if one),
        )
    for line in answer.left_out:
        yield Reason(
            item=line["item"],
            description=line["description"],
            claimed=answer.claimed_to_date(line["line_id"]),
            certified=ZERO,
            reason=f"It is no longer on the {answer.words.claim_short}.",
        )


def _previous_certificates(answer: _Answer) -> Iterator[Reason]:
    """A claim that was handed in before the last one was answered counts with what stood then."""
    stood = answer.claimed.less_previous_certificates
    stands = answer.certificate.less_previous_certificates
    if stood == stands:
        return
    yield Reason(
        item="",
        description="Previous certificates",
        claimed=-stood,
        certified=-stands,
        reason=f"Since this {answer.words.claim_short} was received, {answer.before} has come "
        "to stand before it.",
    )


def _name(certificate: Certificate) -> str:
    """Who decided, as the directory names them."""
    person = Person.objects.filter(
        account_id=certificate.account_id, user_id=certificate.issued_by_id
    ).first()
    return "" if person is None else person.name
