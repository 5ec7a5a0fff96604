"""Tax invoices made at the same moment, on several contracts, have numbers without a gap."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.operations.recipient_invoices import agree_on_recipient_invoices
from ledgerstone.directory.operations import change_company
from ledgerstone.documents.invoices.invoicing import issue_tax_invoice, issue_tax_invoices
from ledgerstone.documents.models import TaxInvoice
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.refusals import WrongState
from tests.claims.desk import Desk
from tests.support.scene import Scene, build_scene

AT_ONCE = 4


@pytest.fixture
def committed(committed_db: str) -> Iterator[Scene]:
    """A scene in a database in which commits are real."""
    scene = build_scene()
    with context.accounts([scene.account.pk]):
        scene.period()
        for company in (scene.own, scene.subcontractor):
            change_company(
                actor=scene.actor, company_id=company.pk, country="AU",
                identifier="51 824 753 556",
            )  # fmt: skip
        yield scene


def certified(scene: Scene, count: int) -> list[Claim]:
    claims = []
    for _ in range(count):
        desk = Desk.at(scene, tax_rate=Decimal("0.10"))
        agree_on_recipient_invoices(
            actor=scene.actor,
            contract_id=desk.contract.pk,
            since=clock.today(scene.project.time_zone),
        )
        claims.append(desk.certified({"1": {"work_this_period": "1000"}}))
    return claims


def issue_together(scene: Scene, claims: list[Claim]) -> list[str]:
    """What each of them gets, begun at the same moment, each on its own connection."""
    together = Barrier(len(claims))

    def issue(claim: Claim) -> str:
        together.wait()
        assert claim.certificate_id is not None
        try:
            with context.accounts([scene.account.pk]):
                return issue_tax_invoice(
                    actor=scene.actor, claim_id=claim.pk, certificate_id=claim.certificate_id
                ).number
        except WrongState as refusal:
            return refusal.message
        finally:
            connection.close()

    with ThreadPoolExecutor(len(claims)) as workers:
        return [one.result() for one in [workers.submit(issue, claim) for claim in claims]]


def test_numbers_have_no_gap_and_none_is_given_twice(committed: Scene) -> None:
    made = issue_together(committed, certified(committed, AT_ONCE))
    assert sorted(made) == [f"RCTI-{number}" for number in range(1, AT_ONCE + 1)]
    again = issue_together(committed, certified(committed, AT_ONCE))
    assert sorted(again) == [f"RCTI-{number}" for number in range(AT_ONCE + 1, 2 * AT_ONCE + 1)]


def test_many_at_once_and_single_ones_do_not_stand_in_each_others_way(committed: Scene) -> None:
    """Who makes many holds all their contracts before the first number."""
    claims = certified(committed, 4)
    together = Barrier(AT_ONCE)

    def issue(several: list[Claim]) -> int:
        together.wait()
        try:
            with context.accounts([committed.account.pk]):
                made = issue_tax_invoices(
                    actor=committed.actor,
                    project_id=committed.project.pk,
                    certificates={one.pk: one.certificate_id or 0 for one in several},
                )
                return len(made)
        except WrongState:
            return 0
        finally:
            connection.close()

    asked = [claims, claims[::-1], claims[3:], claims[:1]]
    with ThreadPoolExecutor(AT_ONCE) as workers:
        made = [one.result() for one in [workers.submit(issue, several) for several in asked]]
    numbers = sorted(TaxInvoice.objects.values_list("number", flat=True))
    assert numbers == [f"RCTI-{number}" for number in range(1, sum(made) + 1)]


def test_one_certificate_has_one_however_often_it_is_asked_for_at_once(committed: Scene) -> None:
    (claim,) = certified(committed, 1)
    made = issue_together(committed, [claim] * AT_ONCE)
    assert sorted(made)[-1] == "RCTI-1"
    assert made.count("It has its tax invoice already: RCTI-1.") == AT_ONCE - 1
    assert TaxInvoice.objects.count() == 1
