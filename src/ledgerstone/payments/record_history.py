"""Which records the change history of a contract's payments is made of."""

from __future__ import annotations

from django.db.models import Model

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.history.models import RowChange
from ledgerstone.tenancy.actor import Actor

from .models import Payment, PaymentAttachment, PaymentShare

_PARTS: tuple[type[Model], ...] = (PaymentShare, PaymentAttachment)


def payment_records(actor: Actor, contract: Contract) -> list[tuple[str, int]]:
    """The payments under a contract with their shares and files, by table and id, also what of them
    was removed; none for who does not see its claims."""
    if not policy.may(actor, contract, Action.VIEW_CLAIM):
        return []
    found = Payment.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    ids = list(found.values_list("pk", flat=True))
    records = [(Payment._meta.db_table, pk) for pk in ids]
    for model in _PARTS:
        rows = model._base_manager.filter(account_id=contract.account_id, payment_id__in=ids)
        table = model._meta.db_table
        records += [(table, pk) for pk in rows.values_list("pk", flat=True)]
    gone = RowChange.objects.filter(
        account_id=contract.account_id,
        table_name__in=[model._meta.db_table for model in _PARTS],
        kind="removed",
        changed__payment_id__0__in=ids,
    )
    return records + list(gone.values_list("table_name", "row_id"))
