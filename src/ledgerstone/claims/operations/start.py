"""Starting a claim: its number, its period, and its lines from what was last claimed."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Max

from ledgerstone.claims import policy
from ledgerstone.claims.acts import tell, value_or_refuse
from ledgerstone.claims.claimable import why_not_claimable
from ledgerstone.claims.events import ClaimStarted
from ledgerstone.claims.locking import contract_of, share_period
from ledgerstone.claims.models import OPEN_STATUSES, WITHDRAWN, Claim
from ledgerstone.claims.models.claim import CLAIM_TYPES
from ledgerstone.claims.sheet import Entered
from ledgerstone.claims.starting import last_claimed
from ledgerstone.claims.transitions import State, state_words
from ledgerstone.claims.valuation import load
from ledgerstone.claims.writing import keep_figures
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.queries import words
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, WrongState
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import optional

# Lines stand where they were certified, except those that were claimed further since. A move of
# stored material to work, where the claim makes one, has happened by the time it starts.
_LINES = """
INSERT INTO claims_claimline
  (account_id, claim_id, line_id, claimed_mode, claimed_figure, claimed_stored,
   claimed_retention_adjustment, claimed_work, claimed_materials,
   assessed_mode, reason_code, reason, is_prefilled, changed_in, changed_by_id)
SELECT l.account_id, %(claim)s, l.id, COALESCE(g.mode, ''), g.figure, g.stored, g.adjustment,
       COALESCE(g.work, CASE WHEN %(move)s THEN x.work_previous + x.work_this_period
           + x.materials_stored ELSE x.work_previous + x.work_this_period END, 0),
       COALESCE(g.materials, CASE WHEN %(move)s THEN 0 ELSE x.materials_stored END, 0),
       '', '', '', false, 1, %(user)s
  FROM contracts_scheduleline l
  LEFT JOIN contracts_variation v ON v.account_id = l.account_id AND v.id = l.variation_id
  LEFT JOIN claims_certificateline x
    ON x.account_id = l.account_id AND x.line_id = l.id AND x.certificate_id = %(certificate)s
  LEFT JOIN unnest(%(ids)s::bigint[], %(modes)s::text[], %(figures)s::numeric[],
                   %(stored)s::numeric[], %(adjustments)s::numeric[], %(work)s::numeric[],
                   %(materials)s::numeric[])
         AS g (line_id, mode, figure, stored, adjustment, work, materials) ON g.line_id = l.id
 WHERE l.account_id = %(account)s AND l.contract_id = %(contract)s
   AND (v.id IS NULL OR l.certified_to_date <> 0 OR v.status NOT IN
        ('draft', 'not_pricing', 'not_proceeding', 'no_charge', 'rejected', 'void'))
"""


def start_claim(
    *,
    actor: Actor,
    contract_id: int,
    period_id: int | None = None,
    type: str = "work_materials_retention",
    reference: str = "",
) -> Claim:
    """Start the next claim of a contract, for the open period unless another one is given.

    At most one claim of a contract is a draft or returned. Figures to date start from what was
    last claimed, previous figures are those of the last certificate.
    """
    with transaction.atomic():
        contract = contract_of(actor, contract_id)
        _refuse_start(actor, contract)
        if type not in CLAIM_TYPES:
            raise Invalid("Choose what is claimed.", fields={"type": "Choose one of the types."})
        period = _period(actor, contract, period_id)
        claim = _create(actor, contract, period, type, reference)
        _write_lines(actor, claim)
        inputs = load(claim)
        keep_figures(claim, value_or_refuse(inputs))
        tell(
            ClaimStarted,
            actor,
            claim,
            f"started claim {claim.number}",
            number=claim.number,
            period=[period.start.isoformat(), period.end.isoformat()],
        )
        return claim


def _refuse_start(actor: Actor, contract: Contract) -> None:
    if not policy.may_start(actor, contract):
        raise NotAllowed("Ask an administrator of the project to start this.")
    terms, _ = words(contract.project)
    is_administrator = policy.may_choose_period(actor, contract)
    why_not = why_not_claimable(contract, terms, is_administrator=is_administrator)
    if why_not:
        raise WrongState(why_not)
    claims = Claim.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    waiting = claims.filter(status__in=OPEN_STATUSES).first()
    if waiting is not None:
        named = f"{terms.claim_short.capitalised} {waiting.number}"
        raise WrongState(
            f"{named} is {state_words(State.of(waiting), terms)}: "
            "finish it before you start the next."
        )


def _period(actor: Actor, contract: Contract, period_id: int | None) -> BillingPeriod:
    terms, _ = words(contract.project)
    periods = BillingPeriod.objects.filter(
        account_id=actor.account_id, project_id=contract.project_id
    )
    if period_id is None:
        period = periods.filter(status=BillingPeriod.OPEN).first()
        sentence = f"No {terms.billing_period} is open: open one, or choose another one."
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
    return period


def _create(
    actor: Actor, contract: Contract, period: BillingPeriod, type_: str, reference: str
) -> Claim:
    claims = Claim.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    last = claims.aggregate(last=Max("number"))["last"]
    given = optional(reference, field="reference", what="the number", longest=60)
    taken = "Another one of this contract has this number."
    with refused_at(claims_claim_reference_once=("reference", taken)):
        return Claim.objects.create(
            account_id=contract.account_id,
            contract=contract,
            is_upstream=contract.is_upstream,
            period=period,
            number=1 if last is None else last + 1,
            reference=given,
            type=type_,
            period_start=period.start,
            period_end=period.end,
            billing_date=period.billing_date,
            move_stored_to_work=contract.move_stored_to_work,
            created_by_id=actor.user_id,
            created_at=clock.now(),
            saved_at=clock.now(),
        )


def _write_lines(actor: Actor, claim: Claim) -> None:
    started = last_claimed(_last_submitted(claim), claim)
    given = started.lines
    nothing = Entered()
    entries = [line.entry or nothing for line in given]
    with connection.cursor() as cursor:
        cursor.execute(
            _LINES,
            {
                "account": claim.account_id,
                "contract": claim.contract_id,
                "claim": claim.pk,
                "certificate": started.certificate_id,
                "move": claim.move_stored_to_work,
                "user": None,
                "ids": [line.line_id for line in given],
                "modes": [entry.mode for entry in entries],
                "figures": _numbers(entry.figure for entry in entries),
                "stored": _numbers(entry.stored for entry in entries),
                "adjustments": _numbers(entry.adjustment for entry in entries),
                "work": _numbers(line.work for line in given),
                "materials": _numbers(line.materials for line in given),
            },
        )


def _numbers(figures: object) -> list[Decimal | None]:
    return list(figures)  # type: ignore[call-overload, no-any-return]


def _last_submitted(claim: Claim) -> Claim | None:
    """The claim whose figures this one starts from."""
    return (
        Claim.objects.filter(account_id=claim.account_id, contract_id=claim.contract_id)
        .exclude(pk=claim.pk)
        .exclude(status=WITHDRAWN)
        .exclude(submitted_at=None)
        .select_related("contract", "contract__project")
        .order_by("-number")
        .first()
    )
