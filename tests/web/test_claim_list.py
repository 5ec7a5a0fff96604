"""A claim a line at a time, as a plain form without script."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.schedules.schedule import RawRow
from tests.claims.desk import Desk
from tests.support.scene import Scene
from tests.web.claims_desk import HALF
from tests.web.posting import form_values, text_of


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period()
    return Desk.at(scene)


def address(claim: Claim, query: str = "") -> str:
    return reverse("web:claim_as_list", args=[claim.pk]) + query


def fill(
    client: Client, claim: Claim, shown: HttpResponse, query: str = "?by=percent", **typed: Any
) -> Any:
    """Send the open line with some of its fields typed over."""
    return client.post(address(claim, query), {**form_values(shown, "value"), **typed})


def test_a_percentage_is_saved_and_the_next_line_opens(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    shown = signed_in.get(address(claim))
    assert "Complete to date, at the end of October 2026" in text_of(shown)
    answer = fill(signed_in, claim, shown, value="35", go="next")
    following = desk.line(claim, "2").line_id
    assert f"line={following}" in answer["Location"]
    assert desk.line(claim, "1").claimed == 14000
    page = signed_in.get(answer["Location"].split("#")[0])
    assert "1 of 3 lines entered" in text_of(page)
    assert form_values(page, "value")["line"] == str(following)


def test_an_amount_a_step_and_stored_materials_are_saved(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    line = desk.line(claim, "2").line_id
    shown = signed_in.get(address(claim, f"?line={line}&by=amount"))
    assert "A$" in text_of(shown)
    fill(signed_in, claim, shown, "?by=amount", value="=100,000+500", stored="250")
    assert desk.line(claim, "2").claimed_work == 100500
    assert desk.line(claim, "2").claimed_materials == 250
    shown = signed_in.get(address(claim, f"?line={desk.line(claim, '1').line_id}"))
    fill(signed_in, claim, shown, step="75")
    assert desk.line(claim, "1").claimed == 30000
    shown = signed_in.get(address(claim, f"?line={desk.line(claim, '1').line_id}"))
    fill(signed_in, claim, shown, step="down")
    assert desk.line(claim, "1").claimed == 28000
    here = address(claim, f"?line={desk.line(claim, '1').line_id}&by=amount")
    fill(signed_in, claim, signed_in.get(here), "?by=amount", value="12,000", step="up")
    assert desk.line(claim, "1").claimed == 12005
    for odd in ("NaN", "1e9999999", "12,5"):
        answer = fill(signed_in, claim, signed_in.get(here), "?by=amount", value=odd, step="up")
        assert form_values(answer, "value")["value"] == odd


def test_a_quantity_is_saved_on_a_line_with_a_unit_price(signed_in: Client, scene: Scene) -> None:
    scene.period()
    rows = (RawRow(item="1", description="Levellers", quantity="12", unit="ea", unit_price="100"),)
    desk = Desk.at(scene, "purchase_order", rows=rows, accounting_method="unit")
    claim = desk.start()
    shown = signed_in.get(address(claim))
    assert 'data-price="100.000000" data-quantity="12.000000"' in shown.content.decode()
    fill(signed_in, claim, shown, "?by=quantity", value="5")
    assert desk.line(claim, "1").claimed == 500


@pytest.mark.parametrize("text", ["abc", "1.234.5", "12.3456789"])
def test_what_cannot_be_taken_stays_in_its_field(signed_in: Client, desk: Desk, text: str) -> None:
    claim = desk.start()
    answer = fill(signed_in, claim, signed_in.get(address(claim)), value=text)
    assert answer.status_code == 422
    assert form_values(answer, "value")["value"] == text
    assert 'aria-invalid="true"' in answer.content.decode()
    # Sent again as it stands it is refused again, never taken as unchanged.
    assert fill(signed_in, claim, answer).status_code == 422
    assert desk.line(claim, "1").claimed == 0


def test_negative_stored_materials_are_told_at_their_field(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    answer = fill(signed_in, claim, signed_in.get(address(claim)), value="10", stored="-5")
    assert answer.status_code == 422
    line = desk.line(claim, "1")
    assert f'id="line-{line.line_id}-stored-error"' in answer.content.decode()
    assert form_values(answer, "value")["stored"] == "-5"
    assert line.claimed == 4000


def test_what_somebody_else_saved_meanwhile_is_not_overwritten_unasked(
    signed_in: Client, desk: Desk
) -> None:
    claim = desk.start()
    shown = signed_in.get(address(claim))
    desk.type(claim, {"1": {"percent_to_date": "10"}})
    answer = fill(signed_in, claim, shown, value="35")
    assert answer.status_code == 422
    assert "changed this to" in text_of(answer)
    assert desk.line(claim, "1").claimed == 4000
    assert form_values(answer, "value")["value"] == "35"
    assert fill(signed_in, claim, answer).status_code == 302
    assert desk.line(claim, "1").claimed == 14000


def test_a_cut_is_assessed_with_its_reason(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    line = desk.line(claim, "2").line_id
    shown = signed_in.get(address(claim, f"?line={line}"))
    assert "Claimed to date" in text_of(shown)
    answer = fill(
        signed_in, claim, shown, value="40", reason_code="not_complete", reason="Not plumbed."
    )
    assert answer.status_code == 302
    cut = desk.line(claim, "2")
    assert (cut.assessed, cut.reason_code, cut.reason) == (100000, "not_complete", "Not plumbed.")
    assert not desk.sheet(claim).lines_needing_reason


def test_a_reason_without_words_is_told_and_the_choice_kept(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    shown = signed_in.get(address(claim, f"?line={desk.line(claim, '2').line_id}"))
    answer = fill(signed_in, claim, shown, value="40", reason_code="defective")
    assert answer.status_code == 422
    assert form_values(answer, "value")["reason_code"] == "defective"
    assert "reason-error" in answer.content.decode()


def test_a_line_sent_twice_with_one_key_is_saved_once(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    shown = signed_in.get(address(claim))
    typed = {"value": "35", "idempotency_key": str(uuid4())}
    first = fill(signed_in, claim, shown, **typed)
    version = desk.now(claim).version
    second = fill(signed_in, claim, shown, **typed)
    assert first["Location"] == second["Location"]
    assert desk.now(claim).version == version


def test_typing_into_a_claim_that_was_submitted_meanwhile_says_what_is_lost(
    signed_in: Client, desk: Desk
) -> None:
    claim = desk.start()
    shown = signed_in.get(address(claim))
    desk.submit(claim)
    desk.approve(claim)
    answer = fill(signed_in, claim, shown, value="35")
    words = text_of(signed_in.get(answer["Location"]))
    assert "What you typed on 1 is not saved: 35." in words


def test_another_line_is_never_filled_in_place_of_one_that_is_gone(
    signed_in: Client, desk: Desk
) -> None:
    claim = desk.start()
    shown = signed_in.get(address(claim))
    answer = fill(signed_in, claim, shown, line="987654321", value="35")
    assert answer.status_code == 302
    assert desk.sheet(claim).claimed_this_period == 0


def test_a_certified_claim_is_read_as_a_list(signed_in: Client, desk: Desk) -> None:
    claim = desk.certified(HALF)
    words = text_of(signed_in.get(address(claim)))
    assert "Certified this period 145,000.00" in words
    assert "Next line" not in words
