"""What tests read on the page of a period's claims: its rows, its counts, its groups."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from lxml import html

from tests.support.scene import Scene


def tool(client: Client, scene: Scene, query: str = "") -> Any:
    return client.get(reverse("web:claims_tool", args=[scene.project.pk]) + query)


def rows_of(answer: Any) -> list[str]:
    """Each row's words, without those of its tick box and of its acts."""
    tree = html.fromstring(answer.content.decode())
    rows = tree.xpath('//table[contains(@class, "is-claims")]/tbody/tr[not(@class)]')
    cells = './*[not(contains(@class, "pick") or contains(@class, "act"))]'
    return [
        " ".join(" ".join(cell.text_content().split()) for cell in row.xpath(cells)) for row in rows
    ]


def counts_of(answer: Any) -> dict[str, int]:
    tree = html.fromstring(answer.content.decode())
    items = tree.xpath('//*[contains(@class, "ls-counts-item")]')
    return {
        " ".join(item.xpath("./span")[0].text_content().split()): int(
            item.xpath("./b")[0].text_content()
        )
        for item in items
    }


def groups_of(answer: Any) -> list[str]:
    """The heads of groups with their sums."""
    tree = html.fromstring(answer.content.decode())
    rows = tree.xpath('//tr[contains(@class, "is-group")]')
    return [" ".join(" ".join(cell.text_content() for cell in row).split()) for row in rows]


def ticks_of(answer: Any) -> dict[str, Any]:
    """The tick boxes of the rows by the number of the contract."""
    tree = html.fromstring(answer.content.decode())
    boxes = tree.xpath('//input[@name="row"]')
    return {box.get("aria-label").removeprefix("Tick "): box for box in boxes}


def act_on(client: Client, scene: Scene, act: str, numbers: list[str], **given: Any) -> Any:
    """Tick rows on the page and press a button of the bar; the page that follows."""
    query = given.pop("query", "")
    page = tool(client, scene, query)
    tree = html.fromstring(page.content.decode())
    [form] = [form for form in tree.forms if "/claims/acts/" in (form.action or "")]
    boxes = ticks_of(page)
    rows = [boxes[number].get("value") for number in numbers]
    hidden = {name: form.fields[name] for name in ("idempotency_key", "period")}
    return client.post(form.action, {**hidden, "act": act, "row": rows, **given}, follow=True)
