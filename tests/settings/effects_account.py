"""What the account's settings of contracts and claims do."""

from __future__ import annotations

import pytest

from ledgerstone.claims.fields.fields import CustomField, filled
from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations.field_sets import choose_field_set, save_field_set
from ledgerstone.claims.operations.papers import attach_to_claim
from ledgerstone.contracts.operations import change_contract, change_status, delete_contract
from ledgerstone.tenancy.refusals import Invalid, WrongState
from tests.claims.desk import Desk
from tests.contracts.variation_site import Site
from tests.files.papers import PDF
from tests.settings.doing import account, add_line, commitments, desk_of
from tests.settings.table import shows
from tests.support.scene import Scene

WORK = "work_this_period"


@shows("account", "may_over_bill", default=True)
def no_line_goes_beyond_its_value_anywhere(scene: Scene) -> None:
    desk = desk_of(scene, scene.contract(status="approved"))
    claim = desk.start()
    assert not desk.type(claim, {"1": {WORK: "50000"}}).errors
    account(scene, may_over_bill=False)
    [refused] = desk.type(claim, {"1": {WORK: "60000"}}).errors
    assert "billing beyond it is switched off" in refused.message


def _stays_once_out_for_signature(scene: Scene, kind: str, setting: str) -> None:
    contract = scene.contract(kind)
    change_status(
        actor=scene.actor, contract_id=contract.pk, status="out_for_signature", expected_version=1
    )
    add_line(scene, contract)
    account(scene, **{setting: True})
    with pytest.raises(WrongState, match="once the contract goes out for signature"):
        add_line(scene, contract)
    contract.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        change_contract(
            actor=scene.actor,
            contract_id=contract.pk,
            expected_version=contract.version,
            company_id=scene.own.pk,
        )
    assert list(refused.value.fields) == ["company"]


@shows("account", "restricts_commitment_edits", default=False)
def commitments_stay_as_they_went_out(scene: Scene) -> None:
    _stays_once_out_for_signature(scene, "subcontract", "restricts_commitment_edits")
    # Where schedules are always editable, that wins for lines.
    other = scene.contract(status="approved")
    commitments(scene, always_editable_schedule=True)
    add_line(scene, other)


@shows("account", "restricts_head_contract_edits", default=False)
def head_contracts_stay_as_they_went_out(scene: Scene) -> None:
    _stays_once_out_for_signature(scene, "head_contract", "restricts_head_contract_edits")


@shows("account", "restricts_variation_edits", default=False)
def lines_of_variations_change_in_draft_only(scene: Scene) -> None:
    site = Site.at(scene)
    made = site.make("variation", "100")
    site.to(made, "pending")
    site.relined(made, ("", "Work", "120"))
    account(scene, restricts_variation_edits=True)
    with pytest.raises(WrongState):
        site.relined(made, ("", "Work", "140"))
    site.to(made, "draft")
    assert [amount for _item, amount in site.lines(site.relined(made, ("", "Work", "140")))] == [
        "140.00"
    ]


@shows("account", "locks_agreed_commitments", default=False)
def agreed_commitments_keep_their_company_and_stay(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    account(scene, locks_agreed_commitments=True)
    with pytest.raises(Invalid, match="locks commitments that are approved"):
        change_contract(
            actor=scene.actor, contract_id=contract.pk, expected_version=1, company_id=scene.own.pk
        )
    with pytest.raises(WrongState, match="locks commitments that are approved"):
        delete_contract(actor=scene.actor, contract_id=contract.pk, expected_version=1)
    account(scene, locks_agreed_commitments=False)
    delete_contract(actor=scene.actor, contract_id=contract.pk, expected_version=1)


def _asks(scene: Scene, *custom: CustomField, **rules: str) -> Desk:
    """A desk of a project whose claims ask for these fields."""
    name = f"Set {len(rules)} {sorted(rules.values())} {len(custom)}"
    made = save_field_set(actor=scene.actor, name=name, rules=rules, custom=custom)
    choose_field_set(actor=scene.actor, project_id=scene.project.pk, field_set_id=made.pk)
    return desk_of(scene, scene.contract(status="approved"))


def _required(scene: Scene, name: str) -> None:
    """Required: an empty one keeps the claim back, at its place."""
    desk = _asks(scene, **{name: "required"})
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "10"}})
    if name == "reference":
        with pytest.raises(Invalid) as refused:
            desk.submit(claim)
        assert list(refused.value.fields) == [name]
        desk.header(claim, reference="PC-1")
    else:
        # A date is never empty: without one of its own it is that of the billing period.
        desk.header(claim, **{name: None})
        of = {"period_start": "start", "period_end": "end", "billing_date": "billing_date"}[name]
        assert getattr(desk.now(claim), name) == getattr(claim.period, of)
    assert desk.submit(claim).status == "under_review"


@shows("fields", "reference", default="optional")
def claims_ask_for_a_number(scene: Scene) -> None:
    _required(scene, "reference")


@shows("fields", "billing_date", default="optional")
def claims_ask_for_a_billing_date(scene: Scene) -> None:
    _required(scene, "billing_date")


@shows("fields", "period_start", default="optional")
def claims_ask_for_a_start(scene: Scene) -> None:
    _required(scene, "period_start")


@shows("fields", "period_end", default="optional")
def claims_ask_for_an_end(scene: Scene) -> None:
    _required(scene, "period_end")


def _never_required(scene: Scene, name: str) -> None:
    with pytest.raises(Invalid):
        save_field_set(actor=scene.actor, name="Strict", rules={name: "required"})
    desk = _asks(scene, **{name: "hidden"})
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "10"}})
    assert desk.submit(claim).status == "under_review"


@shows("fields", "comments", default="optional")
def comments_are_never_required(scene: Scene) -> None:
    _never_required(scene, "comments")


@shows("fields", "submitted", default="optional")
def the_submitted_date_is_never_required(scene: Scene) -> None:
    _never_required(scene, "submitted")


@shows("fields", "payment_date", default="optional")
def the_payment_date_is_never_required(scene: Scene) -> None:
    _never_required(scene, "payment_date")


@shows("fields", "attachments", default="optional")
def claims_ask_for_attachments(scene: Scene) -> None:
    desk = _asks(scene, attachments="required")
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "10"}})
    with pytest.raises(Invalid):
        desk.submit(claim)
    attach_to_claim(actor=desk.actor, claim_id=claim.pk, name="dockets.pdf", content=PDF)
    assert desk.submit(claim).status == "under_review"


@shows("fields", "custom", default=[])
def claims_ask_for_fields_of_the_account(scene: Scene) -> None:
    desk = _asks(scene, CustomField("", "Site diary", is_required=True))
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "10"}})
    with pytest.raises(Invalid, match="“Site diary”"):
        desk.submit(claim)
    desk.header(claim, custom={"f1": "Kept daily"})
    assert filled(Claim.objects.get(pk=claim.pk)) == {"f1": "Kept daily"}
    assert desk.submit(claim).status == "under_review"
