"""Assessing many lines without script, deductions, and what returning a claim says by law."""

from __future__ import annotations

from decimal import Decimal

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Certificate, Claim, ClaimDeduction
from ledgerstone.contracts.operations import name_contact
from ledgerstone.projects.models import BillingPeriod
from tests.claims.desk import Desk, flat
from tests.support.people import worker
from tests.support.scene import Scene
from tests.web.claims_desk import HALF, act
from tests.web.posting import error_at, form_values, text_of


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(scene)


def assess(client: Client, claim: Claim, do: str, **given: object) -> HttpResponse:
    return client.post(reverse("web:claim_assess", args=[claim.pk]), {"do": do, **given})


def figures(desk: Desk, claim: Claim) -> list[Decimal]:
    return [line.assessed for line in desk.sheet(claim)]


def test_lines_are_assessed_at_a_share_of_what_was_claimed(desk: Desk, signed_in: Client) -> None:
    """20,000 and 125,000 are certified, then 40,000 and 200,000 claimed to date."""
    desk.certified(HALF)
    claim = desk.claimed({"1": {"work_to_date": "40000"}, "2": {"work_to_date": "200000"}})
    assess(signed_in, claim, "percent", percent="80", of="claimed")
    assert figures(desk, claim) == [Decimal(36000), Decimal(185000), 0]
    line = desk.line(claim, "2").line_id
    assess(signed_in, claim, "percent", percent="50%", of="claimed", line=line)
    assert figures(desk, claim) == [Decimal(36000), Decimal(162500), 0]
    assess(signed_in, claim, "percent", percent="60", of="value", line=line)
    assert figures(desk, claim)[1] == Decimal(150000)
    assess(signed_in, claim, "accept")
    assert figures(desk, claim) == [Decimal(40000), Decimal(200000), 0]
    assert not desk.sheet(claim).differs


def test_a_share_is_from_nought_to_a_hundred(desk: Desk, signed_in: Client) -> None:
    claim = desk.claimed(HALF)
    for typed in ("", "120", "-5", "half"):
        answer = assess(signed_in, claim, "percent", percent=typed, of="claimed")
        assert answer.status_code == 422
        assert "percentage" in text_of(answer) or "number" in text_of(answer)
    assert figures(desk, claim) == [20000, 125000, 0]


def test_one_reason_goes_to_every_line_that_needs_one(desk: Desk, signed_in: Client) -> None:
    claim = desk.claimed(HALF)
    assess(signed_in, claim, "percent", percent="50", of="claimed")
    said = text_of(signed_in.get(reverse("web:claim_assess", args=[claim.pk])))
    assert "2 lines need a reason" in said
    assess(signed_in, claim, "reason", code="not_complete", text="Half of it stands.")
    lines = desk.sheet(claim).lines
    assert [line.reason for line in lines] == ["Half of it stands."] * 2 + [""]
    act(signed_in, claim, "answer")
    assert Certificate.objects.get().decision == "approved_as_noted"


def test_a_claim_is_answered_with_nil(scene: Scene, signed_in: Client) -> None:
    scene.period(2026, 9)
    desk = Desk.at(scene, retention=flat("0.10"))
    desk.certified(HALF)
    claim = desk.start()
    desk.type(claim, {"1": {"work_to_date": "40000"}})
    desk.header(claim, release_share=Decimal("0.5"), release_event="practical completion")
    desk.submit(claim)
    assert assess(signed_in, claim, "nil", nil_code="other", nil_text=" ").status_code == 422
    assess(signed_in, claim, "nil", nil_code="other", nil_text="Nothing was built.")
    act(signed_in, claim, "answer")
    certificate = Certificate.objects.get(claim=claim)
    assert certificate.payable == 0
    assert certificate.retention_released_this_period == 0
    assert certificate.decision == "approved_as_noted"


def test_a_deduction_in_review_is_held_until_it_has_a_reason(desk: Desk, signed_in: Client) -> None:
    claim = desk.claimed(HALF)
    address = reverse("web:claim_deductions", args=[claim.pk])
    values = form_values(signed_in.get(address), "1_category")
    refused = signed_in.post(address, {**values, "1_category": "Crane", "1_amount": "much"})
    assert refused.status_code == 422
    assert error_at(refused, "1_amount")
    finer = signed_in.post(address, {**values, "1_category": "Crane", "1_amount": "-1.005"})
    assert "at most 2 decimals" in error_at(finer, "1_amount")
    longer = signed_in.post(address, {**values, "1_category": "Crane" * 20, "1_amount": "-1"})
    assert error_at(longer, "1_category") == "At most 60 characters."
    answer = signed_in.post(address, {**values, "1_category": "Crane", "1_amount": "-1,200.00"})
    cover = reverse("web:claim_assessment", args=[claim.pk])
    assert answer["Location"] == cover
    assert ClaimDeduction.objects.get().amount == Decimal("-1200.00")
    held = act(signed_in, claim, "answer")
    assert held["Location"] == cover
    assert "reason" in text_of(signed_in.get(cover))
    version = desk.now(claim).version
    given = {"version": version, "reason_code": "other", "assessed_reason": "Crane, 12 October."}
    signed_in.post(cover, given)
    act(signed_in, claim, "answer")
    assert Certificate.objects.get().decision == "approved_as_noted"
    said = text_of(signed_in.get(reverse("web:claim", args=[claim.pk])))
    assert "Reduced on the cover: Other. Crane, 12 October." in said


