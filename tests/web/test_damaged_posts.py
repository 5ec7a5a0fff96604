"""What no page of ours sends: numbers without end, marks that no text has, rows that are none.

It is refused or taken as nothing, never an error of ours, and never done to something else instead.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim, ClaimAttachment, ClaimComment
from tests.claims.desk import Desk
from tests.files import papers
from tests.support.scene import Scene

WORK = "work_this_period"
ENDLESS = "9" * 5000
ROW = {
    "number": 1, "item": "1", "to_date": "300", "this_period": "", "reason": "", "kind": "",
    "fault": "",
}  # fmt: skip


@pytest.fixture
def claim(scene: Scene) -> Claim:
    """A claim that waits for review."""
    scene.period()
    return Desk.at(scene).claimed({"1": {WORK: "400"}})


def posted(client: Client, name: str, pk: int, **given: Any) -> Any:
    return client.post(reverse(f"web:{name}", args=[pk]), {"idempotency_key": uuid4(), **given})


@pytest.mark.parametrize("line", [ENDLESS, "9" * 25, "²", "one"])
def test_a_line_that_is_no_number_is_no_line(signed_in: Client, claim: Claim, line: str) -> None:
    """Neither the file nor the comment lands on the claim as a whole instead."""
    file = SimpleUploadedFile("dockets.pdf", papers.PDF)
    attached = posted(signed_in, "claim_attach", claim.pk, line=line, file=file)
    said = posted(signed_in, "claim_comments", claim.pk, line=line, text="Which line?")
    assert (attached.status_code, said.status_code) == (404, 404)
    assert not ClaimAttachment.objects.exists()
    assert not ClaimComment.objects.exists()


def test_damaged_ticks_are_not_every_line(signed_in: Client, scene: Scene, claim: Claim) -> None:
    desk = Desk(scene.actor, claim.contract)
    given = {"do": "percent", "of": "claimed", "percent": "50", "line": ["²"]}
    posted(signed_in, "claim_assess", claim.pk, **given)
    assert desk.line(claim, "1").assessed == desk.line(claim, "1").claimed


@pytest.mark.parametrize("version", [ENDLESS, "abc", "1\x00"])
def test_a_line_is_filled_in_from_a_page_of_no_version(
    signed_in: Client, scene: Scene, version: str
) -> None:
    scene.period()
    desk = Desk.at(scene)
    draft = desk.start()
    line = desk.line(draft, "1").line_id
    given = {"line": line, "version": version, "measure": "amount", "value": "500", "shown": ""}
    assert posted(signed_in, "claim_as_list", draft.pk, **given).status_code < 500
    head = Desk.at(scene, "head_contract").start()
    filled = posted(signed_in, "claim_prefill", head.pk, act="apply", version=version)
    assert filled.status_code == 409


@pytest.mark.parametrize("name", ["claim_history", "claim_retention", "claim_as_list"])
def test_a_number_without_end_in_an_address_is_none(
    signed_in: Client, claim: Claim, name: str
) -> None:
    place = reverse(f"web:{name}", args=[claim.pk])
    assert signed_in.get(f"{place}?page={ENDLESS}&line={ENDLESS}").status_code == 200


def test_a_period_that_is_no_number_is_not_the_open_one(signed_in: Client, scene: Scene) -> None:
    scene.period()
    contract = Desk.at(scene).contract
    posted(signed_in, "claim_new", contract.pk, period=ENDLESS)
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    "rows",
    [[{**ROW, "item": 5}], [{**ROW, "to_date": 7}], [{**ROW, "reason": []}], [5], 5, {"a": 1}],
)
def test_rows_of_an_answer_that_are_none(signed_in: Client, scene: Scene, rows: object) -> None:
    claim = issued(scene)
    version = str(claim.version)
    given = {"act": "store", "version": version, "rows": json.dumps(rows)}
    assert posted(signed_in, "claim_owner_answer", claim.pk, **given).status_code == 302
    deep = {"act": "store", "version": version, "rows": "[" * 100_000}
    assert posted(signed_in, "claim_owner_answer", claim.pk, **deep).status_code == 302
    claim.refresh_from_db()
    assert str(claim.version) == version


@pytest.mark.parametrize("mark", ["\x00", "\ud800"])
def test_an_answer_is_kept_without_marks_that_no_text_has(
    signed_in: Client, scene: Scene, mark: str
) -> None:
    claim = issued(scene)
    rows = json.dumps([{**ROW, "reason": f"Not {mark}done."}])
    given = {"act": "store", "version": str(claim.version), "rows": rows}
    assert posted(signed_in, "claim_owner_answer", claim.pk, **given).status_code == 302
    assert claim.lines.get(line__item="1").reason == "Not done."


def issued(scene: Scene) -> Claim:
    """A head contract claim that waits for the owner's answer."""
    scene.period()
    desk = Desk.at(scene, "head_contract", certify_on_issue=False)
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "400"}})
    return desk.issue(claim)
