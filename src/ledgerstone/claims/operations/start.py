"""Starting a claim: its number, its period, and its lines from what was last claimed."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection, transaction

from ledgerstone.claims import policy
from ledgerstone.claims.acts import refused_in_place, tell, why_unfinished
from ledgerstone.claims.allowed import not_allowed
from ledgerstone.claims.claimable import no_open_period, why_not_claimable, why_too_late
from ledgerstone.claims.events import ClaimStarted
from ledgerstone.claims.inviting.due import due_date_of
from ledgerstone.claims.inviting.self_starting import type_to_start
from ledgerstone.claims.locking import contract_of, share_period
from ledgerstone.claims.models import OPEN_STATUSES, WITHDRAWN, Claim
from ledgerstone.claims.record import read_claim
from ledgerstone.claims.sheets.on_claims import offered
from ledgerstone.claims.sheets.writing import figures_to_list, insert_lines
from ledgerstone.claims.starting import Last, begin, enter_beyond
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.queries import words
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, WrongState
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import optional

# The lines of a first claim: nothing was claimed or certified on them.
_FIRST_LINES = """
INSERT INTO claims_claimline
  (account_id, claim_id, line_id, claimed_mode, claimed_work, claimed_materials, assessed_mode,
   reason_code, reason, is_prefilled, changed_in)
SELECT account_id, %s, id, '', 0, 0, '', '', '', false, 1
  FROM contracts_scheduleline
 WHERE account_id = %s AND contract_id = %s AND is_on_claims
   AND (variation_id IS NULL OR variation_id IN
        (SELECT id FROM contracts_variation
          WHERE account_id = %s AND contract_id = %s AND status = ANY (%s)))
"""

# What the contract's other claims mean for the next one.
_CLAIMS = """
SELECT max(number), max(id) FILTER (WHERE status = ANY (%s)),
       (array_agg(id ORDER BY number DESC)
          FILTER (WHERE submitted_at IS NOT NULL AND status <> %s))[1],
       (array_agg(certificate_id IS NOT NULL ORDER BY number DESC)
          FILTER (WHERE submitted_at IS NOT NULL AND status <> %s))[1],
       (SELECT last_number FROM contracts_opening WHERE account_id = %s AND contract_id = %s)
  FROM claims_claim WHERE account_id = %s AND contract_id = %s
"""


class _Others(NamedTuple):
    """The last number, here or elsewhere; the claim that is with the claimant, by id, and the last
    one handed in; whether the contract was claimed on elsewhere."""

    number: int
    waiting: int | None
    last: Last | None
    is_opened: bool


def start_claim(
    *,
    actor: Actor,
    contract_id: int,
    period_id: int | None = None,
    type: str | None = None,
    reference: str = "",
) -> Claim:
    """Start the next claim of a contract, for the open period unless another one is given.

    At most one claim of a contract is a draft or returned. Figures to date start from what was
    last claimed, previous figures are those of the last certificate. Where no type is given it is
    what its contacts were invited to claim, else what the project's setting says.
    """
    with transaction.atomic():
        contract = contract_of(actor, contract_id)
        others = _others(contract)
        _refuse_start(actor, contract, others)
        period = _period(actor, contract, period_id)
        chosen = type_to_start(actor, contract, period, type)
        claim = _new(actor, contract, period, chosen, reference, number=others.number + 1)
        _write(claim, others)
        tell(
            ClaimStarted,
            actor,
            claim,
            f"started claim {claim.number}",
            number=claim.number,
            period=[period.start.isoformat(), period.end.isoformat()],
        )
        return claim


def _others(contract: Contract) -> _Others:
    place = [contract.account_id, contract.pk]
    given: list[Any] = [list(OPEN_STATUSES), WITHDRAWN, WITHDRAWN, *place, *place]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, given)
        found = cursor.fetchone() or (None,) * 5
    number, waiting, submitted, is_certified, elsewhere = found
    highest = max(0 if number is None else number, 0 if elsewhere is None else elsewhere)
    last = None if submitted is None else Last(submitted, bool(is_certified))
    return _Others(highest, waiting, last, elsewhere is not None)


def _refuse_start(actor: Actor, contract: Contract, others: _Others) -> None:
    if not policy.may_start(actor, contract):
        raise not_allowed(actor, contract)
    terms, _ = words(contract.project)
    is_administrator = policy.may_choose_period(actor, contract)
    why_not = why_not_claimable(contract, terms, is_administrator=is_administrator)
    if why_not:
        raise WrongState(why_not)
    if others.waiting is not None:
        waiting = Claim.objects.get(account_id=contract.account_id, pk=others.waiting)
        raise WrongState(why_unfinished(waiting, terms))


def _period(actor: Actor, contract: Contract, period_id: int | None) -> BillingPeriod:
    terms, _ = words(contract.project)
    periods = BillingPeriod.objects.filter(
        account_id=actor.account_id, project_id=contract.project_id
    )
    if period_id is None:
        period = periods.filter(status=BillingPeriod.OPEN).first()
        sentence = f"No {terms.billing_period} is open: open one, or choose another one."
        if not policy.may_choose_period(actor, contract):
            sentence = no_open_period(terms)
    else:
        period = periods.filter(pk=period_id).first()
        sentence = f"Choose a {terms.billing_period} of this project."
    if period is None:
        raise Invalid(sentence, fields={"period": sentence})
    status = share_period(actor.account_id, period.pk)
    if status != BillingPeriod.OPEN and not (
        period_id is not None and policy.may_choose_period(actor, contract)
    ):
        closed = f"This {terms.billing_period} is closed: choose the one that is open."
        raise Invalid(closed, fields={"period": closed})
    if not policy.may_choose_period(actor, contract):
        late = why_too_late(contract.project, due_date_of(period, contract))
        if late:
            raise WrongState(late)
    return period


def _new(
    actor: Actor,
    contract: Contract,
    period: BillingPeriod,
    type_: str,
    reference: str,
    *,
    number: int,
) -> Claim:
    return Claim(
        account_id=contract.account_id,
        contract=contract,
        is_upstream=contract.is_upstream,
        period=period,
        number=number,
        reference=optional(reference, field="reference", what="the number", longest=60),
        type=type_,
        period_start=period.start,
        period_end=period.end,
        billing_date=period.billing_date,
        move_stored_to_work=contract.move_stored_to_work,
        created_by_id=actor.signed_by,
        created_at=clock.now(),
        saved_at=clock.now(),
    )


def _write(claim: Claim, others: _Others) -> None:
    """Lines stand where they were certified, but those that were claimed further since."""
    if others.last is None and not others.is_opened:
        _save(claim)
        place = [claim.account_id, claim.contract_id]
        with connection.cursor() as cursor:
            offering = sorted(offered(claim.contract))
            cursor.execute(_FIRST_LINES, [claim.pk, *place, *place, offering])
        return
    last = others.last
    inputs, places = begin(claim, last, offering=offered(claim.contract))
    before = read_claim(claim.account_id, last.id) if last is not None and places else None
    if before is not None:
        enter_beyond(before, inputs, places)
    with refused_in_place(inputs):
        figures = figures_to_list(inputs)
    for name, figure in figures.items():
        setattr(claim, name, figure)
    _save(claim)
    insert_lines(claim, inputs.rows)


def _save(claim: Claim) -> None:
    if not claim.reference:
        claim.save(force_insert=True)
        return
    taken = "Another one of this contract has this number."
    with refused_at(claims_claim_reference_once=("reference", taken)):
        claim.save(force_insert=True)
