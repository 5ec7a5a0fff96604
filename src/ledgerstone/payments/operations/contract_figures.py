"""Tells contracts what was paid under them, before tax, as their other figures are."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

_PAID = """
UPDATE contracts_contractfigures figures
   SET paid = coalesce((SELECT sum(amount - tax) FROM payments_payment payment
                         WHERE payment.account_id = figures.account_id
                           AND payment.contract_id = figures.contract_id
                           AND payment.reversed_at IS NULL), 0)
 WHERE figures.account_id = %(account)s AND figures.contract_id = ANY(%(contracts)s)
"""


def tell_contracts(account_id: int, contract_ids: Iterable[int]) -> None:
    """Write down to these contracts what was paid under them. One statement."""
    ids = sorted(set(contract_ids))
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_PAID, {"account": account_id, "contracts": ids})
