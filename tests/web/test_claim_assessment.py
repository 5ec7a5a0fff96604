"""Assessing what a claim asks for on its cover: a release of what is held."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Certificate, Claim
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene
from tests.web.claims_desk import act
from tests.web.posting import error_at, form_values, text_of


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    desk = Desk.at(scene, retention=flat("0.10"))
    desk.certified({"2": {"work_this_period": "100000"}})
    return desk


@pytest.fixture
def claim(desk: Desk) -> Claim:
    """A claim that asks for half of the 10,000 held."""
    claim = desk.start()
    desk.header(claim, release_share=Decimal("0.5"), release_event="practical completion")
    return desk.submit(claim)


def page(claim: Claim) -> str:
    return reverse("web:claim_assessment", args=[claim.pk])


def assess(client: Client, claim: Claim, **given: str):  # type: ignore[no-untyped-def]
    version = Claim.objects.get(pk=claim.pk).version
    typed = {"assessed_release": "", "reason_code": "", "assessed_reason": ""} | given
    return client.post(page(claim), {"version": version, **typed})


def test_the_page_says_what_is_asked_for(signed_in: Client, claim: Claim) -> None:
    assert page(claim) in signed_in.get(reverse("web:claim", args=[claim.pk])).content.decode()
    said = text_of(signed_in.get(page(claim)))
    assert "asks for 50% of what is held, because of practical completion." in said


def test_a_lower_release_needs_its_reason_before_the_decision(
    signed_in: Client, claim: Claim
) -> None:
    assess(signed_in, claim, assessed_release="20%")
    refused = act(signed_in, claim, "approve-as-noted")
    assert not Certificate.objects.filter(claim=claim).exists()
    assert "reason" in text_of(signed_in.get(refused.headers["Location"]))

    assess(
        signed_in,
        claim,
        assessed_release="20%",
        reason_code="defective",
        assessed_reason="Two bays leak.",
    )
    act(signed_in, claim, "approve-as-noted")
    certificate = Certificate.objects.get(claim=claim)
    assert certificate.retention_released_this_period == Decimal("2000.00")
    assert certificate.current_payment_due == Decimal("2000.00")


def test_a_release_is_refused_with_nought(signed_in: Client, claim: Claim) -> None:
    assess(
        signed_in, claim, assessed_release="0", reason_code="defective", assessed_reason="Leaks."
    )
    act(signed_in, claim, "approve-as-noted")
    assert Certificate.objects.get(claim=claim).retention_released_this_period == 0


def test_letters_are_refused_at_the_field_and_kept(signed_in: Client, claim: Claim) -> None:
    answer = assess(signed_in, claim, assessed_release="half")
    assert answer.status_code == 422
    assert error_at(answer, "assessed_release")
    assert form_values(answer, "assessed_release")["assessed_release"] == "half"


def test_more_than_all_is_refused_at_the_field(signed_in: Client, claim: Claim) -> None:
    answer = assess(signed_in, claim, assessed_release="120%")
    assert answer.status_code == 422
    assert error_at(answer, "assessed_release")


def test_a_claim_that_is_not_under_review_leads_back(signed_in: Client, desk: Desk) -> None:
    draft = desk.start()
    answer = signed_in.get(page(draft))
    assert answer.headers["Location"] == reverse("web:claim", args=[draft.pk])
