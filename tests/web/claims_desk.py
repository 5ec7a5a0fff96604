"""What tests of claim pages have in common: posting acts, cells and reasons as the page does."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html

from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.columns import cell
from tests.claims.desk import Desk

HALF = {"1": {"percent_to_date": "50"}, "2": {"percent_to_date": "50"}}


def act(client: Client, claim: Claim, name: str, **fields: Any) -> HttpResponse:
    """Press a button of the claim's page."""
    version = fields.pop("version", None)
    if version is None:
        version = Claim.objects.get(pk=claim.pk).version
    return client.post(
        reverse("web:claim_act", args=[claim.pk, name]),
        {"version": version, **fields},
        headers={"Referer": "http://testserver" + reverse("web:claim", args=[claim.pk])},
    )


def send(client: Client, address: str, body: dict[str, Any], key: str = "") -> Any:
    """Post JSON as the sheet does."""
    return client.post(
        address,
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key or str(uuid4()), "Accept": "application/json"},
    )


def type_cells(
    client: Client, desk: Desk, claim: Claim, cells: dict[str, dict[str, str]], **given: Any
) -> Any:
    """Type into cells by item and column, as somebody who sees what stands there."""
    sheet = desk.sheet(claim, live=True)
    lines = {line.item: line for line in sheet}
    edits = [
        {
            "line": lines[item].line_id, "column": column, "value": text,
            "was": given["was"] if "was" in given else cell(lines[item], column),
        }
        for item, columns in cells.items()
        for column, text in columns.items()
    ]  # fmt: skip
    address = reverse("web:claim_cells", args=[claim.pk])
    return send(client, address, {"edits": edits, "since": sheet.version}, given.get("key", ""))


def config_of(answer: HttpResponse) -> dict[str, Any]:
    """The sheet's configuration on a claim's page."""
    tree = html.fromstring(answer.content.decode())
    found: dict[str, Any] = json.loads(tree.get_element_by_id("claim-sheet-data").text)
    return found


def buttons_of(answer: HttpResponse) -> list[str]:
    """The acts of the head, the primary one marked with a star."""
    tree = html.fromstring(answer.content.decode())
    found = tree.xpath('//header//div[@class="ls-actions"]//*[contains(@class, "btn")]')
    return [
        " ".join(one.text_content().split()) + ("*" if "btn-primary" in one.get("class") else "")
        for one in found
        if one.text_content().strip()
    ]
