"""The table of rights against what the specification says, for every person who can stand there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from ledgerstone.access import policy
from ledgerstone.access.actions import Action
from ledgerstone.access.levels import GRANTS, TOOLS, Grant, Level, Scope, Tool
from ledgerstone.access.matrix import RULES
from ledgerstone.access.policy import Standing
from ledgerstone.tenancy.actor import Actor, Rights
from tests.access.expectations import KINDS, Case, rows_of
from tests.access.people import ACCOUNT, PROJECT, somebody

CONTRACT = 5
LEVELS = range(4)
TWICE = (False, True)
ALL_TASKS = frozenset(grant.value for grant in Grant)
# Nobody; a contact who may only look, claim, fill the schedule, both.
CONTACTS = ((False, False, False), *((True, *both) for both in product(TWICE, repeat=2)))


def cases(kind: str, action: str) -> Iterator[Case]:
    """Every person and contract that the answer can depend on."""
    tool = next(tool for tool, kinds in KINDS.items() if kind in kinds)
    row = rows_of[tool].get(action)
    own = row.tasks_for(kind) if row is not None else frozenset()
    seeing = rows_of[tool]["view_private"].tasks_for(kind)
    granted = {frozenset(), own, seeing, own | seeing, ALL_TASKS, *(own - {one} for one in own)}
    for level, contact, listed, private, shown, tasks in product(
        LEVELS, CONTACTS, TWICE, TWICE, TWICE, granted
    ):
        yield Case(kind, level, *contact, listed, private, shown, tasks)


def person_of(case: Case) -> Actor:
    def named(holds: bool) -> list[int]:
        return [CONTRACT] if holds else []

    return somebody(
        levels={case.tool: case.level},
        tasks=case.tasks,
        contact_of=named(case.is_contact),
        claims_for=named(case.is_contact and case.may_claim),
        fills=named(case.is_contact and case.may_fill),
        listed_on=named(case.is_listed),
    )


def contract_of(case: Case) -> Standing:
    return Standing(
        account_id=ACCOUNT,
        project_id=PROJECT,
        contract_id=CONTRACT,
        kind=case.kind,
        tool=Tool(case.tool),
        is_private=case.is_private,
        shows_schedule=case.shows_schedule,
    )


def test_the_table_and_the_specification_know_the_same_acts() -> None:
    assert {(rule.tool.value, rule.action.value) for rule in RULES} == {
        (tool, action) for tool, rows in rows_of.items() for action in rows
    }


@pytest.mark.parametrize("action", [action.value for action in Action])
@pytest.mark.parametrize("kind", [kind for kinds in KINDS.values() for kind in kinds])
def test_every_act_on_a_contract(kind: str, action: str) -> None:
    wrong = [
        case
        for case in cases(kind, action)
        if policy.may(person_of(case), Action(action), contract_of(case)) is not case.may(action)
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", [kind for kinds in KINDS.values() for kind in kinds])
def test_a_level_holds_the_ones_below_it(kind: str) -> None:
    """But for the assessment in the making, which is kept from those whose claim it is."""
    for action in set(Action) - {Action.VIEW_ASSESSMENT}:
        for case in cases(kind, action.value):
            if case.level == Level.ADMIN or not case.may(action.value):
                continue
            above = replace(case, level=case.level + 1)
            assert policy.may(person_of(above), action, contract_of(above)), (action, above)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("tool", TOOLS[Scope.PROJECT])
def test_acts_on_a_project(tool: Tool, action: Action) -> None:
    row = rows_of[tool.value].get(action.value)
    for level, kind, manages in product(LEVELS, KINDS.get(tool.value, ("",)), TWICE):
        needed = row.tasks_for(kind) if row is not None else frozenset()
        for tasks in {frozenset(), needed, ALL_TASKS}:
            cell = row.cells[level] if row is not None else "-"
            expected = "Y" in cell or ("G" in cell and bool(needed) and needed <= tasks)
            person = somebody(levels={tool.value: level}, tasks=tasks, is_insurance_manager=manages)
            # Whoever is claim contact of nothing is not left out either.
            expected = expected or "N" in cell or ("M" in cell and manages)
            assert policy.may_with(person, tool, action, PROJECT, kind=kind) is expected
            elsewhere = manages and row is not None and "M" in row.cells[0]
            assert policy.may_with(person, tool, action, PROJECT + 1, kind=kind) is elsewhere


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("tool", TOOLS[Scope.ACCOUNT])
def test_acts_in_the_account(tool: Tool, action: Action) -> None:
    for level, tasks, manages in product(LEVELS, (frozenset(), ALL_TASKS), TWICE):
        person = somebody(
            account_levels={tool.value: level}, account_tasks=tasks, is_insurance_manager=manages
        )
        # Who administers the company directory administers all of the account.
        held = {one.value: 0 for one in TOOLS[Scope.ACCOUNT]} | {tool.value: level}
        if tool is Tool.COMPANY_DIRECTORY and level == Level.ADMIN:
            held = {one.value: int(Level.ADMIN) for one in TOOLS[Scope.ACCOUNT]}
        cells = [
            rows_of[one][action.value].cells[given]
            for one, given in held.items()
            if action.value in rows_of[one]
        ]
        expected = any(
            "Y" in cell or ("G" in cell and bool(tasks)) or ("M" in cell and manages)
            for cell in cells
        )
        assert policy.may_in_account(person, action) is expected


def test_rights_in_the_account_are_none_on_a_project() -> None:
    person = somebody(
        account_levels={tool.value: 3 for tool in TOOLS[Scope.ACCOUNT]}, account_tasks=ALL_TASKS
    )
    assert not policy.sees_project(person, PROJECT)
    assert not any(policy.may_on_project(person, action, PROJECT) for action in Action)


def test_the_same_ids_of_another_account_or_project_are_nothing() -> None:
    everywhere = somebody(
        levels={tool.value: 3 for tool in TOOLS[Scope.PROJECT]},
        contact_of=[CONTRACT],
        claims_for=[CONTRACT],
        listed_on=[CONTRACT],
    )
    here = contract_of(Case("subcontract", 3))
    assert policy.may_view(everywhere, here)
    for elsewhere in (replace(here, account_id=ACCOUNT + 1), replace(here, project_id=PROJECT + 1)):
        assert not any(policy.may(everywhere, action, elsewhere) for action in Action)


@pytest.mark.parametrize("tool", TOOLS[Scope.PROJECT])
@pytest.mark.parametrize("level", LEVELS)
def test_a_project_is_seen_by_whoever_has_a_level_in_it(tool: Tool, level: int) -> None:
    person = somebody(levels={tool.value: level}, contact_of=[CONTRACT], listed_on=[CONTRACT])
    assert policy.sees_project(person, PROJECT) is (level > 0)
    assert policy.visible_projects(person) == ([PROJECT] if level else [])


def test_nobody_hands_out_more_than_they_hold() -> None:
    holder = somebody(levels={"commitments": 2, "directory": 3}, tasks=["create_subcontracts"])
    assert policy.may_assign(holder, Rights({"commitments": 2, "directory": 1}), PROJECT)
    assert policy.may_assign(holder, Rights({}, frozenset({"create_subcontracts"})), PROJECT)
    # A task of a tool that one administers is held with it.
    assert policy.may_assign(holder, Rights({}, frozenset({"edit_people"})), PROJECT)
    assert not policy.may_assign(holder, Rights({"commitments": 3}), PROJECT)
    assert not policy.may_assign(holder, Rights({}, frozenset({"update_subcontracts"})), PROJECT)
    assert not policy.may_assign(holder, Rights({"commitments": 1}), PROJECT + 1)
    chief = somebody(account_levels={"company_directory": 3})
    assert policy.may_assign(chief, Rights({"commitments": 3}), PROJECT + 1)


def test_every_task_means_something() -> None:
    used = {
        task
        for tool, rows in rows_of.items()
        for row in rows.values()
        for kind in KINDS.get(tool, ("",))
        for task in row.tasks_for(kind)
    }
    assert used == {grant.value for grant in GRANTS}


@pytest.mark.parametrize(("level", "outside"), [(1, False), (2, False), (3, True)])
def test_drafts_to_the_owner_are_for_the_accounts_own_people(level: int, outside: bool) -> None:
    """And for whoever administers them, whichever company they work for."""
    tool, action = Tool.HEAD_CONTRACTS, Action.VIEW_DRAFT_VARIATION
    person = somebody(levels={tool.value: level})
    assert policy.may_with(person, tool, action, PROJECT)
    assert policy.may_with(replace(person, is_outside=True), tool, action, PROJECT) is outside
