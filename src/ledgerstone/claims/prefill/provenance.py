"""Where the figures of a head contract claim came from, while it is a draft and ever after.

What was carried is kept with the claim. A source whose certificate was withdrawn since still stands
behind the figure that it made, and comes back as a negative with the next prefill.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.access.levels import Tool
from ledgerstone.claims.models import WITHDRAWN, CarriedAmount, Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.visibility import with_schedule
from ledgerstone.tenancy.actor import Actor

from .allocation import ZERO, Amount
from .head_lines import HeadLine, read_head_lines


@dataclass(frozen=True, slots=True)
class CarriedFigure:
    """What one line of a certificate gave to a line. ``claim`` is None where the commitment is not
    for the person to see.

    ``comes_back``: what of a withdrawn source is still carried somewhere.
    """

    claim: Claim | None
    carried_in: int  # the number of the head contract claim
    item: str
    description: str
    amount: Amount
    retention: Decimal
    certified_at: dt.datetime
    withdrawn_at: dt.datetime | None
    comes_back: Decimal


@dataclass(frozen=True, slots=True)
class LineSources:
    """A line with all that was carried to it, in this claim or in all up to it."""

    line: HeadLine
    billed: Decimal
    figures: tuple[CarriedFigure, ...]

    @property
    def carried(self) -> Decimal:
        return sum((figure.amount.total for figure in self.figures), ZERO)

    @property
    def own(self) -> Decimal:
        """What is billed and was carried from nobody."""
        return self.billed - self.carried


def may_see_sources(actor: Actor, claim: Claim) -> bool:
    """Whether what the claim was carried from is for the person: who sees no claims of commitments
    learns nothing of their figures from the claim to the owner either."""
    project_id = claim.contract.project_id
    return access.may_with(actor, Tool.COMMITMENTS, Action.VIEW_CLAIM, project_id)


def line_sources(
    actor: Actor, claim: Claim, *, to_date: bool = False, line_id: int | None = None
) -> tuple[LineSources, ...]:
    """The lines that bill something or were carried to, with their sources. Five queries.

    ``to_date``: also what earlier claims carried. ``line_id``: that line alone.
    """
    rows = _carried(claim, to_date=to_date)
    if line_id is not None:
        rows = [row for row in rows if row.line_id == line_id]
    seen = _seen(actor, rows)
    back = _comes_back(rows)
    figures: dict[int, list[CarriedFigure]] = defaultdict(list)
    for row in rows:
        figures[row.line_id].append(_figure(row, seen, back))
    found = []
    for line in read_head_lines(claim):
        if line_id is not None and line.id != line_id:
            continue
        billed = line.draft_work + line.draft_materials if to_date else line.draft_now
        if billed or line.id in figures or line.id == line_id:
            found.append(LineSources(line, billed, tuple(figures.get(line.id, ()))))
    return tuple(found)


def count(claim: Claim) -> int:
    """How many amounts a claim carries. One query."""
    return _told(
        CarriedAmount.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
    ).count()


def _told(found: QuerySet[CarriedAmount]) -> QuerySet[CarriedAmount]:
    """Without retention alone where the claim's own rule holds it: it made no figure."""
    return found.exclude(work=0, materials=0, claim__carries_retention=False)


def _carried(claim: Claim, *, to_date: bool) -> list[CarriedAmount]:
    found = CarriedAmount.objects.filter(
        account_id=claim.account_id, claim__contract_id=claim.contract_id
    )
    if to_date:
        found = found.filter(claim__number__lte=claim.number).exclude(claim__status=WITHDRAWN)
    else:
        found = found.filter(claim_id=claim.pk)
    return list(
        _told(found)
        .select_related(
            "claim",
            "source__certificate__claim__contract",
            "source__certificate__claim__period",
        )
        .defer("source__certificate__position")
        .prefetch_related("source__certificate__withdrawals")
        .order_by("line_id", "claim__number", "id")
    )


def _seen(actor: Actor, rows: Sequence[CarriedAmount]) -> set[int]:
    """The commitments that the person sees the figures of."""
    ids = {row.source.certificate.contract_id for row in rows}
    seen = Contract.objects.filter(with_schedule(actor), account_id=actor.account_id, pk__in=ids)
    return set(seen.values_list("pk", flat=True))


def _comes_back(rows: Sequence[CarriedAmount]) -> dict[int, Decimal]:
    """What of sources that were withdrawn is still carried, by source."""
    gone = [row.source_id for row in rows if row.source.certificate.withdrawals.all()]
    if not gone:
        return {}
    still = (
        CarriedAmount.objects.filter(account_id=rows[0].account_id, source_id__in=gone)
        .exclude(claim__status=WITHDRAWN)
        .values_list("source_id")
        .annotate(Sum("work"), Sum("materials"))
    )
    return {source: work + materials for source, work, materials in still.order_by()}


def _figure(row: CarriedAmount, seen: set[int], back: dict[int, Decimal]) -> CarriedFigure:
    certificate = row.source.certificate
    withdrawals = list(certificate.withdrawals.all())
    is_seen = certificate.contract_id in seen
    return CarriedFigure(
        claim=certificate.claim if is_seen else None,
        carried_in=row.claim.number,
        item=row.source.item if is_seen else "",
        description=row.source.description if is_seen else "",
        amount=Amount(row.work, row.materials),
        retention=row.retention,
        certified_at=certificate.issued_at,
        withdrawn_at=withdrawals[0].withdrawn_at if withdrawals else None,
        comes_back=back.get(row.source_id, ZERO),
    )
