"""A contract as a card for its claim contact: the one thing to do next, by when, and how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from django.urls import reverse

from ledgerstone.claims import policy
from ledgerstone.claims.claimable import why_not_claimable, why_too_late
from ledgerstone.claims.inviting.invitation_words import STATUS_WORDS, period_words
from ledgerstone.claims.inviting.self_starting import own_type
from ledgerstone.claims.models import (
    DRAFT,
    PENDING_OWNER_APPROVAL,
    UNDER_REVIEW,
    Claim,
    Invitation,
)
from ledgerstone.claims.models.round import DECLINED
from ledgerstone.contracts import status_words
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    REVISE,
    is_awaited,
    why_not_fillable,
)
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    UNDER_REVIEW as UNDER_REVIEW_SCHEDULE,
)
from ledgerstone.core.rounding import ZERO
from ledgerstone.payments.queries import ContractMoney
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.head import Status, status_of
from ledgerstone.web.invitations.prompt import FAMILIES

from .reading import Held

# What somebody asked for comes first, then what is lost by waiting, then what can still be done
# later, then what waits for others, then the rest.
_ASKED, _TO_START, _TO_FINISH, _WITH_OTHERS, _NOTHING = range(5)


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next: in a few words, by when, and the button that does it (none: nothing)."""

    status: Status
    what: str
    when: str = ""
    rank: int = _NOTHING
    due: dt.date = dt.date.max
    label: str = ""
    starts: bool = False
    href: str = ""
    invitation: str = ""  # the address of the page on which it is answered


@dataclass(frozen=True, slots=True)
class Card:
    """A contract with what comes next."""

    held: Held
    next: Next
    formats: Formats
    terms: Terms
    is_first: bool = False

    @property
    def to_come(self) -> str:
        """What of the certified claims is still to be paid; empty where nothing is."""
        money = self.held.money
        return self.formats.money(money.owed) if money.owed else ""

    @property
    def href(self) -> str:
        return reverse("web:my_contract", args=[self.held.account.pk, self.held.contract.pk])


@dataclass(frozen=True, slots=True)
class Group:
    """The contracts with one head contractor, who is whom the contact answers to."""

    name: str
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class Sum:
    """What was paid, is still to come and goes back, with tax, and what is held, in one
    currency."""

    currency: str
    paid: Decimal
    to_come: Decimal
    back: Decimal
    held: Decimal
    formats: Formats


def groups_of(found: Iterable[Held]) -> list[Group]:
    """The cards by account, the most urgent account and card first."""
    cards = [_card(one) for one in found]
    urgent = min((_order(card) for card in cards if card.next.label), default=None)
    cards = [
        Card(one.held, one.next, one.formats, one.terms, is_first=_order(one) == urgent)
        for one in cards
    ]
    by_account = [
        Group(account.name, sorted(of_account, key=_order))
        for account, of_account in groupby(cards, key=lambda card: card.held.account)
    ]
    return sorted(by_account, key=lambda group: _order(group.cards[0]))


def sums_of(found: Iterable[Held]) -> list[Sum]:
    """The sums by currency; there is no adding up across them. What is held counts of every
    contract, what is paid and to come of those that show their payments."""
    sums: dict[str, Sum] = {}
    for one in found:
        formats = words(one.contract.project)[1]
        currency = one.contract.currency
        money = one.money if one.contract.payments_enabled else ContractMoney()
        so_far = sums.get(currency) or Sum(currency, ZERO, ZERO, ZERO, ZERO, formats)
        sums[currency] = Sum(
            currency,
            so_far.paid + money.paid,
            so_far.to_come + money.owed,
            so_far.back + money.back,
            so_far.held + one.figures.retention_held,
            so_far.formats,
        )
    return [sums[currency] for currency in sorted(sums)]


def _order(card: Card) -> tuple[int, dt.date, str, int]:
    contract = card.held.contract
    return card.next.rank, card.next.due, contract.number, contract.pk


def _card(held: Held) -> Card:
    terms, formats = words(held.contract.project)
    return Card(held, _next(held, terms, formats), formats, terms)


def _next(held: Held, terms: Terms, formats: Formats) -> Next:
    """The one thing: finish what is theirs, start what can be started, else what is awaited."""
    schedule = _to_break_down(held, terms)
    if schedule is not None and (schedule.label or held.waiting is None):
        return schedule
    if held.waiting is not None:
        return _to_finish(held, held.waiting, terms, formats)
    start = _to_start(held, terms, formats)
    if start is not None and start.label:
        return start
    last = held.last
    if last is not None and (start is None or last.period_id == getattr(held.period, "pk", None)):
        return _after(held, last, terms, formats)
    return start or _nothing(held, terms)


def _to_finish(held: Held, claim: Claim, terms: Terms, formats: Formats) -> Next:
    """A draft, or a returned claim: never too late to be sent."""
    status = status_of(claim, terms)
    name = f"{period_words(claim.period, formats)} {terms.claim_short}"
    place = reverse("web:my_claim", args=[held.account.pk, claim.pk])
    may = policy.may_submit(held.actor, claim)
    due = held.due_of_waiting or claim.period.due_date
    if claim.status == DRAFT:
        what = f"Finish the {name}" if may else f"The {name} is being filled in"
        label = f"Continue the {name}" if may else ""
        rank = _TO_FINISH if may else _WITH_OTHERS
        return Next(status, what, f"due {formats.short_day(due)}", rank, due, label, href=place)
    lines = f"{held.cuts} line{'' if held.cuts == 1 else 's'}"
    if not may:
        return Next(status, f"The {name} was sent back", "", _WITH_OTHERS, due, href=place)
    what = f"Fix {lines} and send again" if held.cuts else f"Revise the {name} and send again"
    label = f"See the {lines}" if held.cuts else f"Open the {name}"
    when = f"sent back {formats.short_day(formats.local(claim.saved_at).date())}"
    return Next(status, what, when, _TO_FINISH, due, label, href=place)


