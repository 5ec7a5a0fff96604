"""What the claim contacts of a commitment may do, where it says so itself."""

from __future__ import annotations

from ledgerstone.access.actions import Action
from ledgerstone.contracts import events
from ledgerstone.contracts.models import Contract
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish

from .locking import locked_contract


def change_contact_settings(
    *,
    actor: Actor,
    contract_id: int,
    expected_version: int,
    contacts_may_claim: bool | None,
    contacts_may_fill_schedule: bool | None,
) -> Contract:
    """Say whether contacts may claim, and fill the schedule; None leaves it to the project."""
    wanted = {
        "contacts_may_claim": contacts_may_claim,
        "contacts_may_fill_schedule": contacts_may_fill_schedule,
    }
    with acting(actor):
        contract = locked_contract(
            actor, contract_id, right=Action.CONFIGURE, expected_version=expected_version
        )
        changes = {name: to for name, to in wanted.items() if getattr(contract, name) is not to}
        if not changes:
            return contract
        for name, value in changes.items():
            setattr(contract, name, value)
        contract.version += 1
        contract.save(update_fields=[*changes, "version"])
        publish(
            events.ContactSettingsChanged(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                changes=changes,
                summary="changed what claim contacts may do",
            )
        )
    return contract
