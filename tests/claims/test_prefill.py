"""Filling a head contract claim from certified claims, on the database."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.claims.models import CarriedAmount
from ledgerstone.claims.prefill.allocation import Choices, Why
from ledgerstone.claims.prefill.operations import apply_prefill, preview_prefill
from ledgerstone.claims.prefill.preview import PrefillPreview
from ledgerstone.contracts.models import Contract, Variation
from ledgerstone.contracts.operations import approve_variation
from ledgerstone.contracts.operations.advanced import change_advanced_settings
from ledgerstone.projects.operations import change_invoicing_settings
from ledgerstone.tenancy.actor import Rights
from ledgerstone.tenancy.refusals import NotAllowed, NotThere, Stale, WrongState
from tests.claims.desk import Desk
from tests.claims.prefill_site import WORK, Site, rows


def tie(preview: PrefillPreview) -> tuple[str, str, str, str, str]:
    out = preview.tie_out
    assert out.ties
    return (
        str(out.certified_this_period), str(out.late), str(out.carried),
        str(out.already_in_draft), str(out.not_carried),
    )  # fmt: skip


def test_certified_work_reaches_the_lines_with_its_codes(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "900"}, "2": {WORK: "350"}})
    site.steel.certified({"1": {WORK: "200"}})
    claim = site.head_claim()

    preview = site.preview(claim)
    assert site.billed(claim) == {}, "a preview changes nothing"
    assert preview.changed == 3
    assert tie(preview) == ("1450.00", "0.00", "1450.00", "0.00", "0.00")
    changes = {row.line.item: (str(row.line.balance), str(row.change)) for row in preview.lines}
    assert changes == {
        "01": ("1000.00", "1000.00"),
        "02": ("500.00", "250.00"),
        "03": ("800.00", "200.00"),
        "04": ("300.00", "0.00"),
    }

    site.fill(claim)
    assert site.billed(claim) == {"01": "1000.00", "02": "250.00", "03": "200.00"}


def test_only_certified_claims_are_sources(site: Site) -> None:
    site.concrete.claimed({"1": {WORK: "900"}})
    claim = site.head_claim()
    assert tie(site.preview(claim)) == ("0.00", "0.00", "0.00", "0.00", "0.00")


def test_what_is_assessed_is_carried_not_what_was_claimed(site: Site) -> None:
    claimed = site.concrete.claimed({"1": {WORK: "900"}})
    site.concrete.type(claimed, {"1": {"assessed": "640"}})
    site.concrete.reason(claimed, ["1"])
    site.concrete.approve(claimed)
    claim = site.head_claim()
    site.fill(claim)
    assert site.billed(claim) == {"01": "640.00"}


def test_filling_twice_changes_nothing_more(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "900"}, "2": {WORK: "350"}})
    claim = site.head_claim()
    site.fill(claim)
    once = (site.billed(claim), sorted(CarriedAmount.objects.values_list("source", "work")))
    again = site.fill(claim)
    assert again.changed == 0
    assert tie(again) == ("1250.00", "0.00", "1250.00", "1250.00", "0.00")
    twice = (site.billed(claim), sorted(CarriedAmount.objects.values_list("source", "work")))
    assert once == twice


def test_stored_materials_arrive_as_stored_and_move_into_work_when_built_in(site: Site) -> None:
    site.steel.certified({"1": {"materials_stored": "150"}})
    first = site.head_claim()
    site.fill(first)
    line = site.head.line(first, "03")
    assert (line.claimed_work, line.claimed_materials) == (Decimal("0.00"), Decimal("150.00"))
    site.head.issue(first)

    site.scene.period(2026, 10)
    site.steel.certified({"1": {WORK: "150", "materials_stored": "0"}})
    second = site.head_claim()
    site.fill(second)
    line = site.head.line(second, "03")
    assert (line.claimed_work, line.claimed_materials) == (Decimal("150.00"), Decimal("0.00"))
    assert line.claimed_movement == 0


def test_each_amount_is_carried_once_over_the_claims(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    first = site.head_claim()
    site.fill(first)
    site.head.issue(first)
    site.scene.period(2026, 10)
    site.concrete.certified({"1": {WORK: "100"}})
    second = site.head_claim()
    site.fill(second)
    assert site.billed(second) == {"01": "100.00"}


def test_a_late_certificate_is_offered_ticked_and_can_be_left_out(site: Site) -> None:
    late = site.concrete.claimed({"1": {WORK: "400"}})
    first = site.head_claim()
    site.head.type(first, {"04": {WORK: "10"}})
    site.head.issue(first)
    site.scene.period(2026, 10)
    site.concrete.approve(late)
    claim = site.head_claim()

    preview = site.preview(claim)
    assert tie(preview) == ("0.00", "400.00", "400.00", "0.00", "0.00")
    [item] = preview.late
    assert item.is_ticked
    assert [line.item for line in item.lines] == ["01"]

    left = Choices(left_out=frozenset({item.source.id}))
    without = site.fill(claim, left)
    assert tie(without) == ("0.00", "0.00", "0.00", "0.00", "0.00")
    assert not without.late[0].is_ticked
    assert site.billed(claim) == {}
    assert site.preview(claim).tie_out.late == 400, "it is offered again"


def test_a_source_withdrawn_after_it_was_carried_comes_back_as_a_negative(site: Site) -> None:
    carried = site.concrete.certified({"1": {WORK: "400"}})
    first = site.head_claim()
    site.fill(first)
    site.head.issue(first)
    with pytest.raises(WrongState):
        site.concrete.reopen(carried)

    # The head contract claim is taken back, the certificate reopened and replaced by a lower one.
    site.head.reopen(first)
    site.concrete.reopen(carried)
    site.concrete.type(carried, {"1": {"assessed": "300"}})
    site.concrete.reason(carried, ["1"])
    site.concrete.approve(carried)
    site.fill(first)
    assert site.billed(first) == {"01": "300.00"}


def test_an_amount_taken_back_below_lowers_the_line_above(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    first = site.head_claim()
    site.fill(first)
    site.head.issue(first)
    site.scene.period(2026, 10)
    below = site.concrete.claimed({"1": {WORK: "-150"}})
    site.concrete.reason(below, ["1"], text="Measured again.")
    site.concrete.approve(below)
    second = site.head_claim()
    site.fill(second)
    assert site.billed(second) == {"01": "-150.00"}


def test_what_a_person_typed_is_kept_and_its_sources_are_reported(site: Site) -> None:
    site.steel.certified({"1": {WORK: "200"}})
    claim = site.head_claim()
    site.head.type(claim, {"03": {WORK: "50"}})
    preview = site.fill(claim)
    assert site.billed(claim) == {"03": "50.00"}
    [left] = preview.not_carried
    assert (left.amount.total, left.outcome.why) == (Decimal("200.00"), Why.TYPED)
    assert left.line is not None
    assert left.line.item == "03"

    added = site.fill(claim, Choices(placed={left.source.id: left.line.id}))
    assert tie(added) == ("200.00", "0.00", "200.00", "0.00", "0.00")
    assert site.billed(claim) == {"03": "250.00"}
    assert site.preview(claim).changed == 0, "what was added is not added again"


def test_what_is_typed_over_a_filled_line_has_carried_no_more_than_it_bills(site: Site) -> None:
    site.steel.certified({"1": {WORK: "200"}})
    claim = site.head_claim()
    site.fill(claim)
    site.head.type(claim, {"03": {WORK: "180"}})
    assert tie(site.preview(claim)) == ("200.00", "0.00", "180.00", "180.00", "20.00")
    site.head.issue(claim)
    assert sum(CarriedAmount.objects.values_list("work", flat=True)) == Decimal("180.00")
    site.scene.period(2026, 10)
    following = site.head_claim()
    assert tie(site.preview(following)) == ("0.00", "20.00", "20.00", "0.00", "0.00")


def test_no_line_and_no_balance_are_reported_and_nothing_over_bills(site: Site) -> None:
    site.steel.certified({"1": {WORK: "700"}, "2": {WORK: "100"}})
    site.concrete.certified({"1": {WORK: "900"}, "2": {WORK: "600"}})
    extra = Desk.at(
        site.scene, "purchase_order", rows=rows(("1", "03-000", "90.00")), create_codes=True
    )
    extra.certified({"1": {WORK: "90"}})
    claim = site.head_claim()
    preview = site.fill(claim)
    reasons = {(str(item.amount.total), item.outcome.why) for item in preview.not_carried}
    assert reasons == {("100.00", Why.NO_LINE), ("90.00", Why.ABOVE_BALANCE)}
    assert site.billed(claim) == {"01": "1000.00", "02": "500.00", "03": "700.00"}
    assert tie(preview)[4] == "190.00"


def test_a_placed_amount_is_remembered_for_the_next_claim(site: Site) -> None:
    site.steel.certified({"2": {WORK: "60"}})
    first = site.head_claim()
    [left] = site.preview(first).not_carried
    target = site.head.line(first, "04").line_id
    site.fill(first, Choices(placed={left.source.id: target}))
    assert site.billed(first) == {"04": "60.00"}
    site.head.issue(first)
    site.scene.period(2026, 10)
    site.steel.certified({"2": {WORK: "30"}})
    second = site.head_claim()
    assert site.preview(second).not_carried == ()
    site.fill(second)
    assert site.billed(second) == {"04": "30.00"}


def vary(site: Site, contract: Contract, value: str, above: Variation | None = None) -> Variation:
    return approve_variation(
        actor=site.scene.actor,
        contract_id=contract.pk,
        number="V1",
        title="Extra",
        lines=rows(("V1", "03-000", value)),
        approved_on=contract.created_at.date(),
        head_variation_id=above.pk if above else None,
    )


def test_a_variation_goes_to_the_variation_that_recovers_it(site: Site) -> None:
    above = vary(site, site.head.contract, "120.00")
    vary(site, site.concrete.contract, "100.00", above)
    site.concrete.certified({"V1": {WORK: "80"}})
    claim = site.head_claim()
    site.fill(claim)
    assert site.billed(claim) == {"V1": "80.00"}


def test_a_credit_goes_to_the_credit_that_passes_it_on(site: Site) -> None:
    above = vary(site, site.head.contract, "-120.00")
    vary(site, site.concrete.contract, "-100.00", above)
    below = site.concrete.claimed({"V1": {WORK: "-100"}})
    site.concrete.approve(below)
    claim = site.head_claim()
    site.fill(claim)
    assert site.billed(claim) == {"V1": "-100.00"}


def test_claims_waiting_for_the_owner_are_sources_unless_the_project_says_otherwise(
    site: Site,
) -> None:
    held = site.concrete.claimed({"1": {WORK: "400"}})
    site.concrete.approve(held, "pending_owner_approval")
    claim = site.head_claim()
    assert tie(site.preview(claim))[0] == "400.00"
    change_invoicing_settings(
        actor=site.scene.actor,
        project_id=site.scene.project.pk,
        prefill_pending_owner_approval=False,
    )
    assert tie(site.preview(claim))[0] == "0.00"


def test_a_lump_sum_line_is_as_complete_as_what_is_mapped_to_it(site: Site) -> None:
    contract = site.head.contract
    change_advanced_settings(
        actor=site.scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        prefill_by="percentage",
    )
    site.concrete.certified({"1": {WORK: "450"}})  # 450 of 1,500 mapped: 30 %
    site.steel.certified({"1": {WORK: "233.33"}})  # of 700: 33.332857 %
    claim = site.head_claim()
    preview = site.fill(claim)
    assert site.billed(claim) == {"01": "300.00", "02": "150.00", "03": "266.66"}
    assert tie(preview) == ("683.33", "0.00", "683.33", "0.00", "0.00")


def test_prefill_switched_off_says_so(site: Site) -> None:
    contract = site.head.contract
    change_advanced_settings(
        actor=site.scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        prefill_by="none",
    )
    claim = site.head_claim()
    with pytest.raises(WrongState, match="switched off"):
        site.preview(claim)


def test_a_subcontract_claim_is_not_filled(site: Site) -> None:
    claim = site.concrete.start()
    with pytest.raises(WrongState, match="head contract"):
        site.preview(claim)


def test_a_stale_page_and_an_issued_claim_are_refused(site: Site) -> None:
    claim = site.head_claim()
    with pytest.raises(Stale):
        apply_prefill(actor=site.scene.actor, claim_id=claim.pk, expected_version=99)
    site.head.type(claim, {"04": {WORK: "10"}})
    site.head.issue(claim)
    with pytest.raises((WrongState, NotAllowed)):
        site.fill(claim)


def test_a_claim_of_nobodys_is_not_there(site: Site) -> None:
    with pytest.raises(NotThere):
        preview_prefill(actor=site.scene.actor, claim_id=999_999)


def test_another_head_contract_takes_only_what_is_under_it(site: Site) -> None:
    other = Desk.at(
        site.scene, "head_contract", rows=rows(("01", "03-000", "1000.00")), create_codes=True
    )
    theirs = Desk.at(
        site.scene,
        "subcontract",
        rows=rows(("1", "03-000", "90.00")),
        head_contract_id=other.contract.pk,
        create_codes=True,
    )
    theirs.certified({"1": {WORK: "90"}})
    site.concrete.certified({"1": {WORK: "400"}})
    claim = other.start()
    preview = preview_prefill(actor=site.scene.actor, claim_id=claim.pk)
    assert [source.source.contract_id for row in preview.lines for source in row.sources] == [
        theirs.contract.pk
    ]


def test_a_preview_takes_as_many_queries_for_many_sources_as_for_one(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    claim = site.head_claim()
    with CaptureQueriesContext(
        connection,
    ) as few:
        site.preview(claim)
    for _ in range(3):
        desk = Desk.at(
            site.scene,
            "subcontract",
            rows=rows(*((str(n), "05-000", "10.00") for n in range(1, 40))),
            create_codes=True,
        )
        desk.certified({str(n): {WORK: "5"} for n in range(1, 40)})
    with CaptureQueriesContext(connection) as many:
        preview = site.preview(claim)
    assert sum(len(row.sources) for row in preview.lines) == 118
    assert len(many) == len(few)
    assert len(many) <= 16


def test_who_does_not_see_every_source_is_shown_none(site: Site) -> None:
    """Also not by a name: a commitment may be private, or the tool closed to them."""
    site.concrete.certified({"1": {WORK: "900"}})
    claim = site.head_claim()
    actor, project = site.scene.actor, site.scene.project.pk
    for commitments, is_shown in ((0, False), (1, True), (3, True)):
        rights = Rights({"head_contracts": 3, "commitments": commitments})
        person = replace(actor, account_rights=Rights(), projects={project: rights})
        if is_shown:
            assert preview_prefill(actor=person, claim_id=claim.pk).changed
        else:
            with pytest.raises(NotAllowed, match="that you do not all see"):
                preview_prefill(actor=person, claim_id=claim.pk)
    Contract.objects.filter(pk=site.concrete.contract.pk).update(is_private=True)
    reader = replace(
        actor,
        account_rights=Rights(),
        projects={project: Rights({"head_contracts": 3, "commitments": 1})},
    )
    with pytest.raises(NotAllowed):
        preview_prefill(actor=reader, claim_id=claim.pk)
    with pytest.raises(NotAllowed):
        apply_prefill(actor=reader, claim_id=claim.pk, expected_version=claim.version)
