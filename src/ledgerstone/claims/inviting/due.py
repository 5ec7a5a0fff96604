"""Until when contacts may start a claim, and invitations go out: a period's due date, or longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from ledgerstone.claims.models import Extension
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.tenancy import clock, planned

_EXTENDED = """
SELECT due_date FROM claims_extension
 WHERE account_id = %(account)s AND period_id = %(period)s AND contract_id = %(contract)s
"""


def due_dates(period: BillingPeriod, contract_ids: Iterable[int]) -> dict[int, dt.date]:
    """The due date of a period for each of these contracts. One query."""
    wanted = dict.fromkeys(contract_ids, period.due_date)
    extended = Extension.objects.filter(
        account_id=period.account_id, period_id=period.pk, contract_id__in=wanted
    )
    # A due date that was extended for all since is the later one.
    for contract_id, due in extended.values_list("contract_id", "due_date"):
        wanted[contract_id] = max(due, period.due_date)
    return wanted


def longer_due_dates(
    account_id: int, periods: Mapping[int, BillingPeriod]
) -> dict[tuple[int, int], dt.date]:
    """By contract and period the due date that was extended for it, where it is later.

    ``periods`` are those asked about, by their ids. One query.
    """
    extended = Extension.objects.filter(account_id=account_id, period_id__in=list(periods))
    return {
        (contract_id, period_id): due
        for contract_id, period_id, due in extended.values_list(
            "contract_id", "period_id", "due_date"
        )
        if due > periods[period_id].due_date
    }


def due_date_of(period: BillingPeriod, contract: Contract) -> dt.date:
    """The due date of a period for one contract. One query."""
    keys = {"account": period.account_id, "period": period.pk, "contract": contract.pk}
    extended = planned.one_row(_EXTENDED, keys)
    # As in ``due_dates``.
    return period.due_date if extended is None else max(extended[0], period.due_date)


def is_over(due: dt.date, project: Project) -> bool:
    """Whether a due date has passed where the project is built: it lasts until its day's end."""
    return clock.today(project.time_zone) > due
