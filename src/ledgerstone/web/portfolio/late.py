"""What is late on many projects, the latest first: what others owe, and what is for us to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from ledgerstone.claims import queries as claims
from ledgerstone.claims.answering_time import answer_due
from ledgerstone.claims.models import UNDER_REVIEW, Claim
from ledgerstone.claims.retention.retention_statement import of_contracts
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts import visibility
from ledgerstone.contracts.models import Contract, ReleaseEvent
from ledgerstone.tenancy.actor import Actor

from .counting import Counted
from .money import OpenClaim, is_overdue
from .projects import Held

# More than so many is a report, and there are pages for reports.
LISTED = 40
AWAITED, TO_REVIEW, TO_PAY, TO_RECEIVE, TO_RELEASE = (
    "awaited",
    "review",
    "pay",
    "receive",
    "release",
)


@dataclass(frozen=True, slots=True)
class Late:
    """One thing that is late: of what kind, on which project and record, since when."""

    kind: str
    held: Held
    what: str
    company: str
    due: dt.date
    href: str
    amount: Decimal | None = None

    @property
    def days(self) -> int:
        return (self.held.today - self.due).days

    @property
    def days_word(self) -> str:
        return "1 day" if self.days == 1 else f"{self.days} days"


def late_things(
    actor: Actor,
    held: Sequence[Held],
    counts: Mapping[int, Counted],
    opened: Iterable[OpenClaim],
) -> tuple[list[Late], bool]:
    """The latest of them, and whether there are more; ``opened`` is what is open of claims, what
    is first due first. Seven queries at most."""
    by_id = {one.project.pk: one for one in held}
    found = [*_awaited(held, counts), *_to_review(actor, by_id), *_to_release(actor, by_id)]
    found += _to_pay(actor, by_id, opened)
    found.sort(key=lambda one: (-one.days, one.held.project.number, one.what))
    return found[:LISTED], len(found) > LISTED


def _awaited(held: Sequence[Held], counts: Mapping[int, Counted]) -> Iterator[Late]:
    """Claims that did not come by the due date of the open period: one entry for a project."""
    for one in held:
        count = counts[one.project.pk].late if one.project.pk in counts else 0
        if not count or one.period is None:
            continue
        word = one.terms.claim_short if count == 1 else one.terms.claim_short.plural
        query = urlencode({"late": "yes"})
        # Where all that is late was extended, the period's own date may lie later.
        due = min(one.period.due_date, one.today - dt.timedelta(days=1))
        yield Late(
            AWAITED, one, f"{count} {word} not in yet", "", due,
            f"{reverse('web:claims_tool', args=[one.project.pk])}?{query}",
        )  # fmt: skip


def _to_review(actor: Actor, by_id: Mapping[int, Held]) -> Iterator[Late]:
    """Claims that the law of the place wanted answered by now."""
    found = claims.visible_to(actor).filter(
        contract__project_id__in=by_id,
        is_upstream=False,
        status=UNDER_REVIEW,
        submitted_at__isnull=False,
    )
    for claim in found:
        due = answer_due(claim)
        if due is not None and due.is_over:
            yield _of_claim(TO_REVIEW, by_id, claim, due.on, claim.claimed_payable)


def _to_pay(actor: Actor, by_id: Mapping[int, Held], opened: Iterable[OpenClaim]) -> Iterator[Late]:
    """Payments that are overdue, in both directions."""
    overdue = (one for one in opened if is_overdue(one, by_id[one.project_id].today))
    latest = {one.claim_id: one for one in islice(overdue, LISTED + 1)}
    for claim in claims.visible_to(actor).filter(pk__in=latest):
        one = latest[claim.pk]
        kind = TO_RECEIVE if one.is_above else TO_PAY
        yield _of_claim(kind, by_id, claim, one.due or by_id[one.project_id].today, one.open)


def _of_claim(
    kind: str, by_id: Mapping[int, Held], claim: Claim, due: dt.date, amount: Decimal
) -> Late:
    contract = claim.contract
    held = by_id[contract.project_id]
    what = f"{contract.number} {held.terms.claim_short} {claim.number}"
    href = reverse("web:claim", args=[claim.pk])
    return Late(kind, held, what, contract.company.name, due, href, amount)


def _to_release(actor: Actor, by_id: Mapping[int, Held]) -> Iterator[Late]:
    """Retention whose release is due, in both directions."""
    due = ReleaseEvent.objects.filter(
        Q(happened_on__isnull=False) | Q(due_on__isnull=False), account_id=actor.account_id
    )
    planned = list(
        contracts.visible_to(actor)
        .filter(visibility.with_schedule(actor), project_id__in=by_id)
        .filter(pk__in=due.values("contract_id"))
        .select_related("company", "project")
    )
    today = max((one.today for one in by_id.values()), default=None)
    if not planned or today is None:
        return
    for told in of_contracts(actor, planned, today):
        for one in told.due:
            held = by_id[told.contract.project_id]
            if one.on < held.today and one.amount:
                yield _release(held, told.contract, one.event.name, one.on, one.amount)


def _release(held: Held, contract: Contract, event: str, on: dt.date, amount: Decimal) -> Late:
    href = reverse("web:retention_statement", args=[contract.pk])
    what = f"{contract.number} {event}"
    return Late(TO_RELEASE, held, what, contract.company.name, on, href, amount)
