"""Statuses of contracts and what they lock, as the people of a project meet them.

Any administrator sets any status; nothing goes back under what was claimed. An account may keep
company and schedule of values from signature on, and lock what was agreed. What goes on at which
status is said in the words of the refusal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from ledgerstone.contracts import fixed
from ledgerstone.contracts.models import (
    STATUSES,
    CommitmentSettings,
    Contract,
)
from ledgerstone.contracts.operations import (
    change_contract,
    change_executed,
    change_status,
    delete_contract,
    replace_schedule,
)
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, WrongState
from tests.claims.desk import Desk
from tests.support.people import as_actor, member, worker
from tests.support.scene import ROWS, Scene

WORK = "work_this_period"
PLATFORM = (RawRow(item="V1", description="Platform", scheduled_value="1,000.00"),)


def now(contract: Contract) -> Contract:
    return Contract.objects.select_related("project").get(pk=contract.pk)


def to(actor: Actor, contract: Contract, status: str) -> Contract:
    return change_status(
        actor=actor,
        contract_id=contract.pk,
        status=status,
        expected_version=now(contract).version,
    )


def delete(actor: Actor, contract: Contract) -> Contract:
    return delete_contract(
        actor=actor, contract_id=contract.pk, expected_version=now(contract).version
    )


def sent_to(scene: Scene, contract: Contract, company_id: int) -> Contract:
    return change_contract(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=now(contract).version,
        company_id=company_id,
    )


def somebody(scene: Scene, name: str, key: str) -> Actor:
    person = worker(scene, scene.own, name)
    member(scene, person, key)
    return as_actor(scene, person)


@pytest.fixture
def account(scene: Scene) -> Callable[..., None]:
    """What the account says about contracts."""

    def says(**settings: Any) -> None:
        Account.objects.filter(pk=scene.account.pk).update(**settings)

    return says


# --- who sets which status --------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(STATUSES))
def test_an_administrator_takes_a_contract_to_any_status_of_its_kind(
    scene: Scene, kind: str
) -> None:
    contract = scene.contract(kind)
    for status in [*STATUSES[kind], *reversed(STATUSES[kind])]:
        assert to(scene.actor, contract, status).status == status


@pytest.mark.parametrize("key", ["site_team", "read_only"])
def test_nobody_else_sets_a_status_or_marks_as_executed(scene: Scene, key: str) -> None:
    contract = scene.contract()
    kim = somebody(scene, "Kim Ode", key)
    with pytest.raises(NotAllowed):
        to(kim, contract, "approved")
    with pytest.raises(NotAllowed):
        change_executed(actor=kim, contract_id=contract.pk, expected_version=1, is_executed=True)
    with pytest.raises(NotAllowed):
        delete(kim, contract)
    assert now(contract).version == 1


def test_executed_is_its_own_fact_beside_the_status(scene: Scene) -> None:
    contract = scene.contract()
    day = dt.date(2026, 3, 9)
    change_executed(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=1,
        is_executed=True,
        executed_date=day,
    )
    assert to(scene.actor, contract, "approved").executed_date == day
    assert to(scene.actor, contract, "draft").is_executed


def test_what_was_claimed_stays_agreed(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    desk.certified({"1": {WORK: "4000"}})
    for status in ("draft", "out_for_signature", "void"):
        with pytest.raises(WrongState, match="Amounts of this contract were claimed"):
            to(scene.actor, desk.contract, status)
    assert to(scene.actor, desk.contract, "terminated").status == "terminated"


# --- what is fixed from which status on -------------------------------------------------------


def why_fixed(contract: Contract) -> str | None:
    words, _formats = projects.words(contract.project)
    return fixed.why_schedule_is_fixed(now(contract), words)


def test_a_schedule_is_fixed_by_approval_and_open_again_in_draft(scene: Scene) -> None:
    contract = scene.contract()
    assert why_fixed(contract) is None
    to(scene.actor, contract, "approved")
    assert "is fixed since the contract left its draft" in str(why_fixed(contract))
    to(scene.actor, contract, "draft")
    assert why_fixed(contract) is None


@pytest.mark.parametrize(
    ("kind", "setting"),
    [
        ("subcontract", "restricts_commitment_edits"),
        ("purchase_order", "restricts_commitment_edits"),
        ("head_contract", "restricts_head_contract_edits"),
    ],
)
def test_an_account_keeps_company_and_schedule_from_signature_on(
    scene: Scene, account: Callable[..., None], kind: str, setting: str
) -> None:
    account(**{setting: True})
    contract = scene.contract(kind)
    other = scene.own.pk
    assert sent_to(scene, contract, other).company_id == other
    sent = "submitted" if kind == "purchase_order" else "out_for_signature"
    to(scene.actor, contract, sent)
    with pytest.raises(Invalid) as refused:
        sent_to(scene, contract, scene.subcontractor.pk)
    assert "once the contract goes out for signature" in refused.value.fields["company"]
    with pytest.raises(WrongState, match="once the contract goes out for signature"):
        replace_schedule(
            actor=scene.actor,
            contract_id=contract.pk,
            rows=ROWS[:1],
            expected_version=now(contract).version,
        )
    # Particulars that nobody is bound by still change.
    change_contract(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=now(contract).version,
        description="Frames and purlins",
    )
    account(**{setting: False})
    assert sent_to(scene, contract, scene.owner.pk).company_id == scene.owner.pk


def test_always_editable_schedules_are_above_what_the_account_restricts(
    scene: Scene, account: Callable[..., None]
) -> None:
    account(restricts_commitment_edits=True)
    CommitmentSettings.objects.update_or_create(
        account_id=scene.account.pk,
        project_id=scene.project.pk,
        defaults={"always_editable_schedule": True},
    )
    contract = scene.contract(status="approved")
    assert why_fixed(contract) is None
    with pytest.raises(Invalid):
        sent_to(scene, contract, scene.owner.pk)


@pytest.mark.parametrize("status", ["approved", "complete"])
def test_an_account_locks_what_was_agreed(
    scene: Scene, account: Callable[..., None], status: str
) -> None:
    account(locks_agreed_commitments=True)
    contract = scene.contract(status="approved")
    to(scene.actor, contract, status)
    with pytest.raises(Invalid) as refused:
        sent_to(scene, contract, scene.owner.pk)
    why = f"Your account locks commitments that are {status}."
    assert refused.value.fields == {"company": why}
    with pytest.raises(WrongState) as kept:
        delete(scene.actor, contract)
    assert kept.value.message == why
    head = scene.contract("head_contract", status="approved")
    delete(scene.actor, head)
    to(scene.actor, contract, "draft")
    delete(scene.actor, contract)
