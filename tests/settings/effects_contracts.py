"""What the advanced settings of commitments and head contracts do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from ledgerstone.access.levels import Level
from ledgerstone.claims.models import CERTIFIED_STATUSES, Claim
from ledgerstone.claims.prefill.operations import preview_prefill
from ledgerstone.contracts import policy, queries
from ledgerstone.contracts.actors import refreshed
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import NewMarkup, change_privacy, define_markups
from ledgerstone.contracts.operations.papers import comment_on_contract
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.projects.operations import (
    add_budget_codes,
    close_billing_period,
    reopen_billing_period,
)
from ledgerstone.tenancy.refusals import Invalid, WrongState
from tests.claims.desk import Desk, flat
from tests.contracts.variation_site import Site
from tests.settings.doing import advanced, desk_of, person, printed, rows, sheet_columns
from tests.settings.table import Effect, shows
from tests.support.scene import Scene

WORK, STORED = "work_this_period", "materials_stored"


OfKind = Callable[[Scene, str], None]


def both(
    name: str, *, default: object = True, head_default: object = None
) -> Callable[[OfKind], OfKind]:
    """A setting that commitments and head contracts have alike; the effect takes the kind."""

    def taken(effect: OfKind) -> OfKind:
        above = default if head_default is None else head_default
        shows("commitment", name, default=default)(_of_kind(effect, "subcontract"))
        shows("head_contract", name, default=above)(_of_kind(effect, "head_contract"))
        return effect

    return taken


def _of_kind(effect: OfKind, kind: str) -> Effect:
    return lambda scene: effect(scene, kind)


def _tabs(scene: Scene, contract: Contract) -> str:
    client = Client()
    client.force_login(scene.user)
    return client.get(f"/contracts/{contract.pk}/").content.decode()


@both("accounting_method", default="amount")
def lines_hold_amounts_or_quantities(scene: Scene, kind: str) -> None:
    by_quantity = [RawRow(item="1", description="Sheet", quantity="4", unit="m2", unit_price="5")]
    with pytest.raises(Invalid):
        scene.contract(kind, rows=by_quantity)
    made = scene.contract(kind, rows=by_quantity, accounting_method="unit")
    assert queries.sums(made).total == Decimal("20.00")
    empty = scene.contract(kind, rows=())
    assert advanced(scene, empty, accounting_method="unit").accounting_method == "unit"


@both("claims_enabled")
def it_is_claimed_on(scene: Scene, kind: str) -> None:
    contract = advanced(scene, scene.contract(kind, status="approved"), claims_enabled=False)
    with pytest.raises(WrongState):
        desk_of(scene, contract).start()
    contract = advanced(scene, contract, claims_enabled=True)
    assert desk_of(scene, contract).start().number == 1


@both("bills_materials_separately")
def stored_materials_have_columns(scene: Scene, kind: str) -> None:
    contract = scene.contract(kind, status="approved")
    assert any("aterials" in heading for heading in sheet_columns(scene, contract))
    contract = advanced(scene, contract, bills_materials_separately=False)
    assert not any("aterials" in heading for heading in sheet_columns(scene, contract))
    desk = Desk(scene.actor, contract)
    claim = contract.claims.get()
    [refused] = desk.type(claim, {"1": {STORED: "100"}}).errors
    assert "claim them as work" in refused.message


@both("move_stored_to_work", default=False)
def what_was_stored_becomes_work(scene: Scene, kind: str) -> None:
    for moves in (False, True):
        contract = scene.contract(kind, status="approved")
        desk = desk_of(scene, advanced(scene, contract, move_stored_to_work=moves))
        claim = desk.start()
        desk.type(claim, {"1": {STORED: "100"}})
        if kind == "head_contract":
            desk.issue(claim)
        else:
            desk.submit(claim)
            desk.approve(claim)
        line = desk.line(desk.start(), "1")
        assert (line.work_previous, line.materials_stored) == ((100, 0) if moves else (0, 100))


@both("markups_enabled", default=False, head_default=True)
def percentages_become_lines(scene: Scene, kind: str) -> None:
    for is_on in (True, False):
        site = Site.at(scene, kind, markups_enabled=True)
        _mark_up(site, NewMarkup("Margin", "vertical", Decimal("0.1")))
        site.contract = advanced(scene, site.contract, markups_enabled=is_on)
        amounts = [amount for _item, amount in site.lines(site.make("variation", "1000"))]
        assert amounts == (["1000.00", "100.00"] if is_on else ["1000.00"])


def _mark_up(site: Site, *markups: NewMarkup) -> None:
    version = Contract.objects.get(pk=site.contract.pk).version
    define_markups(
        actor=site.actor,
        contract_id=site.contract.pk,
        markups=markups,
        expected_version=version,
    )


@both("claims_list_unapproved")
def claims_list_what_is_not_approved(scene: Scene, kind: str) -> None:
    found = []
    for lists in (True, False):
        site = Site.at(scene, kind, tiers=1)
        advanced(scene, site.contract, claims_list_unapproved=lists)
        site.make("variation", "1000", status="pending")
        desk = desk_of(scene, Contract.objects.get(pk=site.contract.pk))
        found.append([line.variation for line in desk.sheet(desk.start()) if line.variation])
    assert [len(one) for one in found] == [1, 0]


def _held(scene: Scene, contract: Contract) -> Decimal:
    desk = desk_of(scene, contract)
    claim = contract.claims.first() or desk.start()
    desk.type(claim, {"1": {WORK: "1000", STORED: "500"}})
    return desk.line(claim, "1").valued.retention


@both("retains_on_work")
def nothing_is_held_from_work(scene: Scene, kind: str) -> None:
    contract = scene.contract(kind, status="approved", retention=flat("0.10"))
    assert _held(scene, contract) == 150
    contract = advanced(scene, contract, retains_on_work=False)
    assert desk_of(scene, contract).line(contract.claims.get(), "1").valued.retention == 50
    both_off = advanced(scene, contract, retains_on_materials=False)
    assert not any(head.startswith("Retention") for head in sheet_columns(scene, both_off))


@both("retains_on_materials")
def nothing_is_held_from_materials(scene: Scene, kind: str) -> None:
    contract = scene.contract(kind, status="approved", retention=flat("0.10"))
    assert any(head.startswith("Retention") for head in sheet_columns(scene, contract))
    contract = advanced(scene, contract, retains_on_materials=False)
    assert _held(scene, contract) == 100
    assert Claim.objects.get().claimed_to_date == 1500


@both("variation_detail", default="line")
def documents_sum_variations_up(scene: Scene, kind: str) -> None:
    site = Site.at(scene, kind, tiers=3, markups_enabled=False)
    low = [site.make("potential", "100", "20"), site.make("potential", "3")]
    middle = site.make("request", parts=low)
    top = site.make("variation", parts=[middle])
    site.to(top, "approved")
    found = {}
    for detail in ("variation", "request", "potential", "line"):
        contract = advanced(scene, site.contract, variation_detail=detail)
        found[detail] = rows(printed(desk_of(scene, contract)))
    assert found["variation"] == [(top.number, "123.00")]
    assert found["request"] == [(middle.number, "123.00")]
    assert found["potential"] == [(low[0].number, "120.00"), (low[1].number, "3.00")]
    assert [amount for _item, amount in found["line"]] == ["100.00", "20.00", "3.00"]


@both("shows_budget_codes")
def documents_print_budget_codes(scene: Scene, kind: str) -> None:
    add_budget_codes(actor=scene.actor, project_id=scene.project.pk, codes={"05-100": "Steel"})
    row = RawRow(item="1", description="Steel", budget_code="05-100", scheduled_value="100")
    contract = scene.contract(kind, status="approved", rows=[row])
    assert "Budget code" in sheet_columns(scene, contract)
    assert [line.budget_code for line in printed(desk_of(scene, contract)).lines] == ["05-100"]
    contract = advanced(scene, contract, shows_budget_codes=False)
    assert "Budget code" not in sheet_columns(scene, contract)


@shows("head_contract", "shows_markup", default=True)
def documents_print_markup_apart_or_in_its_line(scene: Scene) -> None:
    site = Site.at(scene, "head_contract", tiers=1)
    _mark_up(site, NewMarkup("Overheads", "horizontal", Decimal("0.1")))
    made = site.make("variation", "1000", "50")
    site.to(made, "approved")
    amounts = [amount for _item, amount in rows(printed(desk_of(scene, site.contract)))]
    assert amounts == ["1000.00", "100.00", "50.00", "5.00"]
    contract = advanced(scene, site.contract, shows_markup=False)
    assert [amount for _item, amount in rows(printed(desk_of(scene, contract)))] == [
        "1100.00",
        "55.00",
    ]
    # On the sum, it is part of the variation, which is one row then.
    kept = site.contract.markups.get()
    overheads = NewMarkup("Overheads", "horizontal", Decimal("0.1"), id=kept.pk)
    _mark_up(site, overheads, NewMarkup("Margin", "vertical", Decimal("0.5")))
    more = site.make("variation", "10", "20", number="V9")  # 11.00, 22.00, and half of 30.00
    site.to(more, "approved")
    desk = desk_of(scene, Contract.objects.get(pk=contract.pk))
    desk.delete(contract.claims.get())
    assert rows(printed(desk))[-1] == ("V9", "48.00")


@both("comments_enabled", default=False)
def it_has_comments(scene: Scene, kind: str) -> None:
    contract = scene.contract(kind)
    page = f"/contracts/{contract.pk}/comments/"
    assert page not in _tabs(scene, contract)
    said = {"actor": scene.actor, "contract_id": contract.pk, "text": "Check the bond."}
    with pytest.raises(WrongState):
        comment_on_contract(**said)
    advanced(scene, contract, comments_enabled=True)
    assert page in _tabs(scene, contract)
    assert comment_on_contract(**said).text == "Check the bond."


@both("payments_enabled")
def it_has_payments(scene: Scene, kind: str) -> None:
    contract = scene.contract(kind, status="approved")
    page = f"/contracts/{contract.pk}/payments/"
    assert page in _tabs(scene, contract)
    advanced(scene, contract, payments_enabled=False)
    assert page not in _tabs(scene, contract)


@shows("head_contract", "certify_on_issue", default=True)
def issuing_certifies(scene: Scene) -> None:
    for certifies in (True, False):
        contract = scene.contract("head_contract", status="approved")
        desk = desk_of(scene, advanced(scene, contract, certify_on_issue=certifies))
        claim = desk.start()
        desk.issue(claim)
        assert (desk.now(claim).certificate_id is not None) is certifies


@shows("head_contract", "prefill_by", default="amount")
def figures_come_from_below_by_amount_or_share(scene: Scene) -> None:
    row = RawRow(item="1", description="Steel", budget_code="05", scheduled_value="1000")
    head = scene.contract("head_contract", status="approved", rows=[row], create_codes=True)
    below = scene.contract(status="approved", rows=[replace(row, scheduled_value="800")])
    desk_of(scene, below).certified({"1": {WORK: "400"}})
    claim = desk_of(scene, head).start()
    found = {}
    for by in ("amount", "percentage"):
        advanced(scene, head, prefill_by=by)
        preview = preview_prefill(actor=scene.actor, claim_id=claim.pk)
        found[by] = [line.after for line in preview.lines]
    assert found == {"amount": [400], "percentage": [500]}
    advanced(scene, head, prefill_by="none")
    with pytest.raises(WrongState, match="switched off"):
        preview_prefill(actor=scene.actor, claim_id=claim.pk)


@shows("head_contract", "drafts_claims", default="never")
def a_draft_is_made_when_its_period_closes(scene: Scene) -> None:
    period = scene.period()
    head = scene.contract("head_contract", status="approved")
    for when, count in (("never", 0), ("close", 1)):
        advanced(scene, head, drafts_claims=when)
        close_billing_period(actor=scene.actor, period_id=period.pk)
        assert head.claims.count() == count
        reopen_billing_period(actor=scene.actor, period_id=period.pk)


@shows("commitment", "has_subcontractor_schedule", default=False)
def claims_wait_for_the_breakdown(scene: Scene) -> None:
    contract = advanced(scene, scene.contract(status="approved"), has_subcontractor_schedule=True)
    with pytest.raises(WrongState):
        desk_of(scene, contract).start()
    contract = advanced(scene, contract, has_subcontractor_schedule=False)
    assert desk_of(scene, contract).start().status not in CERTIFIED_STATUSES


def _seen_by(scene: Scene, contract: Contract) -> bool:
    reader = person(scene, Level.READ_ONLY, name=f"Reader of {contract.number}")
    return queries.visible_to(reader).filter(pk=contract.pk).exists()


@shows("access", "is_private", default=False)
def only_the_list_sees_it(scene: Scene) -> None:
    assert _seen_by(scene, scene.contract())
    assert not _seen_by(scene, scene.contract(is_private=True))


@shows("access", "shows_schedule_to_listed", default=False)
def the_list_sees_the_schedule(scene: Scene) -> None:
    for shown in (False, True):
        contract = scene.contract(is_private=True)
        name = f"Kim {contract.number}"
        kim = person(scene, Level.READ_ONLY, name=name)
        contract.people.create(account=scene.account, person_id=kim.person_id, is_listed=True)
        change_privacy(
            actor=scene.actor,
            contract_id=contract.pk,
            expected_version=contract.version,
            is_private=True,
            shows_schedule_to_listed=shown,
        )
        listed = refreshed(kim)
        found = queries.get_contract(listed, contract.pk)
        assert policy.may_see_schedule(listed, found) is shown
