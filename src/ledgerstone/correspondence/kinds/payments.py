"""Mails about a payment under a commitment, for its contacts: what was paid for which claims, and
that a payment which they were told of was reversed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from ledgerstone.correspondence.kind import Cause, Writing
from ledgerstone.correspondence.letters.letter import (
    Figure,
    Figures,
    Letter,
    Paragraph,
    Quoted,
    Way,
)
from ledgerstone.correspondence.letters.targets import TO_CLAIM
from ledgerstone.correspondence.letters.ways import way_for
from ledgerstone.correspondence.models import Mail
from ledgerstone.payments import queries
from ledgerstone.payments.events import PaymentReversed, PaymentsRecorded
from ledgerstone.payments.models import Payment
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from . import of_claims, samples, told

RECORDED = "payment_recorded"


@dataclass(frozen=True, slots=True)
class Share:
    """What of a payment is for one claim; ``still`` is what stays to be paid of it, None where
    nothing is payable on it any more."""

    number: int
    amount: Decimal
    still: Decimal | None


@dataclass(frozen=True, slots=True)
class About:
    """A payment as a mail names it; what was paid back is negative."""

    account: str
    project: str
    contract: str
    kind: str
    company: str
    amount: Decimal
    tax: Decimal
    paid_on: dt.date
    reference: str
    shares: tuple[Share, ...]
    terms: Terms
    formats: Formats
    because: str
    sender: str
    sender_email: str

    @property
    def place(self) -> str:
        return f"{self.contract}, {self.project}"

    @property
    def sum(self) -> str:
        """How much, whichever way it went."""
        return self.formats.money_with_sign(abs(self.amount))

    @property
    def what_for(self) -> str:
        """For which claims: ` for claims 2 and 3`; nothing where it is for none."""
        numbers = [str(share.number) for share in self.shares]
        if not numbers:
            return ""
        short = self.terms.claim_short
        if len(numbers) == 1:
            return f" for {short} {numbers[0]}"
        return f" for {short.plural} {', '.join(numbers[:-1])} and {numbers[-1]}"

    @property
    def credit(self) -> Decimal:
        """What of it is for no claim."""
        return self.amount - sum((share.amount for share in self.shares), Decimal("0.00"))


# --- recorded -------------------------------------------------------------------------------------


def causes_of_recorded(event: PaymentsRecorded) -> Iterable[Cause]:
    """One mail for each payment under a commitment."""
    for one in event.payments:
        if not one.is_received:
            claim_id = one.claim_ids[0] if len(one.claim_ids) == 1 else None
            key = f"{RECORDED}:{one.payment_id}"
            facts = {"payment": one.payment_id}
            yield of_claims.cause(one, key, facts, claim_id=claim_id)


def recorded(writing: Writing) -> Letter | str:
    """What was paid, for the contacts; else why they need not know."""
    payment = _payment(writing.mail)
    if payment.reversed_at is not None:
        return "The payment was reversed."
    about = _about(writing, payment)
    return _recorded(about, way=_way(writing, payment))


def recorded_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of an invented payment."""
    label = f"Open the {terms.claim_short.plural}"
    return _recorded(_about_sample(terms, formats), way=samples.sample_way(label, is_personal=True))


def _recorded(about: About, *, way: Way) -> Letter:
    day, formats = about.formats.day(about.paid_on), about.formats
    if about.amount < 0:
        said = f"{about.company} paid {about.sum} back to {about.account} on {day}"
        subject = f"{about.sum} paid back to {about.account}"
    else:
        said = f"{about.account} paid {about.company} {about.sum} on {day}"
        subject = f"{about.account} paid {about.sum}{about.what_for}"
    still = [
        f"{formats.money_with_sign(one.still)} is still to be paid on "
        f"{about.terms.claim_short} {one.number}."
        for one in about.shares
        if one.still is not None and one.still > 0
    ]
    return _letter(
        about,
        f"{subject}, {about.contract}",
        f"{said}{about.what_for} on {about.place}. There is nothing for you to do.",
        [
            _figures(about, "Paid back" if about.amount < 0 else "Paid"),
            *([Paragraph(" ".join(still))] if still else []),
            *(
                [Paragraph(f"Reference of the payment: {about.reference}")]
                if about.reference
                else []
            ),
        ],
        way,
    )


def _figures(about: About, label: str) -> Figures:
    money, terms = about.formats.money, about.terms
    rows = [
        Figure(f"{terms.claim_short.capitalised} {one.number}", money(one.amount))
        for one in about.shares
    ]
    if about.credit:
        rows.append(Figure(f"For no {terms.claim_short} yet", money(about.credit)))
    rows.append(Figure(label, money(about.amount), is_total=True))
    taxed = f", {money(about.tax)} of it {terms.tax}" if about.tax else ""
    return Figures(tuple(rows), f"Amounts in {about.formats.currency}{taxed}.")


