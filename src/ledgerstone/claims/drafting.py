"""Head contract claims that are started by a setting of their contract: at the end of a period's
due date, where the project is built, or when the period closes.

Once: for a period in which anybody started a claim on the contract, also one that was deleted
again, nothing is started by itself. Only the latest period of a project is drafted for, and not
long after its due date, so that a setting switched on later does not bring up the past. What
stands in the way is nobody's fault here: the next look may find it gone.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction

from ledgerstone.access.automation import automation
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.history.models import Event as Happened
from ledgerstone.projects.events import PeriodClosed, PeriodsMoving
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Refusal

from .events import ClaimStarted
from .inviting.due import is_over
from .locking import lock_contracts
from .models import Claim
from .operations.drafting import start_head_claim, usual_filling

logger = logging.getLogger(__name__)
AT_DUE_DATE, AT_CLOSE = "due_date", "close"
LATE_BY = dt.timedelta(days=7)


def hold_for_drafting(event: PeriodsMoving) -> None:
    """Lock what is drafted on when a period closes, before the period: whoever starts a claim
    holds the contract and waits for its period."""
    asking = Contract.objects.filter(
        account_id=event.actor.account_id,
        project_id=event.project_id,
        kind=HEAD_CONTRACT,
        drafts_claims=AT_CLOSE,
    )
    ids = list(asking.values_list("pk", flat=True))
    if ids:
        lock_contracts(event.actor.account_id, ids)


def draft_when_closed(event: PeriodClosed) -> None:
    """A period was closed: draft what is to be drafted then."""
    period = BillingPeriod.objects.select_related("project").get(
        account_id=event.actor.account_id, pk=event.period_id
    )
    _draft(period, AT_CLOSE)


def draft_when_due(account_id: int) -> int:
    """Draft for the periods of an account whose due date is over; how many claims were started.

    The account is in context.
    """
    around = clock.now().date()
    recent = BillingPeriod.objects.filter(
        account_id=account_id,
        due_date__range=(around - LATE_BY, around + dt.timedelta(days=1)),
        project__contracts__drafts_claims=AT_DUE_DATE,
    )
    started = 0
    for period in recent.select_related("project").distinct().order_by("pk"):
        if is_over(period.due_date, period.project):
            started += _draft(period, AT_DUE_DATE)
    return started


def _draft(period: BillingPeriod, when: str) -> int:
    """Start and fill the claims of a period on the contracts that ask for it now."""
    if not _is_latest(period):
        return 0
    actor = automation(period.account_id, period.project_id)
    started = 0
    for contract in _asking(period, when):
        try:
            with transaction.atomic():
                start_head_claim(
                    actor=actor,
                    contract_id=contract.pk,
                    period_id=period.pk,
                    filled_with=usual_filling(contract),
                )
        except Refusal as refusal:
            about = {"contract_id": contract.pk, "period_id": period.pk}
            logger.info("no claim was drafted: %s", refusal.message, extra=about)
        else:
            started += 1
    return started


def _is_latest(period: BillingPeriod) -> bool:
    later = BillingPeriod.objects.filter(
        account_id=period.account_id, project_id=period.project_id, start__gt=period.start
    )
    return not later.exists()


def _asking(period: BillingPeriod, when: str) -> list[Contract]:
    """The head contracts to draft on: no claim was ever started on them in the period."""
    asking = Contract.objects.filter(
        account_id=period.account_id,
        project_id=period.project_id,
        kind=HEAD_CONTRACT,
        drafts_claims=when,
        claims_enabled=True,
        status__in=["approved", "complete"],
    ).order_by("number")
    ids = [contract.pk for contract in asking]
    claimed = set(
        Claim.objects.filter(
            account_id=period.account_id, contract_id__in=ids, period_id=period.pk
        ).values_list("contract_id", flat=True)
    )
    dates = [period.start.isoformat(), period.end.isoformat()]
    deleted = Happened.objects.filter(
        account_id=period.account_id,
        contract_id__in=ids,
        kind=ClaimStarted.kind,
        details__period=dates,
    ).values_list("contract_id", flat=True)
    return [contract for contract in asking if contract.pk not in claimed | set(deleted)]
