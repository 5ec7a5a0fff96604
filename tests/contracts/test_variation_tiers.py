"""Variations on one, two and three tiers, in both directions: bundles, statuses, what counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone.contracts import operations
from ledgerstone.contracts.models import (
    VARIATION_STATUSES,
    CommitmentSettings,
    OpeningLine,
    ScheduleLine,
    Variation,
)
from ledgerstone.contracts.opening import Stood, StoodLine
from ledgerstone.contracts.operations.opening import set_opening
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import Invalid, Stale, WrongState
from tests.contracts.variation_site import APPROVED_ON, Site
from tests.support.scene import Scene, raw_rows

DIRECTIONS = ["subcontract", "purchase_order", "head_contract"]


@pytest.mark.parametrize("kind", DIRECTIONS)
def test_one_tier_counts_from_its_approval(scene: Scene, kind: str) -> None:
    site = Site.at(scene, kind)
    made = site.make("variation", "900", "-100")
    assert (made.number, made.status) == ("V1", "draft")
    assert site.lines(made) == [("V1.1", "900.00"), ("V1.2", "-100.00")]
    assert site.sums() == {"approved": "0.00", "pending": "0.00", "draft": "800.00"}
    site.to(made, "pending")
    assert site.sums() == {"approved": "0.00", "pending": "800.00", "draft": "0.00"}
    site.to(made, "approved")
    assert site.sums() == {"approved": "800.00", "pending": "0.00", "draft": "0.00"}
    assert site.now(made).approved_on == APPROVED_ON
    assert site.make("variation", "5").number == "V2"


def test_every_status_is_there_and_has_its_sum(scene: Scene) -> None:
    site = Site.at(scene)
    made = site.make("variation", "40")
    for status in VARIATION_STATUSES:
        site.to(made, status)
        family = {"approved": "approved", "draft": "draft"}.get(
            status, "" if status in ("no_charge", "rejected", "void") else "pending"
        )
        assert site.sums() == {
            name: "40.00" if name == family else "0.00" for name in ("approved", "pending", "draft")
        }, status


@pytest.mark.parametrize("kind", DIRECTIONS)
def test_three_tiers_are_approved_as_one(scene: Scene, kind: str) -> None:
    site = Site.at(scene, kind, tiers=3)
    one, two = site.make("potential", "500"), site.make("potential", "250", "-50")
    request = site.make("request", parts=[one, two], status="pending")
    assert {site.now(part).status for part in (one, two)} == {"pending"}
    whole = site.make("variation", parts=[request])
    # What lies in it follows its status, however deep.
    assert {site.now(part).status for part in (one, two, request)} == {"draft"}
    assert site.sums() == {"approved": "0.00", "pending": "0.00", "draft": "700.00"}
    site.to(whole, "approved")
    assert {site.now(one_of).status for one_of in (one, two, request, whole)} == {"approved"}
    assert {site.now(one_of).approved_on for one_of in (one, request)} == {APPROVED_ON}
    assert site.sums()["approved"] == "700.00"
    assert [whole.number, request.number, one.number, two.number] == ["V1", "VR1", "PV1", "PV2"]


def test_lower_tiers_are_not_approved_by_hand(scene: Scene) -> None:
    site = Site.at(scene, tiers=2)
    potential = site.make("potential", "500")
    with pytest.raises(Invalid) as refused:
        site.to(potential, "approved")
    assert refused.value.fields == {
        "status": "PV1 is a potential variation. It is approved with the variation that it is "
        "bundled into."
    }
    site.make("variation", parts=[potential])
    with pytest.raises(WrongState, match="PV1 is part of V1 and follows its status"):
        site.to(potential, "rejected")


def test_an_approval_has_a_day_and_lines(scene: Scene) -> None:
    site = Site.at(scene)
    with pytest.raises(Invalid) as refused:
        site.to(site.make("variation"), "approved")
    assert refused.value.fields == {"lines": "Give V1 at least one line before its approval."}
    with pytest.raises(Invalid) as refused:
        site.to(site.make("variation", "5"), "approved", approved_on=None)
    assert list(refused.value.fields) == ["approved_on"]


def test_tiers_that_are_not_in_use_are_refused(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        Site.at(scene, tiers=2).make("request", "5")
    assert refused.value.fields == {
        "kind": "This project works with variations, potential variations."
    }


def test_what_may_lie_in_what(scene: Scene) -> None:
    site = Site.at(scene, tiers=3)
    potential, request = site.make("potential", "5"), site.make("request", "7")
    whole = site.make("variation")
    with pytest.raises(Invalid) as refused:
        site.bundled(whole, potential)
    assert refused.value.fields == {
        "part_of": "PV1 is a potential variation; it goes into a variation request."
    }
    with pytest.raises(Invalid) as refused:
        site.bundled(whole, whole)
    assert refused.value.fields == {"part_of": "V1 lies in V1 itself."}
    with pytest.raises(WrongState, match="VR1 has lines of its own"):
        site.bundled(request, potential)
    site.bundled(whole, request)
    # Round: the variation into what lies in it.
    site.relined(request)
    with pytest.raises(Invalid) as refused:
        site.bundled(request, whole)
    assert refused.value.fields == {"part_of": "VR1 lies in V1 itself."}
    with pytest.raises(Invalid) as refused:
        site.make("variation", parts=[request])
    assert refused.value.fields == {"part_of": "VR1 lies in V1 already. Take it out first."}
    with pytest.raises(WrongState, match="V1 is made of parts"):
        site.relined(whole, ("", "Work", "4"))


def test_parts_are_taken_out_until_the_whole_is_approved(scene: Scene) -> None:
    site = Site.at(scene, tiers=2)
    one, two = site.make("potential", "500"), site.make("potential", "20")
    whole = site.make("variation", parts=[one, two], status="pending")
    site.out(one)
    assert (site.now(one).part_of_id, site.now(one).status) == (None, "pending")
    site.to(whole, "approved")
    with pytest.raises(WrongState, match="V1 is approved with PV2 in it"):
        site.out(two)
    with pytest.raises(WrongState, match="V1 is approved as it is"):
        site.bundled(whole, one)
    assert site.sums() == {"approved": "20.00", "pending": "500.00", "draft": "0.00"}


def test_an_approval_is_taken_back_until_something_is_billed(scene: Scene) -> None:
    site = Site.at(scene, tiers=2)
    part = site.make("potential", "500")
    whole = site.make("variation", parts=[part])
    site.to(whole, "approved")
    site.to(whole, "pending")
    assert (site.now(part).status, site.now(part).approved_on) == ("pending", None)
    assert site.sums() == {"approved": "0.00", "pending": "500.00", "draft": "0.00"}
    site.to(whole, "approved")
    ScheduleLine.objects.filter(variation=part).update(claimed_to_date=100, billed_floor=100)
    with pytest.raises(WrongState) as refused:
        site.to(whole, "pending")
    assert refused.value.message == (
        "V1 stays approved: line PV1.1 of it was claimed. Reduce it by a negative one instead."
    )


def test_lines_are_checked_as_those_of_a_schedule(scene: Scene) -> None:
    site = Site.at(scene)
    made = site.make("variation", "500")
    for rows, place in [
        ([("2", "Bracing", "900")], "row:1:item"),  # an item of the schedule
        ([("a", "Bracing", "1"), ("a", "Bolts", "2")], "row:2:item"),
        ([("a", "Bracing", "1.001")], "row:1:scheduled_value"),
        ([("a", "", "1")], "row:1:description"),
        ([("a", "Bracing", "")], "row:1:scheduled_value"),
    ]:
        with pytest.raises(Invalid) as refused:
            site.relined(made, *rows)
        assert list(refused.value.fields) == [place]
    with pytest.raises(Invalid) as refused:
        operations.change_variation_lines(
            actor=site.actor,
            variation_id=made.pk,
            lines=[
                raw_rows([("a", "Bracing", "5")])[0].__class__(
                    item="a", description="Bracing", scheduled_value="5", budget_code="05-100"
                )
            ],
            expected_version=made.version,
        )
    assert list(refused.value.fields) == ["row:1:budget_code"]


def test_a_line_that_stays_keeps_its_record(scene: Scene) -> None:
    site = Site.at(scene)
    made = site.make("variation", "500", "20")
    before = {line.item: line.pk for line in made.lines.all()}
    site.relined(made, ("V1.2", "Work 2", "30"), ("V1.9", "New", "7"))
    assert site.lines(made) == [("V1.2", "30.00"), ("V1.9", "7.00")]
    assert made.lines.get(item="V1.2").pk == before["V1.2"]
    assert site.sums()["draft"] == "37.00"


def test_lines_stay_once_approved_and_where_the_account_says_so_once_sent(scene: Scene) -> None:
    site = Site.at(scene)
    made = site.make("variation", "500", status="pending")
    site.relined(made, ("V1.1", "Work", "400"))
    Account.objects.filter(pk=scene.account.pk).update(restricts_variation_edits=True)
    with pytest.raises(WrongState, match="Your account keeps lines as they are"):
        site.relined(made, ("V1.1", "Work", "300"))
    site.to(made, "draft")
    site.relined(made, ("V1.1", "Work", "300"))
    site.to(made, "approved")
    with pytest.raises(WrongState, match="V1 is approved, so its lines stay"):
        site.relined(made, ("V1.1", "Work", "200"))
    with pytest.raises(Invalid) as refused:
        site.changed(made, number="V9")
    assert list(refused.value.fields) == ["number"]
    assert site.changed(made, title="Bracing, agreed").title == "Bracing, agreed"


def test_what_is_recovered_through_what(scene: Scene) -> None:
    head = Site.at(scene, "head_contract", tiers=2)
    above = head.make("variation", "900")
    site = Site.at(scene)
    other = Site.at(scene).make("variation", "5")
    made = site.make("variation", "500", head_variation_id=above.pk)
    assert made.head_variation_id == above.pk
    # Only through the head contract's, and never round.
    for wrong in (made.pk, other.pk):
        with pytest.raises(Invalid) as refused:
            site.make("variation", "5", head_variation_id=wrong)
        assert list(refused.value.fields) == ["head_variation"]
    with pytest.raises(Invalid) as refused:
        head.changed(above, head_variation_id=made.pk)
    assert refused.value.fields == {
        "head_variation": "A head contract variation recovers those of commitments; it is not "
        "recovered itself."
    }
    with pytest.raises(Invalid) as refused:
        site.changed(made, is_not_recoverable=True)
    assert list(refused.value.fields) == ["is_not_recoverable"]
    assert site.changed(made, head_variation_id=None, is_not_recoverable=True).is_not_recoverable


def test_deleting(scene: Scene) -> None:
    head = Site.at(scene, "head_contract", tiers=2)
    above = head.make("variation", "900")
    site = Site.at(scene, tiers=2)
    part = site.make("potential", "500")
    whole = site.make("variation", parts=[part])
    linked = site.make("variation", "5", head_variation_id=above.pk)

    def delete(at: Site, variation: Variation) -> None:
        operations.delete_variation(
            actor=at.actor,
            variation_id=variation.pk,
            expected_version=at.now(variation).version,
        )

    for at, one, why in [
        (site, part, "it is part of V1"),
        (site, whole, "it has parts"),
        (head, above, f"V2 of {site.contract.number} is recovered through it"),
    ]:
        with pytest.raises(WrongState, match=why):
            delete(at, one)
    site.out(part)
    for one in (part, whole, linked):
        delete(site, one)
    delete(head, above)
    assert not Variation.objects.exists()
    assert site.sums()["draft"] == "0.00"


def test_somebody_else_was_here(scene: Scene) -> None:
    site = Site.at(scene)
    made = site.make("variation", "500")
    site.changed(made, reason="design_change")
    with pytest.raises(Stale) as stale:
        operations.change_variation(
            actor=site.actor, variation_id=made.pk, expected_version=1, title="Other"
        )
    assert stale.value.changes == ("Robin Hale changed the reason of V1",)


def test_particulars_are_refused_at_their_fields(scene: Scene) -> None:
    site = Site.at(scene)
    with pytest.raises(Invalid) as refused:
        site.make(
            "variation", title=" ", reason="whim", reference="x" * 61, schedule_impact_days=9999
        )
    assert set(refused.value.fields) == {"title", "reason", "reference", "schedule_impact_days"}
    site.make("variation", number="CV-07")
    with pytest.raises(Invalid) as refused:
        site.make("variation", number="CV-07")
    assert refused.value.fields == {"number": "This contract has a variation CV-07 already."}
    assert site.make("variation").number == "CV-08"


def test_before_it_takes_effect_a_contract_changes_itself(scene: Scene) -> None:
    site = Site.at(scene, status="draft")
    with pytest.raises(WrongState, match="not in effect yet"):
        site.make("variation", "5")


def test_a_schedule_entered_anew_keeps_the_lines_of_variations(scene: Scene) -> None:
    site = Site.at(scene)
    CommitmentSettings.objects.update(always_editable_schedule=True)
    made = site.make("variation", "900", status="approved", approved_on=APPROVED_ON)
    for rows in ([("1", "Steel", "5000"), ("2", "Bolts", "10")], [("1", "Steel", "4000")]):
        site.contract.refresh_from_db()
        operations.replace_schedule(
            actor=scene.actor,
            contract_id=site.contract.pk,
            rows=raw_rows(rows),
            expected_version=site.contract.version,
        )
        ordered = ScheduleLine.objects.order_by("position").values_list("item", flat=True)
        assert list(ordered) == [*(item for item, _, _ in rows), "V1.1"]
    assert site.lines(made) == [("V1.1", "900.00")]
    assert site.sums()["approved"] == "900.00"


def test_what_was_certified_elsewhere_keeps_its_line(scene: Scene) -> None:
    site = Site.at(scene)
    made = site.make("variation", "900", "100", status="pending")
    line = made.lines.get(scheduled_value=900)
    stood = Stood(3, Decimal(400), lines={line.pk: StoodLine(work=Decimal(400))})
    set_opening(actor=scene.actor, contract_id=site.contract.pk, opening=stood)
    with pytest.raises(WrongState, match="certified elsewhere"):
        site.relined(made, ("V1.2", "Work 2", "100"))
    with pytest.raises(WrongState, match="certified elsewhere"):
        operations.delete_variation(
            actor=scene.actor, variation_id=made.pk, expected_version=site.now(made).version
        )
    site.relined(made, ("V1.1", "Work 1", "400"))
    assert site.lines(made) == [("V1.1", "400.00")]
    assert OpeningLine.objects.get().work == 400
