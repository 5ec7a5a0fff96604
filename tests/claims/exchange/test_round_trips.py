"""A contract that is written as a claim document and taken over from it has the same figures."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import Any

import pytest

from ledgerstone.claims import queries
from ledgerstone.claims.exchange import claim_document, import_contract, written
from ledgerstone.contracts.models import Contract
from ledgerstone.core.document import claim_as_json, read_document, value_document
from tests.claims.exchange.generated import documents
from tests.support.scene import Scene

# ``DOCUMENTS=1000`` tries more of them.
COUNT = int(os.environ.get("DOCUMENTS", "100"))
PARTS = 4
# So many of them are looked at on their pages too, and go round once more.
EVERY = 5


def valued(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The claims of a document as ``ledgerstone value`` prints them, without what is said of
    them."""
    claims = [claim_as_json(one) for one in value_document(read_document(json.dumps(document)))]
    for claim in claims:
        claim.pop("warnings")
        for line in claim["lines"]:
            line.pop("reason")
    return claims


def brought(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The figures of a document's claims but for those that were never decided on and passed over:
    they came as withdrawn."""
    last = max((one["number"] for one in document["claims"] if one["certified"]), default=0)
    kept = {one["number"] for one in document["claims"] if one["certified"] or one["number"] > last}
    return [claim for claim in valued(document) if claim["number"] in kept]


def keys(document: dict[str, Any]) -> list[Any]:
    """What figures are found by: items, numbers of variations with their items, budget codes."""
    return [
        [(line["item"], line.get("budget_code")) for line in document["lines"]],
        [
            (one["number"], one["status"], [line["item"] for line in one["lines"]])
            for one in document.get("variations", [])
        ],
    ]


def take_over(scene: Scene, text: str, head: Contract) -> Contract:
    """The contract that a document makes, under the project's head contract."""
    is_head = json.loads(text)["contract"]["kind"] == "head_contract"
    return import_contract(
        actor=scene.actor,
        project_id=scene.project.pk,
        text=text,
        company_id=scene.owner.pk if is_head else scene.subcontractor.pk,
        head_contract_id=None if is_head else head.pk,
    ).contract


@pytest.mark.parametrize("part", range(PARTS))
def test_generated_documents_come_and_go_with_their_figures(scene: Scene, part: int) -> None:
    head = scene.contract("head_contract")
    for place, (number, text) in enumerate(documents(COUNT // PARTS, first=part * 1000)):
        given = json.loads(text)
        taken = take_over(scene, text, head)
        once = claim_document(scene.actor, taken.pk)
        assert brought(once) == brought(given), number
        assert keys(once) == keys(given), number
        if place % EVERY:
            continue
        figures = {one["number"]: one["cover"] for one in valued(once)}
        for claim in queries.of_contract(scene.actor, taken.pk).exclude(status="withdrawn"):
            live = queries.sheet_of(claim).cover
            assert {k: f"{v:f}" for k, v in asdict(live).items()} == figures[claim.number], number
        again = take_over(scene, written(once), head)
        assert claim_document(scene.actor, again.pk) == once, number
