"""Security held in place of retention: when it stands, and how near its end is.

It stands from the day on which it was received up to and including the day on which it expires,
or up to the day before it was returned. A claim is asked for the last day of its period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from ledgerstone import core
from ledgerstone.contracts import models
from ledgerstone.contracts.models import RetentionSecurity
from ledgerstone.core.rounding import ZERO

KIND_WORDS = {
    "bank_guarantee": "Bank guarantee",
    "insurance_bond": "Insurance bond",
    "cash": "Cash",
    "other": "Other security",
}
# Days before its end in which a security is said to end soon.
SOON = 60


def of_contract(contract: models.Contract) -> list[RetentionSecurity]:
    """The securities of a contract, first received first. One query."""
    rows = RetentionSecurity.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    return list(rows.order_by("received_on", "id"))


def stands(security: RetentionSecurity, on: dt.date) -> bool:
    """Whether it is held on a day."""
    if on < security.received_on:
        return False
    if security.expires_on is not None and on > security.expires_on:
        return False
    return security.returned_on is None or on < security.returned_on


def standing(securities: Iterable[RetentionSecurity], on: dt.date) -> Decimal:
    """What stands on a day, in all."""
    return sum((one.amount for one in securities if stands(one, on)), ZERO)


def by_claim(
    securities: Sequence[RetentionSecurity], claims: Iterable[tuple[int, dt.date]]
) -> tuple[core.RetentionSecurity, ...]:
    """What stands at each claim, as the engine and the claim document have it.

    ``claims``: numbers, ascending, with the last day of each one's period. An amount is named
    where it changes.
    """
    found: list[core.RetentionSecurity] = []
    last = ZERO
    for number, on in claims:
        amount = standing(securities, on)
        if amount != last:
            found.append(core.RetentionSecurity(number, amount))
            last = amount
    return tuple(found)


def days_left(security: RetentionSecurity, today: dt.date) -> int | None:
    """Days until it expires, the last one included; None without an end, or once returned."""
    if security.expires_on is None or security.returned_on is not None:
        return None
    return (security.expires_on - today).days
