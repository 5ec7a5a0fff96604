"""Many claims started as one act are the claims that would have been started one by one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from ledgerstone.claims import operations
from ledgerstone.claims.models import Claim, ClaimLine
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.opening import Stood, StoodLine, opening_lines
from ledgerstone.contracts.operations.opening import set_opening
from ledgerstone.core import CapOf, RetentionCap
from ledgerstone.history.models import Event
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.operations import close_billing_period
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from tests.claims.desk import Desk, flat
from tests.claims.test_starting import ROWS, TYPED
from tests.contracts.variation_site import Site
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene, build_scene, raw_rows

PLAIN = raw_rows([("1", "Frames", "80,000.00"), ("2", "Sheeting", "20,000.00")])
HALF = {"1": {"percent_to_date": "50"}, "2": {"work_to_date": "3,333.33"}}


def _plain(scene: Scene, **given: Any) -> Desk:
    return Desk.at(scene, **{"rows": PLAIN, "retention": flat("0.05"), **given})


def first(scene: Scene) -> Contract:
    return _plain(scene).contract


def after_a_certified_one(scene: Scene) -> Contract:
    desk = _plain(scene, tax_rate=Decimal("0.10"))
    desk.certified(HALF)
    return desk.contract


def after_one_that_was_cut(scene: Scene) -> Contract:
    desk = _plain(scene)
    claim = desk.claimed(HALF)
    desk.type(claim, {"1": {"assessed": "30,000"}})
    desk.reason(claim, ["1"])
    desk.approve(claim)
    return desk.contract


def after_an_undecided_one(scene: Scene) -> Contract:
    desk = _plain(scene)
    desk.certified(HALF)
    desk.claimed({"1": {"percent_to_date": "80"}})
    return desk.contract


def after_a_withdrawn_one(scene: Scene) -> Contract:
    desk = _plain(scene)
    desk.certified(HALF)
    desk.withdraw(desk.claimed({"1": {"percent_to_date": "80"}}))
    return desk.contract


def after_a_release(scene: Scene) -> Contract:
    desk = _plain(scene)
    desk.certified(HALF)
    claim = desk.start(type="retention_release")
    desk.header(claim, release_share=Decimal("0.5"))
    desk.submit(claim)
    return desk.contract


def capped(scene: Scene) -> Contract:
    cap = RetentionCap(rate=Decimal("0.02"), of=CapOf.ORIGINAL_SUM)
    desk = _plain(scene, retention=flat("0.10", basis="cover", cap=cap))
    desk.certified(HALF)
    return desk.contract


def taken_over(scene: Scene) -> Contract:
    desk = _plain(scene)
    steel, _ = opening_lines(desk.contract)
    stood = Stood(
        last_number=7,
        less_previous_certificates=Decimal("9500.00"),
        retention_held=Decimal("500.00"),
        lines={steel.pk: StoodLine(work=Decimal("8000.00"), materials=Decimal("2000.00"))},
    )
    set_opening(actor=scene.actor, contract_id=desk.contract.pk, opening=stood)
    return desk.contract


def taken_over_and_undecided(scene: Scene) -> Contract:
    desk = Desk(scene.actor, taken_over(scene))
    desk.claimed(HALF)
    return desk.contract


def _all_kinds(scene: Scene, *, moves: bool, decided: bool) -> Contract:
    desk = Desk.at(
        scene, rows=ROWS, retention=flat("0.05"), move_stored_to_work=moves,
        accounting_method="unit",
    )  # fmt: skip
    claim = desk.claimed(TYPED)
    if decided:
        desk.approve(claim)
    return desk.contract


def stored_and_units(scene: Scene) -> Contract:
    return _all_kinds(scene, moves=False, decided=True)


def stored_and_units_undecided(scene: Scene) -> Contract:
    return _all_kinds(scene, moves=False, decided=False)


def stored_material_moving(scene: Scene) -> Contract:
    return _all_kinds(scene, moves=True, decided=True)


def stored_material_moving_undecided(scene: Scene) -> Contract:
    return _all_kinds(scene, moves=True, decided=False)


def _varied(scene: Scene, *, lists: bool, claimed: bool) -> Contract:
    site = Site.at(scene, rows=PLAIN, retention=flat("0.05"))
    Contract.objects.filter(pk=site.contract.pk).update(claims_list_unapproved=lists)
    site.contract.refresh_from_db()
    desk = Desk(site.actor, site.contract)
    if claimed:
        desk.certified(HALF)
    site.to(site.make("variation", "900", "-100"), "approved")
    site.to(site.make("variation", "450"), "pending")
    return site.contract


def varied(scene: Scene) -> Contract:
    return _varied(scene, lists=False, claimed=False)


def varied_with_what_is_proposed(scene: Scene) -> Contract:
    return _varied(scene, lists=True, claimed=False)


def varied_since_the_last(scene: Scene) -> Contract:
    return _varied(scene, lists=True, claimed=True)


SHAPES: list[Callable[[Scene], Contract]] = [
    first, after_a_certified_one, after_one_that_was_cut, after_an_undecided_one,
    after_a_withdrawn_one, after_a_release, capped, taken_over, taken_over_and_undecided,
    stored_and_units, stored_and_units_undecided, stored_material_moving,
    stored_material_moving_undecided, varied, varied_with_what_is_proposed, varied_since_the_last,
]  # fmt: skip


class _TakenBack(Exception):  # noqa: N818
    """Lets what was tried be forgotten."""


def _said(claim: Claim) -> dict[str, Any]:
    """All that is kept of a claim and its lines, but for ids and moments."""
    lines = [
        model_to_dict(line, exclude=["id", "claim"])
        for line in ClaimLine.objects.filter(claim=claim).order_by("line_id")
    ]
    told = Event.objects.filter(claim_id=claim.pk)
    return {
        "claim": model_to_dict(claim, exclude=["id", "created_at", "saved_at"]),
        "lines": lines,
        "events": list(told.values_list("kind", "summary", "actor_id", "details")),
    }


def _one_by_one(scene: Scene, contracts: list[Contract]) -> dict[int, dict[str, Any]]:
    said = {}
    try:
        with transaction.atomic():
            for contract in contracts:
                claim = operations.start_claim(actor=scene.actor, contract_id=contract.pk)
                said[contract.pk] = _said(Claim.objects.get(pk=claim.pk))
            raise _TakenBack
    except _TakenBack:
        return said


def test_as_one_by_one_in_every_shape(scene: Scene) -> None:
    scene.period(2026, 9)
    contracts = [shape(scene) for shape in SHAPES]
    period = scene.period(2026, 10)
    expected = _one_by_one(scene, contracts)
    outcome = operations.start_claims(
        actor=scene.actor, project_id=scene.project.pk, period_id=period.pk
    )
    assert outcome.refused == []
    started = Claim.objects.in_bulk(outcome.done)
    assert len(outcome.done) == len(started) == len(SHAPES)
    for contract, shape in zip(contracts, SHAPES, strict=True):
        claim = next(one for one in started.values() if one.contract_id == contract.pk)
        assert _said(claim) == expected[contract.pk], shape.__name__
        assert expected[contract.pk]["lines"], shape.__name__


def test_what_is_not_started_is_named_with_its_reason(scene: Scene) -> None:
    period = scene.period()
    draft = scene.contract(number="A-1")
    open_one = _plain(scene, number="A-2")
    open_one.start()
    there = _plain(scene, number="A-3")
    there.certified(HALF)
    fresh = _plain(scene, number="A-4").contract
    scene.contract(number="A-5", status="void")
    head = scene.contract("head_contract", status="approved")
    given = {"actor": scene.actor, "project_id": scene.project.pk, "period_id": period.pk}
    chosen = [draft.pk, open_one.contract.pk, there.contract.pk]
    outcome = operations.start_claims(**given, contract_ids=chosen)
    assert outcome.done == []
    assert [(one.id, one.named, one.why) for one in outcome.refused] == [
        (
            draft.pk,
            "A-1",
            "This subcontract is a draft; it can be claimed on when it is approved, complete, "
            "partially received or received.",
        ),
        (open_one.contract.pk, "A-2", "Claim 1 is a draft: finish it before you start the next."),
        (
            there.contract.pk,
            "A-3",
            "Claim 1 of this billing period is there already. Start another one from its page.",
        ),
    ]
    # All that have none: what has one is not asked about.
    outcome = operations.start_claims(**given)
    assert [one.named for one in outcome.refused] == ["A-1"]
    assert Claim.objects.get(pk__in=outcome.done).contract_id == fresh.pk
    assert not Claim.objects.filter(contract=head).exists()
    # Once more: there is nothing left to start.
    assert operations.start_claims(**given).done == []


def test_for_a_period_that_is_closed(scene: Scene) -> None:
    period = scene.period()
    desk = _plain(scene)
    close_billing_period(actor=scene.actor, period_id=period.pk)
    outcome = operations.start_claims(
        actor=scene.actor, project_id=scene.project.pk, period_id=period.pk
    )
    claim = Claim.objects.get(pk__in=outcome.done)
    assert (claim.contract_id, claim.period_id, claim.period_end) == (
        desk.contract.pk, period.pk, period.end,
    )  # fmt: skip


def test_only_for_administrators_and_what_they_see(scene: Scene) -> None:
    period = scene.period()
    contract = _plain(scene).contract
    given: dict[str, Any] = {"project_id": scene.project.pk, "period_id": period.pk}
    person = worker(scene, scene.own, "Sam Reed")
    member(scene, person, "site_team")
    standard = as_actor(scene, person)
    with pytest.raises(NotAllowed):
        operations.start_claims(actor=standard, **given)
    outcome = operations.start_claims(actor=standard, **given, contract_ids=[contract.pk])
    assert [one.why for one in outcome.refused] == [
        "Ask an administrator of the project to do this."
    ]
    with pytest.raises(NotThere):
        operations.start_claims(actor=scene.actor, **given, contract_ids=[contract.pk, 0])
    with pytest.raises(NotThere):
        operations.start_claims(actor=scene.actor, project_id=scene.project.pk, period_id=0)
    stranger = build_scene("Elsewhere").actor
    with pytest.raises(NotThere):
        operations.start_claims(actor=stranger, **given)
    assert not Claim.objects.exists()


def test_statements_do_not_grow_with_lines(scene: Scene) -> None:
    counted = []
    for month, lines in ((9, 3), (10, 60)):
        period: BillingPeriod = scene.period(2026, month)
        rows = raw_rows([(str(n), f"Part {n}", "100.00") for n in range(lines)])
        desk = _plain(scene, rows=rows)
        desk.certified({"1": {"percent_to_date": "50"}})
        later = scene.period(2027, month)
        with CaptureQueriesContext(connection) as seen:
            operations.start_claims(
                actor=scene.actor,
                project_id=scene.project.pk,
                period_id=later.pk,
                contract_ids=[desk.contract.pk],
            )
        counted.append(len(seen))
        assert period.pk != later.pk
    assert counted[0] == counted[1]
