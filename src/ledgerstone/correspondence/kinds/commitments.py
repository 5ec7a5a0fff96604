"""A commitment as it is mailed to its claim contacts: what it is, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.retention.retention_words import said_of
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import OPEN
from ledgerstone.correspondence.kind import Writing
from ledgerstone.correspondence.letters import papers
from ledgerstone.correspondence.letters.letter import (
    Figure,
    Figures,
    Letter,
    Paper,
    Paragraph,
    Quoted,
    Small,
    Way,
)
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.correspondence.letters.targets import TO_CLAIM, TO_FILL
from ledgerstone.correspondence.letters.ways import way_for
from ledgerstone.correspondence.models import Mail
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .schedules import contacts_fill
from .sentences import BY_LINK

ATTACHED = "The contract is attached as a PDF."
_TOO_LARGE = "The contract is too large to go along as a PDF."


SAMPLE = Paper("SC-03 Structural steel.pdf", "application/pdf", b"")


@dataclass(frozen=True, slots=True)
class Sent:
    """What the mail is made of. ``kind`` is the contract's, in words; ``asks`` that its schedule is
    still to be broken down by the reader."""

    name: str
    sender: str
    sender_email: str
    account: str
    kind: str
    number: str
    title: str
    project: str
    text: str
    asks: bool
    contract_sum: Decimal
    lines: int
    retention: str
    currency: str


def sent(writing: Writing) -> Letter:
    """A commitment to one of its claim contacts, with the contract as a PDF."""
    mail, contract = writing.mail, writing.contract
    asks = (
        contract.has_subcontractor_schedule
        and contract.subcontractor_schedule_status in OPEN
        and contacts_fill(contract)
    )
    sums = contracts.sums(contract)
    told = Sent(
        name=writing.reader.person.name,
        sender=mail.sender_name,
        sender_email=writing.sender_email,
        account=writing.account.name,
        kind=str(writing.terms[contract.kind]),
        number=contract.number,
        title=contract.title,
        project=contract.project.name,
        text=mail.text,
        asks=asks,
        contract_sum=sums.total,
        lines=sums.line_count,
        retention=said_of(contract, writing.terms, writing.formats),
        currency=contract.currency,
    )
    page = "web:subcontractor_schedule" if asks else "web:contract_claims"
    way = way_for(
        writing,
        _label(told),
        reverse(page, args=[contract.pk]),
        purpose=TO_FILL if asks else TO_CLAIM,
        target_id=contract.pk,
    )
    return _letter(told, writing.terms, writing.formats, way, papers_of(mail, contract))


def sent_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of invented records."""
    told = Sent(
        name="Pat Keel",
        sender="Alex Morgan",
        sender_email="alex.morgan@marlow.example",
        account="Marlow Build",
        kind=str(terms.subcontract),
        number="SC-03",
        title="Structural steel",
        project="Harbour Library",
        text="Welcome aboard. Call me if anything in it is unclear.",
        asks=True,
        contract_sum=Decimal("412500.00"),
        lines=14,
        retention=f"5% of work is held until 5% of the original {terms.contract_sum} is held.",
        currency=formats.currency or "AUD",
    )
    return _letter(told, terms, formats, Way(_label(told), address("/")), (SAMPLE,))


def papers_of(mail: Mail, contract: Contract) -> tuple[Paper, ...]:
    """The contract as a PDF; nothing where it is too large to go along."""
    found = papers.of_contract(mail, contract).paper
    return () if found is None else (found,)


def _letter(
    told: Sent, terms: Terms, formats: Formats, way: Way, attached: Sequence[Paper]
) -> Letter:
    which = f"{told.number} {told.title}"
    quoted = (Quoted(f"{told.sender} writes:", told.text),) if told.text else ()
    many = "1 line" if told.lines == 1 else f"{told.lines} lines"
    return Letter(
        f"{told.project}: {told.sender} sends you {told.kind} {which}",
        (
            Paragraph(_first(told, terms)),
            *quoted,
            Figures(
                (
                    Figure(terms.schedule_of_values.capitalised, many),
                    Figure(
                        terms.contract_sum.capitalised,
                        formats.money(told.contract_sum),
                        is_total=True,
                    ),
                ),
                f"Amounts in {told.currency}, before {terms.tax}. {told.retention}",
            ),
            way,
            Paragraph(ATTACHED if attached else _TOO_LARGE),
            Small(
                f"You get this because {told.account} named you as {terms.claim_contact} of "
                f"{told.number}. {BY_LINK}"
            ),
        ),
        reply_to=told.sender_email,
        papers=tuple(attached),
        about=f"{told.kind[:1].upper()}{told.kind[1:]} {told.number}",
    )


def _first(told: Sent, terms: Terms) -> str:
    what = f"{told.kind} {told.number} {told.title}, {told.project}"
    if told.asks:
        return (
            f"{told.name}, {told.sender} of {told.account} sends you {what}. Please break down "
            f"its {terms.schedule_of_values}: you can {terms.to_claim} once that is approved."
        )
    return (
        f"{told.name}, {told.sender} of {told.account} sends you {what}. There is nothing to do "
        f"now; with the link you {terms.to_claim} on it."
    )


def _label(told: Sent) -> str:
    return "Break the lines down" if told.asks else f"Open {told.number} {told.title}"
