"""What a payment may be, and what of it may be for which claim.

On a claim nothing is paid beyond what is payable on it, nor taken back beyond what was paid: what
is left of a payment is credit of its contract. A share has the sign of its payment, but for a claim
that comes to less than nothing or of which too much was paid: that lessens what the others need.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from ledgerstone.contracts.models import Contract
from ledgerstone.core.rounding import ZERO
from ledgerstone.payments.models import LARGEST_AMOUNT, METHODS
from ledgerstone.payments.queries import ClaimToPay
from ledgerstone.payments.tax_in_parts import tax_in_part
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, WrongState
from ledgerstone.tenancy.typed_text import optional

Shares = Mapping[int, Decimal]
Payable = Mapping[int, ClaimToPay]


def refuse_payment(contract: Contract, paid_on: dt.date, amount: Decimal, method: str) -> None:
    """Refuse what no payment under this contract can be, each thing at its field."""
    problems: dict[str, str] = {}
    if not contract.payments_enabled:
        raise WrongState("Payments are switched off in the advanced settings of this contract.")
    if paid_on > clock.today(contract.project.time_zone):
        problems["paid_on"] = "It cannot have been paid on a day to come."
    if not amount.is_finite() or amount == 0:
        problems["amount"] = "Give an amount other than 0."
    elif amount != round(amount, 2):
        problems["amount"] = "An amount has at most 2 decimals."
    elif abs(amount) > LARGEST_AMOUNT:
        problems["amount"] = "This amount is too large."
    if method not in METHODS:
        problems["method"] = "Choose one from the list."
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)


def written(*, number: str, reference: str, note: str) -> dict[str, str]:
    """What is written on a payment, as it is kept; refused at its field where it is too long."""
    return {
        "number": optional(number, field="number", what="the number", longest=40),
        "reference": optional(reference, field="reference", what="the reference", longest=100),
        "note": optional(note, field="note", what="the note", longest=1000),
    }


def refuse_shares(contract: Contract, amount: Decimal, shares: Shares, payable: Payable) -> None:
    """Refuse shares of a payment that its claims cannot take, or that come to more than it."""
    words, formats = projects.words(contract.project)
    if not payable.keys() >= shares.keys():
        raise _of_claims(f"Choose a certified {words.claim_short} of this contract.")
    for pk, share in shares.items():
        sentence = _is_none(share, amount, payable[pk], words)
        if sentence:
            raise _of_claims(sentence, f"share_{pk}")
    if not _within(sum(shares.values(), ZERO), amount):
        raise _of_claims(f"The {words.claim_short.plural} come to more than was paid.", "amount")
    for pk, share in shares.items():
        if not _is_taken(share, payable[pk]):
            raise _of_claims(_most(share, payable[pk], words, formats), f"share_{pk}")


def _of_claims(sentence: str, *places: str) -> Invalid:
    """A refusal of what was given for claims, at the field it was typed into if there is one."""
    return Invalid(sentence, fields=dict.fromkeys(("claim", *places), sentence))


def _is_none(share: Decimal, amount: Decimal, to_pay: ClaimToPay, words: Terms) -> str:
    """Why no payment can be for a claim with this share of it; empty where one can."""
    what = f"What is for {words.claim_short.with_article}"
    if not _is_amount(share):
        return f"{what} has at most 2 decimals."
    return (
        ""
        if _has_sign(share, amount, to_pay)
        else f"{what} has the sign of the payment, and is not 0."
    )


def _most(share: Decimal, to_pay: ClaimToPay, words: Terms, formats: Formats) -> str:
    """How much of a payment a claim takes, or gives back."""
    claim = f"{words.claim_short.capitalised} {to_pay.claim.number}"
    if (share < 0) != (to_pay.payable < 0):
        return f"{claim} has {formats.money(to_pay.paid)} paid, and no more can be paid back."
    return (
        f"{claim} has {formats.money(to_pay.open)} open. Leave what is paid beyond it out: it "
        "stays as credit."
    )


def tax_in(amount: Decimal, shares: Shares, payable: Payable, tax: Decimal | None) -> Decimal:
    """The tax in a payment, in cents, of the payment's sign and not more than it."""
    if tax is None:
        tax = derived_tax(amount, shares, payable)
    if not _is_amount(tax) or not _within(tax, amount):
        sentence = "The tax is a part of the amount, with at most 2 decimals."
        raise Invalid(sentence, fields={"tax": sentence})
    return tax


def derived_tax(amount: Decimal, shares: Shares, payable: Payable) -> Decimal:
    """That of the claims in proportion to what is paid of them."""
    tax = sum(
        (
            tax_in_part(
                payable=payable[pk].payable,
                tax=payable[pk].tax,
                before=payable[pk].paid,
                part=share,
            )
            for pk, share in shares.items()
        ),
        ZERO,
    )
    low, high = sorted((ZERO, amount))
    return min(max(tax, low), high)


def _is_amount(figure: Decimal) -> bool:
    return figure.is_finite() and figure == round(figure, 2)


def _within(part: Decimal, whole: Decimal) -> bool:
    """Whether a part has the sign of the whole and is not more than it."""
    low, high = sorted((ZERO, whole))
    return low <= part <= high


def _has_sign(share: Decimal, amount: Decimal, to_pay: ClaimToPay) -> bool:
    if share == 0 or (share < 0) == (amount < 0):
        return share != 0
    return (share < 0) == (to_pay.open < 0) and abs(share) <= abs(to_pay.open)


def _is_taken(share: Decimal, to_pay: ClaimToPay) -> bool:
    """Whether what is paid then lies between nothing and what is payable, or comes nearer."""
    low, high = sorted((ZERO, to_pay.payable))
    return min(low, to_pay.paid) <= to_pay.paid + share <= max(high, to_pay.paid)
