"""A claim on one page, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.contracts.schedules.schedule import RawRow
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, build_scene
from tests.web.claims_desk import HALF, act, buttons_of, config_of
from tests.web.posting import error_at, form_values, text_of


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period()
    return Desk.at(scene)


def page(client: Client, claim: Claim, query: str = "") -> Any:
    return client.get(reverse("web:claim", args=[claim.pk]) + query)


def test_a_draft_shows_its_cover_its_sheet_and_one_next_act(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, HALF)
    answer = page(signed_in, claim)
    words = text_of(answer)
    assert "Claim 1, Structural steel Draft" in words
    assert "Every line ties out to the sheet" in words
    assert "145,000.00" in words
    assert buttons_of(answer) == ["Submit*"]
    config = config_of(answer)
    assert config["mode"] == "entry"
    assert config["totals"]["claimed"] == "145000.00"
    assert [line["item"] for line in config["lines"]] == ["1", "2", "3"]


def test_tax_says_what_it_is_of_only_where_that_makes_it(signed_in: Client, scene: Scene) -> None:
    scene.period()
    for base, said in (("net_of_retention", "10% of 8 "), ("gross", "GST 10% ")):
        desk = Desk.at(scene, retention=flat("0.05"), tax_rate=Decimal("0.10"), tax_base=base)
        claim = desk.start()
        desk.type(claim, HALF)
        assert said in text_of(page(signed_in, claim)).replace("\xa0", " ")


def test_each_state_offers_its_own_acts(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    assert buttons_of(page(signed_in, claim)) == ["Return", "Approve*"]
    desk.type(claim, {"2": {"assessed": "100,000.00"}})
    desk.reason(claim, ["2"])
    assert buttons_of(page(signed_in, claim)) == ["Return", "Approve as noted*"]
    desk.approve(claim)
    answer = page(signed_in, claim)
    assert buttons_of(answer) == ["Download PDF*"]
    assert config_of(answer)["mode"] == "read"
    assert "Not complete" in str(config_of(answer)["lines"][1]["cells"]["reason"])


# What the sheet has of a window of 1,440 pixels.
ROOM = 998
ALWAYS = ["item", "description", "scheduled_value"]
EARNED = ["work_this_period", "materials_stored", "completed_and_stored", "percent"]


@pytest.mark.parametrize(
    ("is_cut", "is_stored", "shown"),
    [
        (False, False, ["work_previous", *EARNED, "balance_to_finish", "retention"]),
        (False, True, ["work_previous", *EARNED, "balance_to_finish"]),
        (True, False, ["work_previous", *EARNED, "difference", "reason"]),
        (True, True, [*EARNED, "difference", "reason"]),
    ],
)
def test_a_certified_sheet_shows_what_was_cut_and_why_without_being_moved(
    signed_in: Client, scene: Scene, is_cut: bool, is_stored: bool, shown: list[str]
) -> None:
    scene.period()
    desk = Desk.at(scene, retention=flat("0.05"))
    stored = {"materials_stored": "5,000.00"} if is_stored else {}
    claim = desk.claimed({"1": HALF["1"], "2": {**HALF["2"], **stored}})
    if is_cut:
        desk.type(claim, {"2": {"assessed": "100,000.00"}})
        desk.reason(claim, ["2"])
    desk.approve(claim)
    columns = [one for one in config_of(page(signed_in, claim))["columns"] if not one.get("extra")]
    without = [] if is_stored else ["materials_stored"]
    assert [one["key"] for one in columns] == [
        *ALWAYS, *(key for key in shown if key not in without)
    ]  # fmt: skip
    assert sum(one["width"] for one in columns) <= ROOM


def test_a_claim_is_submitted_assessed_and_approved_by_its_buttons(
    signed_in: Client, desk: Desk
) -> None:
    claim = desk.start()
    desk.type(claim, HALF)
    answer = act(signed_in, claim, "submit")
    assert answer["Location"] == reverse("web:claim", args=[claim.pk])
    assert "Claim 1 is submitted." in text_of(page(signed_in, claim))
    act(signed_in, claim, "approve")
    claim.refresh_from_db()
    assert claim.status == "approved"
    act(signed_in, claim, "reopen", reason="The wrong month.")
    claim.refresh_from_db()
    assert claim.status == "under_review"
    act(signed_in, claim, "withdraw")
    claim.refresh_from_db()
    assert claim.status == "withdrawn"


def test_a_returned_claim_shows_why(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    act(signed_in, claim, "return", reason="The dockets are missing.")
    words = text_of(page(signed_in, claim))
    assert "Returned with this reason The dockets are missing." in words


def test_returning_needs_a_reason(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    act(signed_in, claim, "return", reason=" ")
    claim.refresh_from_db()
    assert claim.status == "under_review"
    assert "reason" in text_of(page(signed_in, claim))


def test_a_cut_without_a_reason_leads_to_its_line(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    desk.type(claim, {"2": {"assessed": "100,000.00"}})
    line = desk.line(claim, "2").line_id
    answer = act(signed_in, claim, "approve-as-noted")
    assert f"line={line}&column=reason" in answer["Location"]
    shown = signed_in.get(answer["Location"])
    assert config_of(shown)["at"] == {"line": line, "column": "reason"}
    link = f"{reverse('web:claim_as_list', args=[claim.pk])}?line={line}#line-{line}"
    assert f'<a href="{link}">' in shown.content.decode()
    assert not Certificate.objects.filter(claim=claim).exists()


def test_a_decision_on_an_older_page_says_what_changed(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    seen = claim.version
    desk.type(claim, {"2": {"assessed": "100,000.00"}})
    answer = act(signed_in, claim, "approve", version=seen)
    assert answer.status_code == 409
    words = text_of(answer)
    assert "Somebody changed this meanwhile" in words
    assert "Robin Hale" in words or "You" in words
    assert not Certificate.objects.filter(claim=claim).exists()


def test_a_draft_is_deleted_once_however_often_it_is_asked(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    fields = {"version": claim.version, "idempotency_key": str(uuid4())}
    first = act(signed_in, claim, "delete", **fields)
    second = act(signed_in, claim, "delete", **fields)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert not Claim.objects.filter(pk=claim.pk).exists()


def test_approving_twice_with_one_key_certifies_once(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    fields = {"version": claim.version, "idempotency_key": str(uuid4())}
    act(signed_in, claim, "approve", **fields)
    again = act(signed_in, claim, "approve", **fields)
    assert again.status_code == 302
    assert Certificate.objects.filter(claim=claim).count() == 1


def test_a_head_contract_claim_is_issued_and_certified(signed_in: Client, scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, "head_contract")
    claim = desk.start()
    desk.type(claim, HALF)
    answer = page(signed_in, claim)
    assert buttons_of(answer) == ["Issue to the principal*"]
    assert "Prefill" in text_of(answer)
    act(signed_in, claim, "issue")
    claim.refresh_from_db()
    if claim.certificate_id is None:
        answer = page(signed_in, claim)
        assert "Certify as claimed*" in buttons_of(answer)
        act(signed_in, claim, "certify")
    assert "Certified" in text_of(page(signed_in, claim))


def test_lines_without_a_section_have_a_group_where_there_are_others(
    signed_in: Client, scene: Scene
) -> None:
    scene.period()
    rows = (
        RawRow(item="1", description="Loose", scheduled_value="10.00"),
        RawRow(item="2", description="Frames", section="Supply", scheduled_value="90.00"),
    )
    claim = Desk.at(scene, rows=rows).start()
    config = config_of(page(signed_in, claim))
    assert [group["label"] for group in config["groups"]] == ["Subcontract", "Supply"]
    assert config["group_totals"]["s0"]["scheduled_value"] == "10.00"


def test_details_are_changed_and_refused_at_their_fields(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    address = reverse("web:claim_header", args=[claim.pk])
    shown = signed_in.get(address)
    assert "Their number" in text_of(shown)
    values = form_values(shown, "reference")
    refused = signed_in.post(address, {**values, "reference": "KS-1", "release": "half"})
    assert refused.status_code == 422
    assert error_at(refused, "release")
    assert form_values(refused, "reference")["reference"] == "KS-1"
    answer = signed_in.post(address, {**form_values(refused, "reference"), "release": ""})
    assert answer.status_code == 302
    assert "their no. KS-1" in text_of(page(signed_in, claim))


def test_details_of_a_submitted_claim_are_no_longer_edited(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    answer = signed_in.get(reverse("web:claim_header", args=[claim.pk]))
    assert answer["Location"] == reverse("web:claim", args=[claim.pk])


def test_the_page_speaks_the_words_of_its_project(signed_in: Client, scene: Scene) -> None:
    scene.project.terminology = "en-US"
    scene.project.save(update_fields=["terminology"])
    scene.period()
    claim = Desk.at(scene, "head_contract").start()
    words = text_of(page(signed_in, claim))
    assert "Invoice 1" in words
    assert "Issue to the owner" in words
    assert "Retainage" in words
    for foreign in ("Retention", "Principal", "Claim 1", "GST"):
        assert foreign not in words


@pytest.mark.parametrize(
    "address",
    ["claim", "claim_header", "claim_as_list", "claim_document", "claim_prefill"],
)
def test_a_claim_of_another_account_is_not_there(
    signed_in: Client, desk: Desk, address: str
) -> None:
    claim = desk.claimed(HALF)
    other = Client()
    other.force_login(build_scene("Another Builder").user)
    assert other.get(reverse(f"web:{address}", args=[claim.pk])).status_code == 404


def test_nothing_can_be_done_to_a_claim_of_another_account(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    other = Client()
    other.force_login(build_scene("Another Builder").user)
    for name in ("submit", "approve", "return", "withdraw", "delete", "issue", "reopen"):
        assert act(other, claim, name, reason="x").status_code == 404
    for name in ("claim_cells", "claim_reasons"):
        answer = other.post(
            reverse(f"web:{name}", args=[claim.pk]),
            '{"edits": [], "lines": [], "since": 1, "code": "", "text": ""}',
            content_type="application/json",
        )
        assert answer.status_code == 404
    started = other.post(reverse("web:claim_new", args=[desk.contract.pk]))
    assert started.status_code == 404


def test_an_act_that_does_not_exist_is_not_there(signed_in: Client, desk: Desk) -> None:
    assert act(signed_in, desk.start(), "burn").status_code == 404


def test_the_page_takes_the_same_queries_however_many_lines(
    signed_in: Client, scene: Scene, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    scene.period()
    rows = [RawRow(item=str(n), description="Work", scheduled_value="100.00") for n in range(150)]
    claim = Desk.at(scene, rows=rows).start()
    page(signed_in, claim)
    with django_assert_max_num_queries(24):
        page(signed_in, claim)
