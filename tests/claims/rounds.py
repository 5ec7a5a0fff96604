"""A round of claims to test on: commitments with their contacts, and an open period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledgerstone.claims import operations
from ledgerstone.claims.many import Outcome
from ledgerstone.claims.models import Invitation
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings
from tests.claims.desk import Desk
from tests.support.contacts import Contact, contact_of
from tests.support.scene import Scene

# Two in the afternoon of Tuesday 20 October where the project is, eight days before claims are due.
AFTERNOON = dt.datetime(2026, 10, 20, 3, 0, tzinfo=dt.UTC)


@dataclass
class Round:
    """A contract with its contact, in October; others beside it."""

    scene: Scene
    period: BillingPeriod
    contract: Contract
    contact: Contact

    @classmethod
    def at(cls, scene: Scene, **given: Any) -> Round:
        contract = Desk.at(scene, title="Lighting", **given).contract
        contact = contact_of(scene, contract)
        return cls(scene, scene.period(2026, 10), contract, contact)

    @property
    def desk(self) -> Desk:
        """The contact's desk at the contract."""
        return Desk(self.contact.actor, self.contract)

    @property
    def office(self) -> Desk:
        """The administrator's."""
        return Desk(self.scene.actor, self.contract)

    @property
    def invitation(self) -> Invitation:
        return Invitation.objects.get(contract=self.contract, period=self.period)

    def invite(self, *contracts: Contract, type: str = "work_materials", **given: Any) -> Outcome:
        """Invite the contacts of these contracts, of the first one unless told."""
        return operations.invite_contacts(
            **{"actor": self.scene.actor, **self._on(contracts), "type": type, **given}
        )

    def remind(self, *contracts: Contract, **given: Any) -> Outcome:
        return operations.remind_contacts(
            **{"actor": self.scene.actor, **self._on(contracts), **given}
        )

    def answer(self, accepts: bool, reason: str = "", **given: Any) -> Invitation:
        return operations.answer_invitation(
            **{
                "actor": self.contact.actor, "invitation_id": self.invitation.pk,
                "accepts": accepts, "reason": reason, **given,
            }
        )  # fmt: skip

    def settings(self, **given: Any) -> None:
        """Set how claims work on the project."""
        InvoicingSettings.objects.filter(project=self.scene.project).update(**given)

    def _on(self, contracts: Sequence[Contract]) -> dict[str, Any]:
        return {
            "project_id": self.scene.project.pk,
            "period_id": self.period.pk,
            "contract_ids": [one.pk for one in contracts or [self.contract]],
        }
