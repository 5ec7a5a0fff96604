"""People put together for one question, without any record."""

from __future__ import annotations

from collections.abc import Iterable

from ledgerstone.tenancy.actor import Actor, Rights

ACCOUNT, PROJECT = 1, 2


def somebody(
    *,
    account: int = ACCOUNT,
    project: int = PROJECT,
    levels: dict[str, int] | None = None,
    account_levels: dict[str, int] | None = None,
    tasks: Iterable[str] = (),
    account_tasks: Iterable[str] = (),
    contact_of: Iterable[int] = (),
    claims_for: Iterable[int] = (),
    fills: Iterable[int] = (),
    listed_on: Iterable[int] = (),
    is_insurance_manager: bool = False,
    is_outside: bool = False,
) -> Actor:
    """A member of one project."""
    return Actor(
        account_id=account,
        user_id=9,
        name="Sam Ode",
        person_id=9,
        is_insurance_manager=is_insurance_manager,
        is_outside=is_outside,
        account_rights=Rights(account_levels or {}, frozenset(account_tasks)),
        projects={project: Rights(levels or {}, frozenset(tasks))},
        contact_of=frozenset(contact_of),
        claims_for=frozenset(claims_for),
        fills_schedules_of=frozenset(fills),
        listed_on=frozenset(listed_on),
    )
