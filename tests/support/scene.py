"""An account with somebody at work in it: what tests of operations begin with.

A room's ``conftest.py`` takes the fixture by ``from tests.support.scene import scene``.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from ledgerstone.contracts.actors import refreshed
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import change_commitment_settings, create_contract
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.directory.models import Company
from ledgerstone.directory.operations import create_company, open_account
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.operations import create_project, open_billing_period
from ledgerstone.tenancy import context
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, User

ROWS = (
    RawRow(item="1", description="Preliminaries", scheduled_value="40,000.00"),
    RawRow(item="2", description="Structural steel", scheduled_value="250,000.00"),
    RawRow(item="3", description="Credit for early access", scheduled_value="(1,500.00)"),
)


@dataclass
class Scene:
    """An account whose administrator runs one project with one subcontractor."""

    account: Account
    user: User
    actor: Actor
    own: Company
    owner: Company
    subcontractor: Company
    project: Project
    others: dict[str, int] = field(default_factory=dict)

    def contract(self, kind: str = "subcontract", **given: Any) -> Contract:
        """A contract of the project; unless said otherwise a draft with three lines."""
        number = self.others[kind] = self.others.get(kind, 0) + 1
        company = self.owner if kind == "head_contract" else self.subcontractor
        return create_contract(
            **{
                "actor": self.actor,
                "project_id": self.project.pk,
                "kind": kind,
                "number": f"{kind[:2].upper()}-{number:03}",
                "title": "Structural steel",
                "company_id": company.pk,
                "rows": ROWS,
                **given,
            }
        )

    def period(self, year: int = 2026, month: int = 10) -> BillingPeriod:
        """A billing period of one month, opened."""
        start = dt.date(year, month, 1)
        end = (start + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        opened = open_billing_period(
            actor=self.actor,
            project_id=self.project.pk,
            start=start,
            end=end,
            due_date=end - dt.timedelta(days=3),
        )
        return opened.period


def build_scene(name: str = "Northbridge Construction") -> Scene:
    """Make the account with all of a scene. The account must be put into context to be seen."""
    slug = name.lower().replace(" ", "-")
    user = User.objects.create(email=f"robin@{slug}.example", name="Robin Hale")
    opened = open_account(name=name, slug=slug, user=user)
    account, own, actor = opened.account, opened.company, opened.actor
    with context.accounts([account.pk]):
        owner = create_company(actor=actor, name="Harbour Trust")
        subcontractor = create_company(actor=actor, name="Keel Steel")
        project = create_project(
            actor=actor,
            number="24-017",
            name="Marlow Road Depot",
            currency="AUD",
            time_zone="Australia/Sydney",
            terminology="en-AU",
            jurisdiction="AU-NSW",
            paper="a4",
        )
        actor = refreshed(actor)
        # Tests that are about these defaults switch them on.
        change_commitment_settings(
            actor=actor,
            project_id=project.pk,
            private_by_default=False,
            subcontractor_schedule_by_default=False,
        )
    return Scene(account, user, actor, own, owner, subcontractor, project)


_standing: list[Scene] = []


def keep_scene() -> None:
    """Commit a scene to the database of this process: making one takes longer than many a test."""
    _standing[:] = [build_scene()]


def standing_accounts() -> list[int]:
    """The numbers of the accounts that every test of this process meets."""
    return [kept.account.pk for kept in _standing]


def standing_scene() -> Scene:
    """The scene that stands in the database of every test with ``db``, not in context.

    What a test does to it is rolled back after it.
    """
    return copy.deepcopy(_standing[0])


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    """The standing scene, with its account in context for the whole test."""
    built = standing_scene()
    with context.accounts([built.account.pk]):
        yield built


def raw_rows(rows: Sequence[tuple[str, str, str]]) -> list[RawRow]:
    """Rows of item, description and value."""
    return [RawRow(item=a, description=b, scheduled_value=c) for a, b, c in rows]
