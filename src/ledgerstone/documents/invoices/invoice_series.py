"""The numbers of tax invoices: one series for each kind, without a gap.

A number is taken in the transaction that writes its invoice, with the series locked to its end: a
transaction that fails gives the number back, and the next one waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.access import policy
from ledgerstone.access.actions import Action
from ledgerstone.documents.models import RECIPIENT_CREATED, TAX_INVOICE, InvoiceSeries, TaxInvoice
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.tenancy.typed_text import optional

from .invoice_events import InvoiceSeriesChanged

SERIES_KINDS = (TAX_INVOICE, RECIPIENT_CREATED)
_PREFIXES = {TAX_INVOICE: "INV-", RECIPIENT_CREATED: "RCTI-"}
_LARGEST = 999_999_999


@dataclass(frozen=True, slots=True)
class SeriesState:
    """How a series goes on; ``last`` is its last number, empty before the first."""

    kind: str
    prefix: str
    next_number: int
    last: str

    @property
    def next(self) -> str:
        return f"{self.prefix}{self.next_number}"


def series_of(account_id: int) -> list[SeriesState]:
    """Both series as they stand; what nobody set is as it starts."""
    kept = {one.kind: one for one in InvoiceSeries.objects.filter(account_id=account_id)}
    return [
        SeriesState(
            kind=kind,
            prefix=kept[kind].prefix if kind in kept else _PREFIXES[kind],
            next_number=kept[kind].next_number if kind in kept else 1,
            last=_last(account_id, kind),
        )
        for kind in SERIES_KINDS
    ]


def take_number(account_id: int, kind: str) -> str:
    """The next number of a series, locked until the transaction of its invoice ends."""
    series = _locked(account_id, kind)
    number = str(series)
    series.next_number += 1
    series.save(update_fields=["next_number"])
    return number


def change_series(*, actor: Actor, kind: str, prefix: str, next_number: int) -> InvoiceSeries:
    """Say how the numbers of a kind go on.

    With a prefix under which there are numbers they go on behind the last one: no gap, and none
    twice. With another prefix they begin where wanted.
    """
    if not policy.may_in_account(actor, Action.CONFIGURE_ACCOUNT):
        raise NotAllowed("Ask an administrator of the account to do this.")
    if kind not in SERIES_KINDS:
        raise ValueError(f"There is no series {kind}.")
    prefix = _prefix(prefix)
    if not 1 <= next_number <= _LARGEST:
        raise _refused("next_number", f"Give a whole number from 1 to {_LARGEST}.")
    with acting(actor):
        series = _locked(actor.account_id, kind)
        used = _used(actor.account_id, kind, prefix)
        if used is not None and next_number != used + 1:
            raise _refused(
                "next_number",
                f"{prefix}{used} is made, so the next one is {prefix}{used + 1}. Choose another "
                "prefix to begin anew.",
            )
        if (series.prefix, series.next_number) == (prefix, next_number):
            return series
        series.prefix, series.next_number = prefix, next_number
        series.save(update_fields=["prefix", "next_number"])
        publish(
            InvoiceSeriesChanged(
                actor=actor,
                series=kind,
                prefix=prefix,
                next_number=next_number,
                summary=f"set the next number of a series of invoices to {series}",
            )
        )
    return series


def _locked(account_id: int, kind: str) -> InvoiceSeries:
    InvoiceSeries.objects.get_or_create(
        account_id=account_id, kind=kind, defaults={"prefix": _PREFIXES[kind]}
    )
    return InvoiceSeries.objects.select_for_update().get(account_id=account_id, kind=kind)


def _prefix(typed: str) -> str:
    prefix = optional(typed, field="prefix", what="the prefix", longest=20)
    if prefix[-1:].isdigit():
        raise _refused(
            "prefix", "End it with something other than a digit, such as 2026-, so that the "
            "number can be told from it."
        )  # fmt: skip
    return prefix


def _used(account_id: int, kind: str, prefix: str) -> int | None:
    """The last number that was given with a prefix; None where there is none."""
    found = TaxInvoice.objects.filter(
        account_id=account_id, kind=kind, number__startswith=prefix
    ).values_list("number", flat=True)
    rests = (number[len(prefix) :] for number in found)
    return max((int(rest) for rest in rests if rest.isascii() and rest.isdigit()), default=None)


def _last(account_id: int, kind: str) -> str:
    last = TaxInvoice.objects.filter(account_id=account_id, kind=kind).order_by("-id").first()
    return "" if last is None else last.number


def _refused(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={field: sentence})