def test_a_deduction_without_a_minus_is_told_to_add(desk: Desk, signed_in: Client) -> None:
    claim = desk.claimed(HALF)
    address = reverse("web:claim_deductions", args=[claim.pk])
    values = form_values(signed_in.get(address), "1_category")
    given = {**values, "1_category": "Crane", "1_amount": "1,200"}
    words = text_of(signed_in.post(address, given, follow=True))
    assert "1,200.00 of Crane is given back and adds to what is payable." in words


def test_what_somebody_assessed_meanwhile_is_not_assessed_over(
    desk: Desk, signed_in: Client
) -> None:
    claim = desk.claimed(HALF)
    page = signed_in.get(reverse("web:claim_assess", args=[claim.pk]))
    version = form_values(page, "percent")["version"]
    desk.type(claim, {"1": {"assessed": "15000"}})
    answer = assess(signed_in, claim, "accept", version=version, percent="80")
    assert answer.status_code == 409
    assert "Somebody changed this since you opened it." in text_of(answer)
    assert form_values(answer, "percent")["percent"] == "80"
    assert figures(desk, claim)[0] == Decimal(15000)
    now = form_values(answer, "percent")["version"]
    assert assess(signed_in, claim, "accept", version=now).status_code == 302
    assert figures(desk, claim)[0] == Decimal(20000)


def test_returning_says_that_it_is_no_answer_and_by_when_one_is_due(
    scene: Scene, signed_in: Client
) -> None:
    """Ten business days after Monday 26 October 2026 in New South Wales."""
    with time_machine.travel("2026-10-26T15:00:00+11:00"):
        scene.period(2026, 10)
        claim = Desk.at(scene).claimed(HALF)
    with time_machine.travel("2026-10-27T09:00:00+11:00"):
        said = text_of(signed_in.get(reverse("web:claim", args=[claim.pk])))
        assert "Your turn, 9 business days left Payment schedule by Mon 9 Nov" in said
        assert "Returning does not answer the claim: a payment schedule is still due" in said
        assert "Issue a payment schedule as assessed" in said
        assert "Assess it at nil" in said
    with time_machine.travel("2026-11-14T09:00:00+11:00"):
        said = text_of(signed_in.get(reverse("web:claim", args=[claim.pk])))
        assert "Your turn, 4 business days late" in said


def test_elsewhere_a_claim_is_returned_without_ado(scene: Scene, signed_in: Client) -> None:
    scene.project.jurisdiction = "US-CA"
    scene.project.save(update_fields=["jurisdiction"])
    scene.period()
    claim = Desk.at(scene).claimed(HALF)
    said = text_of(signed_in.get(reverse("web:claim", args=[claim.pk])))
    assert "Returning does not answer" not in said
    assert "Your turn Review and decide" in said


def test_details_of_a_claim_by_who_may_change_them(scene: Scene, signed_in: Client) -> None:
    earlier, later = scene.period(2026, 9), scene.period(2026, 10)
    desk = Desk.at(scene)
    claim = desk.start(type="work_materials")
    kim = worker(scene, scene.subcontractor, "Kim Ode")
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=kim.pk)
    contact = Client()
    contact.force_login(kim.user)
    address = reverse("web:claim_header", args=[claim.pk])
    theirs = contact.get(address)
    assert "no retention is released with it" in text_of(theirs)
    assert "Billing period" not in text_of(theirs)
    contact.post(address, {**form_values(theirs, "reference"), "is_final": "1"})
    claim = desk.now(claim)
    assert claim.is_final
    assert "Final claim" in text_of(contact.get(reverse("web:claim", args=[claim.pk])))
    ours = form_values(signed_in.get(address), "reference")
    signed_in.post(address, {**ours, "period": earlier.pk, "type": "work_materials_retention"})
    claim = desk.now(claim)
    assert (claim.period_id, claim.type) == (earlier.pk, "work_materials_retention")
    assert (claim.period_start, claim.billing_date) == (earlier.start, earlier.billing_date)
    assert BillingPeriod.objects.get(pk=later.pk).claims.count() == 0