def _to_break_down(held: Held, terms: Terms) -> Next | None:
    """The subcontractor's schedule, where claims wait for it; None where they do not."""
    contract = held.contract
    if not is_awaited(contract):
        return None
    name = terms.schedule_of_values
    status = contract.subcontractor_schedule_status
    if status == UNDER_REVIEW_SCHEDULE:
        return Next(
            Status("them", "Waiting for approval"),
            f"The breakdown of the {name} is being reviewed",
            "",
            _WITH_OTHERS,
        )
    returned = status == REVISE
    word = Status("problem", "Returned") if returned else Status("neutral", "Not broken down yet")
    if why_not_fillable(held.actor, contract, terms):
        return Next(word, f"{held.account.name} breaks the {name} down", "", _WITH_OTHERS)
    notes = f"{held.notes} note{'' if held.notes == 1 else 's'}"
    what = f"Break down the {name}"
    if returned:
        what = f"Returned: {notes}" if held.notes else "Returned, to be revised"
    label = "See what to revise" if returned else "Break it down"
    place = reverse("web:my_schedule", args=[held.account.pk, contract.pk])
    return Next(
        word,
        what,
        f"before {terms.claim_short.plural} can be made",
        _TO_START,
        label=label,
        href=place,
    )


def _to_start(held: Held, terms: Terms, formats: Formats) -> Next | None:
    """Starting a claim, or why that is not for the contact to do; None where there is none."""
    contract, period, due = held.contract, held.period, held.due
    has_claim = held.last is not None and period is not None and held.last.period_id == period.pk
    if period is None or due is None or has_claim:
        return None
    if why_not_claimable(contract, terms, is_administrator=False):
        return None
    invitation = held.invitation
    status = Status("neutral", f"No {terms.claim_short} yet")
    if invitation is not None:
        status = Status(FAMILIES[invitation.status], STATUS_WORDS[invitation.status])
    name = f"{period_words(period, formats)} {terms.claim_short}"
    when = f"due {formats.short_day(due)}"
    if not policy.may_start(held.actor, contract):
        return Next(status, f"{held.account.name} enters the {name}", when, _WITH_OTHERS)
    if why_too_late(contract.project, due):
        what = f"Too late to start the {name}: ask {held.account.name}"
        return Next(status, what, f"was {when}", _WITH_OTHERS)
    is_declined = invitation is not None and invitation.status == DECLINED
    if not own_type(held.usual_type, invitation) and not is_declined:
        waits = f"{held.account.name} invites you when there is something to {terms.to_claim}"
        return Next(status, waits, "", _WITH_OTHERS)
    start = Next(
        status, f"{name[:1].upper()}{name[1:]}", when, _TO_START, due, f"Start the {name}", True
    )
    if invitation is None:
        return start
    page = _invitation_page(held, invitation)
    what = f"{terms.to_claim.capitalised} {period_words(period, formats)}"
    if is_declined:
        what = f"Nothing to {terms.to_claim} for {period_words(period, formats)}, you said"
        return replace(start, what=what, rank=_NOTHING, label="", starts=False, invitation=page)
    return replace(start, what=what, rank=_ASKED, invitation=page)


def _invitation_page(held: Held, invitation: Invitation) -> str:
    return reverse("web:my_invitation", args=[held.account.pk, invitation.pk])


def _after(held: Held, claim: Claim, terms: Terms, formats: Formats) -> Next:
    """What became of the last claim."""
    status = status_of(claim, terms)
    certificate = claim.certificate
    if claim.status == UNDER_REVIEW or certificate is None:
        sent = claim.submitted_at
        when = f"sent {formats.short_day(formats.local(sent).date())}" if sent else ""
        what = f"{formats.money(claim.claimed_payable)} claimed, being reviewed"
        return Next(status, what, when, _WITH_OTHERS)
    if claim.status == PENDING_OWNER_APPROVAL:
        payable = formats.money(certificate.payable)
        return Next(status, f"{payable} certified, not yet payable", "", _WITH_OTHERS)
    return _to_be_paid(held, claim, certificate.payable, status, formats)


def _to_be_paid(
    held: Held, claim: Claim, payable: Decimal, status: Status, formats: Formats
) -> Next:
    """What is still to be paid of a certified claim and by when, or that it is paid."""
    to_pay = next((one for one in held.money.open if one.claim.pk == claim.pk), None)
    if to_pay is None:
        if payable == 0:
            return Next(status, "Nothing to be paid", "", _NOTHING)
        return Next(Status("done", "Paid"), f"{formats.money(payable)} was paid", "", _NOTHING)
    if to_pay.open < 0:
        what = f"{formats.money(-to_pay.open)} in favour of {held.account.name}"
        return Next(status, what, "", _WITH_OTHERS)
    due = to_pay.due_on
    by = "" if due is None else f"by {formats.short_day(due)}"
    if to_pay.paid == 0:
        return Next(status, f"{formats.money(to_pay.open)} to be paid", by, _WITH_OTHERS)
    what = f"{formats.money(to_pay.open)} still to be paid"
    return Next(Status("them", "Partly paid"), what, by, _WITH_OTHERS)


def _nothing(held: Held, terms: Terms) -> Next:
    """Nothing was claimed, and nothing can be."""
    contract = held.contract
    word = status_words.status_word(contract.status, terms)
    why = why_not_claimable(contract, terms, is_administrator=False)
    return Next(Status("neutral", word), "Nothing to do" if why else "No period is open yet")
