"""Whether a person may do something, by the table of rights. Pure: all it needs is handed over."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.tenancy.actor import NO_RIGHTS, Actor, Rights

from .actions import Action
from .levels import GRANTS, TOOLS, Grant, Level, Scope, Tool
from .matrix import Rule, When, rule

_ACCOUNT_TOOLS = frozenset(TOOLS[Scope.ACCOUNT])


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a contract rights depend on. ``shows_schedule``: to people on its private list."""

    account_id: int
    project_id: int
    contract_id: int
    kind: str
    tool: Tool
    is_private: bool = False
    shows_schedule: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """The contracts of a kind on a project to which a right extends: all, or those of some ids.

    ``but`` are left out of ``everything``.
    """

    everything: bool = False
    but: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()
    named_if_shown: frozenset[int] = frozenset()  # where the contract shows its schedule

    def holds(self, contract: Standing) -> bool:
        """Whether one contract is among them."""
        pk = contract.contract_id
        return (
            (self.everything and pk not in self.but)
            or pk in self.named
            or (contract.shows_schedule and pk in self.named_if_shown)
        )


NOTHING = Reach()
EVERYTHING = Reach(everything=True)


def _rights(actor: Actor, tool: Tool, project_id: int | None) -> Rights:
    if tool in _ACCOUNT_TOOLS:
        return actor.account_rights
    return actor.projects.get(project_id, NO_RIGHTS) if project_id is not None else NO_RIGHTS


def level(actor: Actor, tool: Tool, project_id: int | None = None) -> Level:
    """The actor's level on a tool; ``NONE`` on projects that they are not on.

    Who administers the company directory administers every tool of the account.
    """
    rights = _rights(actor, tool, project_id)
    found = Level(rights.levels.get(tool, Level.NONE))
    if tool in _ACCOUNT_TOOLS and rights.levels.get(Tool.COMPANY_DIRECTORY) == Level.ADMIN:
        return Level.ADMIN
    return found


def is_account_administrator(actor: Actor) -> bool:
    """Whether the person administers the account with all of its tools."""
    return level(actor, Tool.COMPANY_DIRECTORY) is Level.ADMIN


def sees_account(actor: Actor) -> bool:
    """Whether the person sees anything of the account's own tools."""
    return any(level(actor, tool) > Level.NONE for tool in TOOLS[Scope.ACCOUNT])


def sees_project(actor: Actor, project_id: int) -> bool:
    """Whether the project itself is visible: some level on some tool of it.

    A claim contact without any level sees their contract and nothing of the project around it.
    """
    return any(level(actor, tool, project_id) > Level.NONE for tool in TOOLS[Scope.PROJECT])


def visible_projects(actor: Actor) -> list[int]:
    """The projects that are visible to the person."""
    return [project_id for project_id in actor.projects if sees_project(actor, project_id)]


def may_in_account(actor: Actor, action: Action) -> bool:
    """Whether the person may do something of the account's tools."""
    return any(_suffices(actor, rule(tool, action), None) for tool in TOOLS[Scope.ACCOUNT])


def may_on_project(actor: Actor, action: Action, project_id: int, *, kind: str = "") -> bool:
    """Whether the person may do something on a project that concerns no contract in particular.

    ``kind`` is that of a contract to be made, whose grants differ by it.
    """
    return any(
        _suffices(actor, rule(tool, action), project_id, kind) for tool in TOOLS[Scope.PROJECT]
    )


def may_with(actor: Actor, tool: Tool, action: Action, project_id: int, *, kind: str = "") -> bool:
    """Whether the person may do something with one tool of a project, to any contract in it.

    ``kind`` is that of a contract to be made, whose grants differ by it.
    """
    return _suffices(actor, rule(tool, action), project_id, kind)


def reach(actor: Actor, tool: Tool, action: Action, project_id: int, kind: str) -> Reach:
    """How far a right extends over the contracts of a kind on a project. What lists ask."""
    found = rule(tool, action)
    return NOTHING if found is None else _reach(actor, found, project_id, kind)


def may_view(actor: Actor, contract: Standing) -> bool:
    """Whether the contract exists for the person."""
    action = Action.VIEW_PRIVATE if contract.is_private else Action.VIEW
    return _may(actor, action, contract)


def may(actor: Actor, action: Action, contract: Standing) -> bool:
    """Whether the person may do something to a contract, or to a claim on it."""
    if action in _SEEING:
        return may_view(actor, contract)
    if action in _SEEING_SCHEDULE:
        return may_view_schedule(actor, contract)
    if not may_view(actor, contract):
        return False
    if action in _NEEDS_SCHEDULE and not may_view_schedule(actor, contract):
        return False
    return _may(actor, action, contract)


