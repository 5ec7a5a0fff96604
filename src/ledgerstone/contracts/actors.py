"""Who is at work: a person's templates, and what they are to single contracts, in one query.

It stands in this room because the private lists of contracts are part of the answer; pages, the
API and jobs above it ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ledgerstone.access.levels import TOOLS, Scope
from ledgerstone.tenancy import context, planned
from ledgerstone.tenancy.actor import Actor, Rights
from ledgerstone.tenancy.models import Account, User

_TOOLS = [tool.value for tools in TOOLS.values() for tool in tools]
_LEVELS = ", ".join(f"template.{tool}" for tool in _TOOLS)

# One row for the person, one for each project, one for each contract that names them. A claim
# contact counts while they work for the contract's company.
_RIGHTS = f"""
WITH person AS (
    SELECT id, company_id, account_id, account_template_id, is_insurance_manager
    FROM directory_person
    WHERE account_id = %(account)s AND user_id = %(user)s AND is_active
)
SELECT 'person', person.id, {_LEVELS}, template.grants,
  person.is_insurance_manager, NOT company.is_own, NULL::boolean, NULL::boolean
FROM person JOIN directory_company company
  ON company.account_id = person.account_id AND company.id = person.company_id
LEFT JOIN access_permissiontemplate template
  ON template.account_id = person.account_id AND template.id = person.account_template_id
UNION ALL
SELECT 'project', member.project_id, {_LEVELS}, template.grants,
  NULL::boolean, NULL::boolean, NULL::boolean, NULL::boolean
FROM person JOIN projects_projectmember member
  ON member.account_id = person.account_id AND member.person_id = person.id
JOIN access_permissiontemplate template
  ON template.account_id = member.account_id AND template.id = member.template_id
UNION ALL
SELECT 'contract', named.contract_id, {", ".join("NULL" for _ in _TOOLS)}, NULL,
  named.is_contact AND contract.company_id = person.company_id,
  named.is_listed,
  coalesce(contract.contacts_may_claim, settings.contacts_may_claim, account.contacts_may_claim),
  coalesce(
    contract.contacts_may_fill_schedule,
    settings.contacts_may_fill_schedule,
    account.contacts_may_fill_schedule
  )
FROM person JOIN contracts_contractperson named
  ON named.account_id = person.account_id AND named.person_id = person.id
JOIN contracts_contract contract
  ON contract.account_id = named.account_id AND contract.id = named.contract_id
JOIN tenancy_account account ON account.id = contract.account_id
LEFT JOIN projects_invoicingsettings settings
  ON settings.account_id = contract.account_id AND settings.project_id = contract.project_id
"""  # noqa: S608 - the names come from our own table of tools


def actor_for(user: User, account: Account) -> Actor | None:
    """The person at work in an account; None where nobody active there has this login.

    The account must be in the connection's context. One query.
    """
    if not user.is_active:
        return None
    return _read(account.pk, user.pk, _name(user))


@contextmanager
def at_work(user: User, account: Account) -> Iterator[Actor | None]:
    """A block in which the connection sees the rows of an account, and of no others; it has the
    person at work there, as ``actor_for`` names them. One query."""
    with context.accounts([account.pk], _asks(account.pk, user.pk)) as (rows,):
        yield _named(account.pk, user.pk, _name(user), rows) if user.is_active else None


def refreshed(actor: Actor) -> Actor:
    """The same person with the rights they hold by now, after an act that changed them."""
    found = _read(actor.account_id, actor.user_id, actor.name)
    if found is None:
        raise LookupError("Nobody active in this account has the login any more.")
    return found


def _read(account_id: int, user_id: int, name: str) -> Actor | None:
    return _named(account_id, user_id, name, planned.rows(*_asks(account_id, user_id)))


def _asks(account_id: int, user_id: int) -> planned.Asked:
    return _RIGHTS, {"account": account_id, "user": user_id}


def _name(user: User) -> str:
    return user.name or user.email


def _named(account_id: int, user_id: int, name: str, rows: list[tuple[Any, ...]]) -> Actor | None:
    person_id, is_insurance_manager, is_outside = None, False, False
    account_rights = Rights()
    projects: dict[int, Rights] = {}
    contracts: list[tuple[Any, ...]] = []
    for what, pk, *rest in rows:
        if what == "contract":
            contracts.append((pk, *rest[len(_TOOLS) + 1 :]))
        elif what == "project":
            projects[pk] = _rights(rest, Scope.PROJECT)
        else:
            person_id, account_rights = pk, _rights(rest, Scope.ACCOUNT)
            is_insurance_manager, is_outside = rest[len(_TOOLS) + 1 : len(_TOOLS) + 3]
    if person_id is None:
        return None
    return Actor(
        account_id=account_id,
        user_id=user_id,
        name=name,
        person_id=person_id,
        is_insurance_manager=is_insurance_manager,
        is_outside=is_outside,
        account_rights=account_rights,
        projects=projects,
        contact_of=frozenset(pk for pk, contact, *_ in contracts if contact),
        listed_on=frozenset(pk for pk, _contact, listed, *_ in contracts if listed),
        claims_for=frozenset(pk for pk, contact, _l, claims, _f in contracts if contact and claims),
        fills_schedules_of=frozenset(
            pk for pk, contact, _l, _c, fills in contracts if contact and fills
        ),
    )


def _rights(columns: list[Any], scope: Scope) -> Rights:
    levels = dict(_levels(columns, scope))
    grants = columns[len(_TOOLS)]
    return Rights(levels, frozenset() if grants is None else frozenset(grants))


def _levels(columns: list[Any], scope: Scope) -> Iterator[tuple[str, int]]:
    wanted = {tool.value for tool in TOOLS[scope]}
    for tool, level in zip(_TOOLS, columns, strict=False):
        if tool in wanted and level:
            yield tool, level