# --- reversed -------------------------------------------------------------------------------------


def causes_of_reversed(event: PaymentReversed) -> Iterable[Cause]:
    """One mail where somebody was to be told of the payment. One query."""
    if event.is_received:
        return []
    key = f"{RECORDED}:{event.payment_id}"
    before = told.that_told(event.actor.account_id, RECORDED, cause=key)
    if before is None:
        return []
    claim_id = event.claim_ids[0] if len(event.claim_ids) == 1 else None
    facts = {"payment": event.payment_id, told.TAKES_BACK: before.pk}
    return [
        of_claims.cause(event, f"payment_reversed:{event.payment_id}", facts, claim_id=claim_id)
    ]


def reversed_(writing: Writing) -> Letter | str:
    """That a payment counts for nothing, for who was told of it."""
    if not told.was_told(writing):
        return told.NEVER_TOLD
    payment = _payment(writing.mail)
    return _reversed(
        _about(writing, payment), reason=payment.reversal_reason, way=_way(writing, payment)
    )


def reversed_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of an invented payment."""
    label = f"Open the {terms.claim_short.plural}"
    return _reversed(
        _about_sample(terms, formats),
        reason="The bank sent it back: the account number was an old one.",
        way=samples.sample_way(label, is_personal=True),
    )


def _reversed(about: About, *, reason: str, way: Way) -> Letter:
    day = about.formats.day(about.paid_on)
    return _letter(
        about,
        f"the payment of {about.sum} of {day} is reversed, {about.contract}",
        f"{about.account} has reversed the payment of {about.sum} of {day}{about.what_for} on "
        f"{about.place}, which we told you of: it counts as not paid. "
        "There is nothing for you to do.",
        [Quoted(f"{about.sender} writes:", reason), _figures(about, "Reversed")],
        way,
    )


# --- both -----------------------------------------------------------------------------------------


def _letter(
    about: About, subject: str, request: str, blocks: Sequence[Paragraph | Quoted | Figures],
    way: Way,
) -> Letter:  # fmt: skip
    return of_claims.composed(
        f"{about.project}: {subject}",
        request,
        blocks,
        way,
        because=about.because,
        sender=about.sender,
        sender_email=about.sender_email,
        about=about.kind,
    )


def _payment(mail: Mail) -> Payment:
    return Payment.objects.get(account_id=mail.account_id, pk=mail.facts["payment"])


def _about(writing: Writing, payment: Payment) -> About:
    """Two queries."""
    contract = writing.contract
    return About(
        account=writing.account.name,
        project=contract.project.name,
        contract=f"{contract.number} {contract.title}",
        kind=of_claims.kind_of(contract, writing.terms),
        company=contract.company.name,
        amount=payment.amount,
        tax=payment.tax,
        paid_on=payment.paid_on,
        reference=payment.reference,
        shares=tuple(_shares(payment)),
        terms=writing.terms,
        formats=writing.formats,
        because=writing.reader.because,
        sender=writing.mail.sender_name,
        sender_email=writing.sender_email,
    )


def _shares(payment: Payment) -> Iterable[Share]:
    found = list(queries.shares_of(payment))
    ids = [share.claim_id for share in found]
    still = {
        one.claim.pk: one.open for one in queries.payable_claims(payment.account_id, claim_ids=ids)
    }
    for share in found:
        yield Share(share.claim.number, share.amount, still.get(share.claim_id))


def _about_sample(terms: Terms, formats: Formats) -> About:
    return About(
        account="Marlow Build",
        project="Harbour Library",
        contract="SC-03 Structural steel",
        kind=f"{terms.subcontract.capitalised} SC-03",
        company="Keel Steel",
        amount=Decimal("103280.00"),
        tax=Decimal("9389.09"),
        paid_on=dt.date(2026, 12, 10),
        reference="RUN 1210",
        shares=(
            Share(2, Decimal("32000.00"), Decimal("0.00")),
            Share(3, Decimal("71280.00"), Decimal("0.00")),
        ),
        terms=terms,
        formats=formats,
        because=f"you are {terms.claim_contact} of SC-03",
        sender="Alex Morgan",
        sender_email="alex.morgan@marlow.example",
    )


def _way(writing: Writing, payment: Payment) -> Way:
    """To the claims of the contract, where what is paid of each stands."""
    label = f"Open the {writing.terms.claim_short.plural}"
    path = reverse("web:contract_claims", args=[payment.contract_id])
    return way_for(writing, label, path, purpose=TO_CLAIM, target_id=payment.contract_id)