def may_view_schedule(actor: Actor, contract: Standing) -> bool:
    """Whether the person sees the contract's schedule of values, and so its figures."""
    action = Action.VIEW_PRIVATE_SCHEDULE if contract.is_private else Action.VIEW_SCHEDULE
    return may_view(actor, contract) and _may(actor, action, contract)


def may_assign(actor: Actor, given: Rights, project_id: int | None = None) -> bool:
    """Whether the person may hand these rights to somebody: nobody gives more than they hold.

    An account administrator may hand out any.
    """
    if is_account_administrator(actor):
        return True
    for name, wanted in given.levels.items():
        if wanted > level(actor, Tool(name), project_id):
            return False
    held = actor.account_rights if project_id is None else actor.projects.get(project_id, NO_RIGHTS)
    return all(_holds_grant(actor, Grant(name), held, project_id) for name in given.grants)


def may_put_into_template(
    actor: Actor, scope: Scope, before: Rights, after: Rights, *, is_own: bool
) -> bool:
    """Whether the person may have a template give other rights than before.

    Nobody gains by it what only an account administrator gives: a template of the account is not
    raised beyond what its editor holds, and nobody raises the one that they hold on a project.
    """
    if is_account_administrator(actor):
        return True
    raised = Rights(
        {tool: given for tool, given in after.levels.items() if given > before.levels.get(tool, 0)},
        after.grants - before.grants,
    )
    if scope is Scope.ACCOUNT:
        return may_assign(actor, raised)
    return not is_own or not (raised.levels or raised.grants)


# Which of the two rules counts is for the contract to say.
_SEEING = frozenset({Action.VIEW, Action.VIEW_PRIVATE})
_SEEING_SCHEDULE = frozenset({Action.VIEW_SCHEDULE, Action.VIEW_PRIVATE_SCHEDULE})
# A claim shows the schedule line by line.
_NEEDS_SCHEDULE = frozenset(
    {
        Action.FILL_SCHEDULE, Action.VIEW_CLAIM, Action.VIEW_ASSESSMENT, Action.EXPORT_CLAIM,
        Action.FORWARD_CLAIM, Action.START_CLAIM, Action.START_CLAIM_LATE, Action.EDIT_CLAIM,
        Action.SUBMIT_CLAIM, Action.WITHDRAW_CLAIM, Action.DELETE_CLAIM, Action.RELEASE_RETENTION,
        Action.VIEW_DRAFT_VARIATION, Action.CREATE_POTENTIAL_VARIATION, Action.RAISE_VARIATION,
    }
)  # fmt: skip


def _holds_grant(actor: Actor, grant: Grant, held: Rights, project_id: int | None) -> bool:
    return grant in held.grants or any(
        level(actor, tool, project_id) is Level.ADMIN for tool in GRANTS[grant]
    )


def _may(actor: Actor, action: Action, contract: Standing) -> bool:
    if contract.account_id != actor.account_id or contract.project_id not in actor.projects:
        return False
    found = reach(actor, contract.tool, action, contract.project_id, contract.kind)
    return found.holds(contract)


def _suffices(actor: Actor, found: Rule | None, project_id: int | None, kind: str = "") -> bool:
    return found is not None and _reach(actor, found, project_id, kind) == EVERYTHING


def _reach(actor: Actor, found: Rule, project_id: int | None, kind: str) -> Reach:
    cell = found.cell(level(actor, found.tool, project_id))
    if When.ALWAYS in cell:
        return EVERYTHING
    if When.GRANTED in cell:
        needed = found.grants_for(kind)
        if needed and needed <= _rights(actor, found.tool, project_id).grants:
            return EVERYTHING
    if When.INSURANCE_MANAGER in cell and actor.is_insurance_manager:
        return EVERYTHING
    if When.INSIDE in cell and not actor.is_outside:
        return EVERYTHING
    if When.NOT_CONTACT in cell:
        return Reach(everything=True, but=actor.contact_of)
    named: frozenset[int] = frozenset()
    if_shown: frozenset[int] = frozenset()
    for when in cell:
        if when is When.LISTED_AND_SHOWN:
            if_shown |= actor.listed_on | actor.contact_of
        else:
            named |= _named(actor, when)
    return Reach(named=named, named_if_shown=if_shown)


def _named(actor: Actor, when: When) -> frozenset[int]:
    """The contracts for which a condition about the person holds."""
    match when:
        case When.CONTACT:
            return actor.contact_of
        case When.BILLING_CONTACT:
            return actor.claims_for
        case When.SCHEDULE_CONTACT:
            return actor.fills_schedules_of
        case When.LISTED:
            return actor.listed_on | actor.contact_of
        case _:
            return frozenset()
