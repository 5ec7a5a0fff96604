"""What a line may pay: the contracts of a project on which the person records payments, and their
claims with what is open on each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum

from ledgerstone.access.actions import Action
from ledgerstone.claims.models import Claim
from ledgerstone.contracts import visibility
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.core.rounding import ZERO
from ledgerstone.payments.models import Payment, PaymentShare
from ledgerstone.payments.paid_states import PAYABLE_STATUSES
from ledgerstone.payments.queries import STANDING
from ledgerstone.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class PayableClaim:
    """A certified claim: what is payable with tax, and what of it is open before the file."""

    claim_id: int
    contract_id: int
    number: int
    reference: str
    payable: Decimal
    tax: Decimal
    open: Decimal


@dataclass(frozen=True, slots=True)
class PayableContract:
    """A contract and who is party to it. ``claims`` are in the order of their numbers."""

    contract_id: int
    number: str
    title: str
    company_id: int
    company: str
    also_called: str
    business_number: str
    is_upstream: bool
    claims: tuple[PayableClaim, ...] = ()

    @property
    def sign(self) -> int:
        """What comes in under a head contract is received; what goes out otherwise is paid."""
        return 1 if self.is_upstream else -1


@dataclass(frozen=True, slots=True)
class Recorded:
    """A payment that stands already, as a line may say it once more."""

    contract_id: int
    amount: Decimal
    paid_on: dt.date
    key: str


@dataclass(frozen=True, slots=True)
class Targets:
    """All of that for a project."""

    contracts: dict[int, PayableContract]
    claims: dict[int, PayableClaim]
    recorded: dict[tuple[int, Decimal], list[Recorded]] = field(default_factory=dict)


def _contracts(actor: Actor, project_id: int) -> list[Contract]:
    """The contracts of a project on which the person may record payments, by number."""
    found = Contract.objects.filter(
        visibility.visible(actor),
        visibility.with_right(actor, Action.RECORD_PAYMENT),
        account_id=actor.account_id,
        project_id=project_id,
        payments_enabled=True,
    ).select_related("company")
    return list(
        found.only(
            "number", "title", "kind", "company__name", "company__trading_name",
            "company__identifier",
        ).order_by("number")
    )  # fmt: skip


def targets_of(actor: Actor, project_id: int, since: dt.date | None = None) -> Targets:
    """What lines may pay, in four queries. ``since`` is the first day of which payments that stand
    are looked at."""
    found = _contracts(actor, project_id)
    ids = [one.pk for one in found]
    claims = _claims(actor, ids)
    below: dict[int, list[PayableClaim]] = defaultdict(list)
    for claim in claims:
        below[claim.contract_id].append(claim)
    contracts = {
        one.pk: PayableContract(
            contract_id=one.pk,
            number=one.number,
            title=one.title,
            company_id=one.company_id,
            company=one.company.name,
            also_called=one.company.trading_name,
            business_number=one.company.identifier,
            is_upstream=one.kind == HEAD_CONTRACT,
            claims=tuple(below[one.pk]),
        )
        for one in found
    }
    return Targets(contracts, {one.claim_id: one for one in claims}, _recorded(actor, ids, since))


def _claims(actor: Actor, contract_ids: Sequence[int]) -> list[PayableClaim]:
    """The payable claims: certified, and not waiting for the owner."""
    found = (
        Claim.objects.filter(
            account_id=actor.account_id,
            contract_id__in=contract_ids,
            certificate__isnull=False,
            status__in=PAYABLE_STATUSES,
        )
        .order_by("contract_id", "number")
        .values_list(
            "pk", "contract_id", "number", "reference", "certificate__payable", "certificate__tax"
        )
    )
    rows = list(found)
    paid = _paid(actor, [row[0] for row in rows])
    return [
        PayableClaim(
            claim_id=pk,
            contract_id=contract_id,
            number=number,
            reference=reference,
            payable=payable,
            tax=tax,
            open=payable - paid.get(pk, ZERO),
        )
        for pk, contract_id, number, reference, payable, tax in rows
    ]


def _paid(actor: Actor, claim_ids: Sequence[int]) -> dict[int, Decimal]:
    shares = PaymentShare.objects.filter(
        account_id=actor.account_id, claim_id__in=claim_ids, is_reversed=False
    )
    return dict(shares.order_by().values_list("claim_id").annotate(paid=Sum("amount")))


def _recorded(
    actor: Actor, contract_ids: Sequence[int], since: dt.date | None
) -> dict[tuple[int, Decimal], list[Recorded]]:
    """Payments that stand, by contract and amount as it came in."""
    if since is None:
        return {}
    found = Payment.objects.filter(
        STANDING,
        account_id=actor.account_id,
        contract_id__in=contract_ids,
        paid_on__gte=since,
    ).values_list("contract_id", "amount", "paid_on", "imported_key")
    by_amount: dict[tuple[int, Decimal], list[Recorded]] = defaultdict(list)
    for contract_id, amount, paid_on, key in found:
        by_amount[contract_id, amount].append(Recorded(contract_id, amount, paid_on, key))
    return dict(by_amount)


def known_keys(actor: Actor, keys: Iterable[str]) -> set[str]:
    """Those lines of a file of which a payment stands, on whichever project of the account."""
    asked = sorted({key for key in keys if key})
    if not asked:
        return set()
    found = Payment.objects.filter(STANDING, account_id=actor.account_id, imported_key__in=asked)
    return set(found.values_list("imported_key", flat=True))
