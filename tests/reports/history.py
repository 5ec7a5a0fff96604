"""A random history of claims, certificates and payments, made by the operations.

Whatever is drawn is done as people do it: claims in the order of their periods, some returned,
withdrawn, waiting for the owner or left as drafts; payments in part, for several claims at once,
beyond what is owed, or for none; some reversed.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.payments.operations import record_payment, reverse_payment
from ledgerstone.payments.queries import claims_to_pay
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

LINES = raw_rows([("1", "Frames", "80,000.00"), ("2", "Cladding", "41,234.56")])
WORK = "percent_to_date"
FIRST = dt.date(2025, 1, 1)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 2, tzinfo=dt.UTC)


@dataclass
class History:
    """What was drawn, month by month. The clock stands at each act's own day."""

    scene: Scene
    draw: random.Random
    desks: list[Desk] = field(default_factory=list)
    reached: dict[int, int] = field(default_factory=dict)

    def build(self, months: int) -> None:
        for number, days in enumerate((14, 30, None)):
            self.desks.append(self._desk("subcontract", days, number))
        self.desks.append(self._desk("head_contract", 20, 3))
        for month in range(months):
            start = dt.date(FIRST.year + month // 12, month % 12 + 1, 1)
            with clock.fixed(noon(start)):
                self.scene.period(start.year, start.month)
            for desk in self.desks:
                self._claim(desk, start, is_last=month == months - 1)
            for desk in self.desks:
                self._pay(desk.contract, start)

    def _desk(self, kind: str, days: int | None, number: int) -> Desk:
        tax = Decimal("0.10") if number % 2 == 0 else None
        desk = Desk.at(
            self.scene, kind, rows=LINES, retention=flat("0.10"), tax_rate=tax, payment_days=days
        )
        self.reached[desk.contract.pk] = 0
        return desk

    def _claim(self, desk: Desk, start: dt.date, *, is_last: bool) -> None:
        """The claim of the month, near its end; sometimes none."""
        if self.draw.random() < 0.15 and not is_last:
            return
        if Claim.objects.filter(contract=desk.contract, status="under_review").exists():
            return
        percent = self.reached[desk.contract.pk] = min(
            100, self.reached[desk.contract.pk] + self.draw.randint(1, 9)
        )
        with clock.fixed(noon(start.replace(day=26))):
            claim = desk.start()
            desk.type(claim, {"1": {WORK: f"{percent}%"}, "2": {WORK: f"{percent - 1}%"}})
            if desk.contract.is_upstream:
                desk.issue(claim)
                return
            self._decide(desk, claim, is_last=is_last)

    def _decide(self, desk: Desk, claim: Claim, *, is_last: bool) -> None:
        fate = self.draw.random()
        if is_last and fate < 0.3:
            return
        desk.submit(claim)
        if is_last and fate < 0.6:
            return
        if fate > 0.9:
            desk.withdraw(claim)
        elif fate > 0.82:
            desk.send_back(claim)
            desk.submit(claim)
            desk.approve(claim)
        elif fate > 0.75 and is_last:
            desk.approve(claim, "pending_owner_approval")
        else:
            desk.approve(claim)

    def _pay(self, contract: Contract, start: dt.date) -> None:
        """Something of what is open, often all of it, sometimes more."""
        for _ in range(self.draw.randint(0, 2)):
            day = start.replace(day=self.draw.randint(1, 28))
            owed = [one for one in claims_to_pay(contract) if one.open > 0]
            shares = {
                one.claim.pk: one.open if self.draw.random() < 0.6 else one.open / 2
                for one in owed[:2]
            }
            shares = {pk: amount.quantize(Decimal("0.01")) for pk, amount in shares.items()}
            beyond = Decimal(self.draw.choice((0, 0, 0, 25)))
            amount = sum(shares.values(), beyond)
            if amount <= 0:
                continue
            with clock.fixed(noon(start.replace(day=28))):
                paid = record_payment(
                    actor=self.scene.actor,
                    contract_id=contract.pk,
                    paid_on=day,
                    amount=amount,
                    shares=shares,
                )
                if self.draw.random() < 0.15:
                    reverse_payment(
                        actor=self.scene.actor, payment_id=paid.pk, reason="The bank refused it."
                    )
