"""A claim contact's money: what comes when, what was paid, and what is held, in every account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledgerstone.access import policy as access
from ledgerstone.payments import queries as payments
from ledgerstone.payments.models import Payment
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import User
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.requests import ActorRequest, shown, view

from .cards import sums_of
from .reading import Held, held_by

# As many of the latest payments as the page shows.
LATEST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """Money of one contract: by when it comes, or when it came."""

    day: dt.date | None
    held: Held
    what: str
    amount: Decimal
    formats: Formats
    is_late: bool = False
    is_reversed: bool = False

    @property
    def href(self) -> str:
        return reverse("web:my_payments_of", args=[self.held.account.pk, self.held.contract.pk])


@view
@require_safe
def my_payments(request: ActorRequest) -> HttpResponse:
    """What is to come by when, what was paid lately, and what is held."""
    if not isinstance(request.user, User):
        raise NotThere
    request.tool = "web:my_contracts"
    every = held_by(request.user)
    found = [one for one in every if one.contract.payments_enabled]
    context_ = {
        "sums": sums_of(every),
        "to_come": _to_come(found),
        "paid": _paid(found),
        "kept_back": [one for one in _with_formats(every) if one[0].figures.retention_held != 0],
        "has_frame": bool(access.visible_projects(request.actor)),
    }
    return shown(request, "my_contracts/payments.html", context_)


def _to_come(found: Iterable[Held]) -> list[Line]:
    """What is open of every certified claim, what comes first first."""
    lines = []
    for held in found:
        terms, formats = words(held.contract.project)
        today = clock.today(held.contract.project.time_zone)
        for one in held.money.open:
            due = one.due_on
            what = _of_claims([one.claim.number], terms)
            late = due is not None and due < today
            lines.append(Line(due, held, what, one.open, formats, is_late=late))
    return sorted(lines, key=lambda line: (line.day or dt.date.max, line.held.contract.number))


def _paid(found: Sequence[Held]) -> list[Line]:
    """The latest payments of all accounts. Two queries an account."""
    lines = []
    for account_id in dict.fromkeys(one.account.pk for one in found):
        of_account = {one.contract.pk: one for one in found if one.account.pk == account_id}
        with context.accounts([account_id]):
            actor = next(iter(of_account.values())).actor
            for payment in payments.payments_of_contracts(actor, of_account)[:LATEST]:
                lines.append(_line(payment, of_account[payment.contract_id]))
    lines.sort(key=lambda line: line.day or dt.date.min, reverse=True)
    return lines[:LATEST]


def _line(payment: Payment, held: Held) -> Line:
    terms, formats = words(held.contract.project)
    what = _of_claims([share.claim.number for share in payment.shares.all()], terms)
    return Line(
        payment.paid_on,
        held,
        what,
        payment.amount,
        formats,
        is_reversed=payment.reversed_at is not None,
    )


def _of_claims(numbers: Sequence[int], terms: Terms) -> str:
    if not numbers:
        return "On account"
    short = terms.claim_short
    word = short.capitalised if len(numbers) == 1 else short.plural_capitalised
    return f"{word} {', '.join(map(str, numbers))}"


def _with_formats(found: Iterable[Held]) -> list[tuple[Held, Formats]]:
    return [(one, words(one.contract.project)[1]) for one in found]
