"""The account that is measured: one project with contracts of as many lines as are wanted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import count

from tests.support.live import LiveInstallation
from tests.support.scene import Scene, build_scene
from tests.support.visitor import Visitor

from ledgerstone.claims.models import Claim, ClaimLine
from ledgerstone.claims.operations import approve_claim, save_cells, start_claim, submit_claim
from ledgerstone.claims.sheets.edits import CellEdit
from ledgerstone.contracts.actors import refreshed
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import create_contract
from ledgerstone.contracts.retention.retention import flat
from ledgerstone.contracts.schedules.schedule import NewLine
from ledgerstone.projects.operations import add_budget_codes, open_billing_period

PASSWORD = "measured in peace"  # noqa: S105 - of an account that lives for minutes
CODES = tuple(f"{number:02}-{part}" for number in range(1, 51) for part in ("10", "20", "30", "40"))
TEN_PERCENT = Decimal("0.10")


class Work:
    """Contracts and claims, made through the operations."""

    def __init__(self, name: str) -> None:
        self.scene: Scene = build_scene(f"Measured {name}")
        self.scene.user.set_password(PASSWORD)
        self.scene.user.save(update_fields=["password"])
        self._numbers = count(1)
        self._months = count()

    @property
    def account_id(self) -> int:
        return self.scene.account.pk

    def prepare(self) -> None:
        """Codes and an open billing period; with the account in context."""
        self.scene.actor = refreshed(self.scene.actor)
        add_budget_codes(
            actor=self.scene.actor,
            project_id=self.scene.project.pk,
            codes={code: f"Trade {code}" for code in CODES},
        )
        self.scene.actor = refreshed(self.scene.actor)
        self.next_period()

    def next_period(self) -> None:
        """Open the next month."""
        month = next(self._months)
        start = dt.date(2023 + month // 12, month % 12 + 1, 1)
        end = (start + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        open_billing_period(
            actor=self.scene.actor,
            project_id=self.scene.project.pk,
            start=start,
            end=end,
            due_date=end - dt.timedelta(days=3),
        )

    def contract(
        self, lines: int, kind: str = "subcontract", value: Decimal = Decimal("1234.56")
    ) -> Contract:
        """A running contract of so many lines, with codes, sections and a retention."""
        return create_contract(
            actor=self.scene.actor,
            project_id=self.scene.project.pk,
            kind=kind,
            number=f"C-{next(self._numbers):04}",
            title="All trades",
            company_id=(
                self.scene.owner if kind == "head_contract" else self.scene.subcontractor
            ).pk,
            rows=[
                NewLine(
                    item=f"{number:05}",
                    description=f"Part {number} of the works",
                    scheduled_value=value,
                    section=f"Trade {number // 20 + 1}",
                    budget_code=CODES[number % len(CODES)],
                )
                for number in range(lines)
            ],
            status="approved",
            retention=flat(TEN_PERCENT),
            tax_rate=TEN_PERCENT,
        )

    def draft(self, contract: Contract, percent: int | None = None) -> Claim:
        """The next claim of a contract, every line at this percentage if one is given."""
        actor = self.scene.actor
        claim = start_claim(actor=actor, contract_id=contract.pk)
        if percent is None:
            return claim
        lines = ClaimLine.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
        was = None if claim.number == 1 else str(percent - 1)
        edits = [
            CellEdit(line, "percent_to_date", str(percent), was)
            for line in lines.values_list("line_id", flat=True)
        ]
        saved = save_cells(actor=actor, claim_id=claim.pk, edits=edits, since=claim.version)
        if saved.errors or saved.conflicts:
            raise RuntimeError(f"The figures were not taken: {saved.errors or saved.conflicts}")
        claim.refresh_from_db()
        return claim

    def certified(self, contract: Contract, percent: int) -> Claim:
        """The next claim of a contract, certified as claimed."""
        actor = self.scene.actor
        claim = self.draft(contract, percent)
        claim = submit_claim(actor=actor, claim_id=claim.pk, expected_version=claim.version)
        approve_claim(
            actor=actor, claim_id=claim.pk, expected_version=claim.version, decision="approved"
        )
        return claim

    def visitor(self, live: LiveInstallation) -> Visitor:
        """The administrator, signed in to a server."""
        visitor = Visitor(live.address)
        visitor.sign_in(self.scene.user.email, PASSWORD)
        return visitor
