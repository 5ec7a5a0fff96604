"""Records the payments of a file: all that were shown, or none, in a few statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, connection

from ledgerstone.access.actions import Action
from ledgerstone.contracts import visibility
from ledgerstone.contracts.models import Contract
from ledgerstone.core.rounding import ZERO
from ledgerstone.payments.events import PaymentRecorded, PaymentsRecorded
from ledgerstone.payments.models import Payment, StagedPayments
from ledgerstone.payments.operations.contract_figures import tell_contracts
from ledgerstone.payments.operations.sharing import keep_shares
from ledgerstone.payments.tax_in_parts import tax_in_part
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy import clock, planned
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, Stale

from .lines import Line
from .matching import Part, State
from .plan import ImportPlan
from .staging import columns_of, empty, get_staged, plan_of, staged_lines
from .targets import Targets

_CHANGED = "Payments or claims changed since this was shown. Look at what the file would do now."


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file."""

    project_id: int
    lines: int
    payments: int
    paid_out: Decimal
    received: Decimal
    left_out: int
    faulty: int


@dataclass(frozen=True, slots=True)
class _Made:
    """A payment to be recorded: what a line is for under one contract."""

    line: Line
    contract_id: int
    amount: Decimal
    shares: dict[int, Decimal]
    tax: Decimal


def take_payments(*, actor: Actor, staged_id: int, expected: str) -> Taken:
    """Record what the taken lines paid. ``expected`` is the digest of the plan that was shown:
    Stale where the file would do otherwise by now."""
    with acting(actor):
        staged = get_staged(actor, staged_id, locked=True)
        _wait_for_other_files(actor)
        lines = staged_lines(staged)
        looked_at = plan_of(actor, staged, lines)
        _lock(actor, looked_at)
        # Behind the locks of just these contracts: what is open cannot change any more.
        plan = plan_of(actor, staged, lines)
        if not looked_at.digest == plan.digest == expected:
            raise Stale(_CHANGED)
        if not plan.taken:
            raise Invalid("Choose at least one line.")
        paid = {pk: one.payable - one.open for pk, one in plan.targets.claims.items()}
        made = [made for one in plan.taken for made in _made(one.line, one.parts, plan, paid)]
        try:
            ids = _store(actor, staged, made)
        except IntegrityError as error:
            if "payments_payment_imported_once" in str(error):
                raise Stale(_CHANGED) from None
            raise
        with planned.together():
            _tell(actor, staged, made, ids, plan.targets)
        done = Taken(
            project_id=staged.project_id,
            lines=len(plan.taken),
            payments=len(made),
            paid_out=plan.paid_out,
            received=plan.received,
            left_out=len(plan.lines) - len(plan.taken) - plan.counts[State.FAULTY],
            faulty=plan.counts[State.FAULTY],
        )
        empty(staged)
    return done


def _wait_for_other_files(actor: Actor) -> None:
    """Let the files of an account be taken one after the other: two people may have the same line
    for different contracts."""
    with connection.cursor() as cursor:
        key = f"payments from files of {actor.account_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _lock(actor: Actor, plan: ImportPlan) -> None:
    """Lock the contracts of a plan, always in the same order."""
    ids = {part.contract_id for one in plan.taken for part in one.parts}
    found = (
        Contract.objects.filter(
            visibility.with_right(actor, Action.RECORD_PAYMENT),
            account_id=actor.account_id,
            pk__in=ids,
        )
        .select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if set(found) != ids:
        raise Stale(_CHANGED)


def _made(
    line: Line, parts: Iterable[Part], plan: ImportPlan, paid: dict[int, Decimal]
) -> list[_Made]:
    """The payments of a line: one for each contract, with one reference. ``paid`` is what was paid
    of each claim so far."""
    of_contract: dict[int, list[Part]] = {}
    for part in parts:
        of_contract.setdefault(part.contract_id, []).append(part)
    return [
        _Made(
            line=line,
            contract_id=contract_id,
            amount=sum((part.amount for part in own), ZERO),
            shares={part.claim_id: part.amount for part in own if part.claim_id is not None},
            tax=_tax(own, plan.targets, paid),
        )
        for contract_id, own in of_contract.items()
    ]


def _tax(parts: Iterable[Part], targets: Targets, paid: dict[int, Decimal]) -> Decimal:
    """The tax of the claims in proportion to what is paid of them."""
    whole = tax = ZERO
    for part in parts:
        whole += part.amount
        if part.claim_id is not None:
            claim, before = targets.claims[part.claim_id], paid[part.claim_id]
            tax += tax_in_part(
                payable=claim.payable, tax=claim.tax, before=before, part=part.amount
            )
            paid[part.claim_id] = before + part.amount
    low, high = sorted((ZERO, whole))
    return min(max(tax, low), high)


def _store(actor: Actor, staged: StagedPayments, made: list[_Made]) -> list[int]:
    now, method = clock.now(), columns_of(staged).method
    ids = insert_rows(
        Payment,
        [
            {
                "account_id": actor.account_id,
                "contract_id": one.contract_id,
                "paid_on": one.line.day,
                "amount": one.amount,
                "tax": one.tax,
                "allocated": sum(one.shares.values(), ZERO),
                "number": one.line.payment_number,
                "method": method,
                "reference": one.line.reference,
                "note": one.line.note,
                "recorded_by_id": actor.user_id,
                "recorded_at": now,
                "imported_key": one.line.key,
                "reversal_reason": "",
            }
            for one in made
        ],
    )
    shares = {pk: one.shares for pk, one in zip(ids, made, strict=True)}
    keep_shares(actor.account_id, shares)
    tell_contracts(actor.account_id, (one.contract_id for one in made))
    return ids


def _tell(
    actor: Actor, staged: StagedPayments, made: list[_Made], ids: list[int], targets: Targets
) -> None:
    _terms, formats = projects.words(staged.project)
    events = []
    for pk, one in zip(ids, made, strict=True):
        is_received = targets.contracts[one.contract_id].is_upstream
        did = "received" if is_received else "paid"
        event = PaymentRecorded(
            actor=actor,
            project_id=staged.project_id,
            contract_id=one.contract_id,
            payment_id=pk,
            amount=str(one.amount),
            claim_ids=tuple(one.shares),
            is_received=is_received,
            summary=f"recorded that {formats.money(one.amount)} was {did}, from {staged.filename}",
        )
        publish(event)
        events.append(event)
    publish(PaymentsRecorded(actor=actor, project_id=staged.project_id, payments=tuple(events)))
