"""Changing the advanced settings of a contract."""

from __future__ import annotations

from typing import Any

from ledgerstone.access.actions import Action
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract, ScheduleLine
from ledgerstone.contracts.settings import advanced
from ledgerstone.contracts.settings.setting_events import AdvancedSettingsChanged
from ledgerstone.contracts.settings.setting_words import Worded
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import breakdown
from ledgerstone.projects import queries as projects
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid

from .keeping import refuse_terms
from .locking import locked_contract
from .particulars import refused
from .subcontractor_schedule_lines import delete_details


def change_advanced_settings(
    *,
    actor: Actor,
    contract_id: int,
    expected_version: int,
    drops_details: bool = False,
    **changes: Any,
) -> Contract:
    """Change advanced settings by name, those of ``advanced.settings_of`` for the kind.

    What can no longer be changed is refused at its field with the reason; rooms above refuse what
    stands on it. Switching the subcontractor's schedule off drops the details it was broken down
    into, which ``drops_details`` confirms.
    """
    with acting(actor):
        contract = locked_contract(
            actor, contract_id, right=Action.CONFIGURE, expected_version=expected_version
        )
        known = advanced.settings_of(contract.kind)
        values = {name: _value(known, name, given) for name, given in changes.items()}
        changed = {k: v for k, v in values.items() if getattr(contract, k) != v}
        if not changed:
            return contract
        words, _formats = projects.words(contract.project)
        _refuse_fixed(contract, changed, words)
        if "has_subcontractor_schedule" in changed:
            _refuse_unconfirmed(contract, changed, words, drops_details=drops_details)
        for name, value in changed.items():
            setattr(contract, name, value)
        if changed.keys() & {"accounting_method", "retains_on_work", "retains_on_materials"}:
            refuse_terms(contract, queries.contract_terms(contract), field=next(iter(changed)))
        if changed.get("has_subcontractor_schedule") is False:
            _list_agreed_lines(contract)
            changed["subcontractor_schedule_status"] = "draft"
            contract.subcontractor_schedule_status = "draft"
        contract.version += 1
        contract.save(update_fields=[*changed, "version"])
        _tell(actor, contract, changed)
    return contract


def _tell(actor: Actor, contract: Contract, changed: dict[str, Any]) -> None:
    publish(
        AdvancedSettingsChanged(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            changes=changed,
            summary="changed the advanced settings",
        )
    )


def _value(known: dict[str, Worded], name: str, given: Any) -> Any:
    if name not in known:
        raise TypeError(f"This kind of contract has no setting {name}.")
    choices = known[name].choices
    if not choices:
        return bool(given)
    if given not in dict(choices):
        raise refused(name, "Choose one from the list.")
    return given


def _refuse_fixed(contract: Contract, changed: dict[str, Any], words: Terms) -> None:
    """Refuse what is fixed, and what does not go together."""
    why = advanced.why_fixed(contract, words, is_claimed=False)
    _together(contract, changed, why)
    problems = {name: why[name] for name in changed if name in why}
    if changed.get("accounting_method") == "amount" and _has_unit_lines(contract):
        problems.setdefault(
            "accounting_method",
            "Some lines have quantities and unit prices. Replace them by amounts first.",
        )
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)


def _together(contract: Contract, changed: dict[str, Any], why: dict[str, str]) -> None:
    """Both parts of retention go off under any terms; method and breakdown change in one step."""
    parts = {"retains_on_work", "retains_on_materials"}
    if not queries.is_billed(contract) and parts <= changed.keys():
        for part in parts:
            why.pop(part, None)
    if changed.get("has_subcontractor_schedule") and changed.get("accounting_method") == "amount":
        why.pop("has_subcontractor_schedule", None)


def _has_unit_lines(contract: Contract) -> bool:
    return ScheduleLine.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, quantity__isnull=False
    ).exists()


def _refuse_unconfirmed(
    contract: Contract, changed: dict[str, Any], words: Terms, *, drops_details: bool
) -> None:
    if changed["has_subcontractor_schedule"]:
        if contract.kind == HEAD_CONTRACT or changed.get("accounting_method") == "unit":
            raise refused(
                "has_subcontractor_schedule",
                f"Only a {words.schedule_of_values} made of amounts is broken down.",
            )
        return
    count = advanced.detail_count(contract)
    if count and not drops_details:
        raise refused(
            "has_subcontractor_schedule",
            f"The {count} detail{'' if count == 1 else 's'} of the "
            f"{words.subcontractor_schedule} would be dropped. Confirm that.",
        )


def _list_agreed_lines(contract: Contract) -> None:
    """Claims list the agreed lines again, and there are no details."""
    delete_details([detail for part in breakdown(contract).parts for detail in part.details])
    ScheduleLine.objects.filter(
        account_id=contract.account_id,
        contract_id=contract.pk,
        variation__isnull=True,
        is_on_claims=False,
    ).update(is_on_claims=True)
