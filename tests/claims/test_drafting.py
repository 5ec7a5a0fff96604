"""Head contract claims that are started with what they are filled with: by hand, all of a project
at once, and by a setting of the contract."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.drafting import draft_when_due
from ledgerstone.claims.many import Outcome
from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations import FilledWith
from ledgerstone.contracts.operations.advanced import change_advanced_settings
from ledgerstone.history.models import Event
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.operations import close_billing_period
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import NotThere, WrongState
from tests.claims.desk import Desk
from tests.claims.prefill_site import WORK, Site, rows, site

__all__ = ["site"]
SYDNEY = ZoneInfo("Australia/Sydney")


def at(day: int, hour: int, month: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, 30, tzinfo=SYDNEY)


def asks(site: Site, when: str) -> None:
    contract = site.head.contract
    contract.refresh_from_db()
    change_advanced_settings(
        actor=site.scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        drafts_claims=when,
    )


def drafts(site: Site) -> list[Claim]:
    return list(Claim.objects.filter(contract_id=site.head.contract.pk).order_by("number"))


def test_a_claim_is_started_with_what_it_is_filled_with(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    claim = operations.start_head_claim(
        actor=site.scene.actor,
        contract_id=site.head.contract.pk,
        reference="PC-01",
        filled_with=FilledWith(costs=True),
    )
    assert (claim.reference, claim.status) == ("PC-01", "draft")
    assert site.billed(claim) == {"01": "400.00"}


def test_a_claim_started_without_costs_is_empty_and_can_be_filled_later(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    claim = operations.start_head_claim(
        actor=site.scene.actor, contract_id=site.head.contract.pk, filled_with=FilledWith()
    )
    assert site.billed(claim) == {}
    site.fill(claim)
    assert site.billed(claim) == {"01": "400.00"}


def test_a_subcontract_is_not_started_so(site: Site) -> None:
    with pytest.raises(WrongState, match="head contract"):
        operations.start_head_claim(actor=site.scene.actor, contract_id=site.concrete.contract.pk)
    assert not Claim.objects.exists()


def draft_all(site: Site) -> Outcome:
    return operations.draft_head_claims(
        actor=site.scene.actor,
        project_id=site.scene.project.pk,
        period_id=BillingPeriod.objects.get().pk,
    )


def beside(site: Site) -> Desk:
    """Another head contract, with 90.00 certified under it."""
    other = Desk.at(
        site.scene, "head_contract", rows=rows(("01", "03-000", "1000.00")), create_codes=True
    )
    theirs = Desk.at(
        site.scene,
        rows=rows(("1", "03-000", "90.00")),
        head_contract_id=other.contract.pk,
        create_codes=True,
    )
    theirs.certified({"1": {WORK: "90"}})
    return other


def test_one_act_drafts_and_fills_every_head_contract(site: Site) -> None:
    other = beside(site)
    late = Desk.at(site.scene, "head_contract", status="draft", rows=rows(("1", "", "5.00")))
    site.concrete.certified({"1": {WORK: "400"}})
    found = draft_all(site)
    assert [(one.id, one.why) for one in found.refused] == [
        (
            late.contract.pk,
            "This head contract is a draft; it can be claimed on when it is approved or complete.",
        )
    ]
    claims = {claim.contract_id: claim for claim in Claim.objects.filter(pk__in=found.done)}
    assert site.billed(claims[site.head.contract.pk]) == {"01": "400.00"}
    assert [str(x.claimed_movement) for x in other.sheet(claims[other.contract.pk])] == ["90.00"]


def test_drafting_all_again_brings_what_was_certified_meanwhile(site: Site) -> None:
    beside(site)
    site.concrete.certified({"1": {WORK: "400"}})
    first = draft_all(site)
    site.steel.certified({"1": {WORK: "70"}})
    assert sorted(draft_all(site).done) == sorted(first.done)
    (claim,) = drafts(site)
    assert site.billed(claim) == {"01": "400.00", "03": "70.00"}
    site.head.issue(claim)
    refused = {one.id: one.why for one in draft_all(site).refused}
    assert refused == {site.head.contract.pk: "Claim 1 of this billing period is issued already."}


def test_a_period_of_another_project_is_not_there(site: Site) -> None:
    with pytest.raises(NotThere):
        operations.draft_head_claims(
            actor=site.scene.actor, project_id=site.scene.project.pk, period_id=999_999
        )


def test_a_draft_is_started_when_the_due_date_is_over_where_the_project_is(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    asks(site, "due_date")
    account = site.scene.account.pk
    with clock.fixed(at(27, 23)):  # due on the 27th, which lasts until its day's end
        assert draft_when_due(account) == 0
    with clock.fixed(at(28, 0)):
        assert draft_when_due(account) == 1
    (claim,) = drafts(site)
    assert (claim.status, claim.created_by_id) == ("draft", None)
    assert site.billed(claim) == {"01": "400.00"}
    told = Event.objects.filter(claim_id=claim.pk).order_by("id")
    assert [(one.actor_name, one.actor_id) for one in told] == [("Ledgerstone", None)] * 2
    with clock.fixed(at(28, 1)):
        assert draft_when_due(account) == 0, "once"


def test_a_deleted_draft_does_not_come_back(site: Site) -> None:
    asks(site, "due_date")
    with clock.fixed(at(28, 1)):
        draft_when_due(site.scene.account.pk)
        (claim,) = drafts(site)
        site.head.delete(claim)
        assert draft_when_due(site.scene.account.pk) == 0
    assert drafts(site) == []


def test_the_past_is_not_drafted_when_the_setting_is_switched_on(site: Site) -> None:
    asks(site, "due_date")
    with clock.fixed(at(20, 9, month=10)):
        assert draft_when_due(site.scene.account.pk) == 0


def test_a_draft_is_started_when_the_period_closes(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    asks(site, "close")
    with clock.fixed(at(28, 1)):
        assert draft_when_due(site.scene.account.pk) == 0
    period = BillingPeriod.objects.get()
    close_billing_period(actor=site.scene.actor, period_id=period.pk)
    (claim,) = drafts(site)
    assert claim.period_id == period.pk
    assert site.billed(claim) == {"01": "400.00"}
    site.scene.period(2026, 10)
    assert len(drafts(site)) == 1


def test_opening_the_next_period_closes_the_last_and_drafts_for_it(site: Site) -> None:
    asks(site, "close")
    last = BillingPeriod.objects.get()
    site.scene.period(2026, 10)
    assert [claim.period_id for claim in drafts(site)] == [last.pk]


def test_a_draft_in_the_way_does_not_keep_a_period_open(site: Site) -> None:
    earlier = site.head_claim()
    site.scene.period(2026, 10)
    asks(site, "close")
    october = BillingPeriod.objects.get(status="open")
    close_billing_period(actor=site.scene.actor, period_id=october.pk)
    assert [claim.pk for claim in drafts(site)] == [earlier.pk]
    october.refresh_from_db()
    assert october.status == "closed"


def test_never_is_what_a_contract_starts_with(site: Site) -> None:
    assert site.head.contract.drafts_claims == "never"
    close_billing_period(actor=site.scene.actor, period_id=BillingPeriod.objects.get().pk)
    assert drafts(site) == []
