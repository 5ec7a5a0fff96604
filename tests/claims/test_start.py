"""Starting claims: for which contract, for which period, with which number and which lines."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.claims import operations, queries
from ledgerstone.claims.models import Claim, ClaimLine
from ledgerstone.contracts.actors import refreshed
from ledgerstone.contracts.operations import change_status
from ledgerstone.history.models import Event
from ledgerstone.projects.operations import close_billing_period, create_project
from ledgerstone.tenancy.refusals import Invalid, NotThere, WrongState
from tests.claims.desk import Desk
from tests.support.scene import Scene, build_scene, raw_rows


def test_a_claim_copies_its_period(scene: Scene) -> None:
    period = scene.period(2026, 10)
    claim = Desk.at(scene).start(reference="PC-1")
    assert (claim.period_id, claim.reference, claim.number) == (period.pk, "PC-1", 1)
    assert (claim.period_start, claim.period_end) == (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert claim.billing_date == period.billing_date
    event = Event.objects.get(claim_id=claim.pk)
    assert (event.kind, event.summary) == ("claim.started", "started claim 1")


def test_a_draft_contract_is_not_claimed_on(scene: Scene) -> None:
    scene.period()
    desk = Desk(scene.actor, scene.contract())
    sentence = "This subcontract is a draft; it can be claimed on when it is approved"
    with pytest.raises(WrongState, match=sentence):
        desk.start()
    assert not Claim.objects.exists()


def test_a_terminated_commitment_is_claimed_on_by_administrators(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    change_status(
        actor=scene.actor,
        contract_id=desk.contract.pk,
        status="terminated",
        expected_version=desk.contract.version,
    )
    assert desk.start().number == 1


def test_without_an_open_period_one_is_chosen(scene: Scene) -> None:
    period = scene.period()
    close_billing_period(actor=scene.actor, period_id=period.pk)
    desk = Desk.at(scene)
    with pytest.raises(Invalid) as refused:
        desk.start()
    assert refused.value.fields == {
        "period": "No billing period is open: open one, or choose another one."
    }
    claim = desk.start(period_id=period.pk)
    # A draft is handed in after its period closed all the same.
    assert desk.submit(claim).status == "under_review"


def test_a_period_of_another_project_is_refused_at_its_field(scene: Scene) -> None:
    other = create_project(
        actor=scene.actor, number="25-001", name="Quay", currency="AUD",
        time_zone="Australia/Sydney", terminology="en-AU", paper="a4",
    )  # fmt: skip
    scene.period()
    desk = Desk.at(scene)
    there = Scene(
        scene.account, scene.user, refreshed(scene.actor), scene.own, scene.owner,
        scene.subcontractor, other,
    ).period(2026, 9)  # fmt: skip
    with pytest.raises(Invalid) as refused:
        desk.start(period_id=there.pk)
    assert refused.value.fields == {"period": "Choose a billing period of this project."}
    claim = desk.start()
    with pytest.raises(Invalid, match="of this project"):
        desk.header(claim, period_id=there.pk)


def test_a_reference_is_there_once_or_blank(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    first = desk.start(reference="A-7")
    desk.submit(first)
    with pytest.raises(Invalid) as refused:
        desk.start(reference="A-7")
    assert refused.value.fields == {"reference": "Another one of this contract has this number."}
    second = desk.start()
    with pytest.raises(Invalid):
        desk.header(second, reference="A-7")
    assert desk.header(second, reference="  A-8 ").reference == "A-8"


def test_numbers_are_used_again_only_where_nothing_was_handed_in(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    desk.delete(desk.start())
    first = desk.start()
    assert first.number == 1
    desk.submit(first)
    desk.withdraw(first)
    assert desk.start().number == 2
    kinds = Event.objects.values_list("kind", flat=True)
    assert list(kinds.filter(claim_id__isnull=False, kind="claim.draft_deleted")) == [
        "claim.draft_deleted"
    ]


def test_stored_material_moves_to_work_where_the_contract_says_so(scene: Scene) -> None:
    scene.period(2026, 9)
    desk = Desk.at(scene, move_stored_to_work=True)
    first = desk.claimed({"2": {"work_to_date": "10,000.00", "materials_stored": "40,000.00"}})
    # Handed in, not answered: to date the next claim starts with what was stored installed.
    second = desk.start()
    steel = desk.line(second, "2")
    assert (steel.claimed_work, steel.claimed_materials) == (50_000, 0)
    desk.approve(first)
    steel = desk.line(second, "2")
    assert (steel.work_previous, steel.claimed_work, steel.claimed_movement) == (50_000, 50_000, 0)
    desk.submit(second)
    desk.approve(second)
    third = desk.line(desk.start(), "2")
    assert third.claimed_entry.is_empty
    assert (third.work_previous, third.claimed_work) == (50_000, 50_000)


def test_nobody_elses_contract(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    stranger = build_scene("Elsewhere Pty Ltd").actor
    with pytest.raises(NotThere):
        operations.start_claim(actor=stranger, contract_id=desk.contract.pk)
    with pytest.raises(NotThere):
        queries.get_claim(stranger, claim.pk)
    with pytest.raises(NotThere):
        operations.submit_claim(actor=stranger, claim_id=claim.pk, expected_version=1)
    assert not queries.visible_to(stranger).exists()


@pytest.mark.parametrize("is_first", [True, False])
def test_as_many_queries_for_many_lines_as_for_few(scene: Scene, is_first: bool) -> None:
    scene.period()
    counts = []
    for lines in (3, 60):
        rows = raw_rows([(f"L{n}", f"Line {n}", "1,000.00") for n in range(lines)])
        desk = Desk.at(scene, rows=rows)
        if not is_first:
            desk.certified({f"L{n}": {"percent_to_date": "50"} for n in range(lines)})
        with CaptureQueriesContext(connection) as captured:
            claim = desk.start()
        counts.append(len(captured))
        assert ClaimLine.objects.filter(claim=claim).count() == lines
        assert desk.sheet(claim).claimed_cover.total_completed_and_stored == (
            Decimal(0) if is_first else Decimal(500 * lines)
        )
    assert counts[0] == counts[1]
