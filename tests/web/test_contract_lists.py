"""The lists of contracts: what they show, how they are narrowed, sorted, kept and acted on."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import add_to_private_list, change_privacy
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.directory.operations import create_company
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as
from tests.web.posting import text_of


def _worth(amount: str) -> list[RawRow]:
    return [RawRow(item="1", description="All of it", scheduled_value=amount)]


@pytest.fixture
def three(scene: Scene) -> list[Contract]:
    """Three commitments of 300, 1,000 and 20, the last of them with another company."""
    other = create_company(actor=scene.actor, name="=Amber Glass")
    return [
        scene.contract(title="Steel frame", rows=_worth("300"), status="approved"),
        scene.contract(title="Roofing", rows=_worth("1,000"), status="approved"),
        scene.contract("purchase_order", title="Doors", rows=_worth("20"), company_id=other.pk),
    ]


def _list(client: Client, scene: Scene, query: str = "") -> str:
    return text_of(client.get(f"/projects/{scene.project.pk}/commitments/{query}"))


def _order(words: str) -> list[str]:
    found = [(words.find(title), title) for title in ("Steel frame", "Roofing", "Doors")]
    return [title for place, title in sorted(found) if place >= 0]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Doors", "Steel frame", "Roofing"]),
        ("?sort=title", ["Doors", "Roofing", "Steel frame"]),
        ("?sort=-revised", ["Roofing", "Steel frame", "Doors"]),
        ("?sort=company", ["Doors", "Steel frame", "Roofing"]),
        ("?sort=nonsense", ["Doors", "Steel frame", "Roofing"]),
        ("?q=amber", ["Doors"]),
        ("?q=keel+roof", ["Roofing"]),
        ("?status=draft", ["Doors"]),
        ("?status=draft.approved&sort=-number", ["Roofing", "Steel frame", "Doors"]),
        ("?kind=purchase_order", ["Doors"]),
        ("?executed=yes", []),
        ("?private=no&sort=original", ["Doors", "Steel frame", "Roofing"]),
        ("?company=99999999999999999999", ["Doors", "Steel frame", "Roofing"]),
    ],
)
def test_the_list_is_sorted_and_narrowed_by_its_address(
    signed_in: Client, scene: Scene, three: list[Contract], query: str, titles: list[str]
) -> None:
    assert _order(_list(signed_in, scene, query)) == titles


def test_totals_are_of_all_that_is_found_and_not_of_the_page(
    signed_in: Client, scene: Scene, three: list[Contract]
) -> None:
    words = _list(signed_in, scene)
    assert "3 commitments" in words
    assert "Total 1,320.00" in words
    words = _list(signed_in, scene, "?status=approved")
    assert "2 commitments" in words
    assert "Total 1,300.00" in words


def test_nothing_found_leads_back_to_all(
    signed_in: Client, scene: Scene, three: list[Contract]
) -> None:
    words = _list(signed_in, scene, "?q=nowhere")
    assert "Nothing is like this" in words
    assert "Show all" in words


def test_columns_are_chosen_for_this_browser(
    signed_in: Client, scene: Scene, three: list[Contract]
) -> None:
    here = f"/projects/{scene.project.pk}/commitments/"
    assert "Pending variations" not in text_of(signed_in.get(here)).split("No. Title")[1]
    answer = signed_in.post(f"{here}columns/", {"column": ["pending", "paid", "bad"], "q": "roof"})
    assert answer["Location"] == f"{here}?q=roof"
    heads = text_of(signed_in.get(here)).split("No. Title")[1]
    assert heads.startswith(" Pending variations Paid ")
    signed_in.post(f"{here}columns/", {"column": ["paid"], "usual": "1"})
    assert "Retention held" in text_of(signed_in.get(here)).split("No. Title")[1]


def test_the_list_as_csv_has_figures_and_no_formula(
    signed_in: Client, scene: Scene, three: list[Contract]
) -> None:
    answer = signed_in.get(f"/projects/{scene.project.pk}/commitments/file?form=csv&q=doors")
    heads, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    told = dict(zip(heads, row, strict=True))
    assert told["Title"] == "Doors"
    assert told["Company"] == "'=Amber Glass"
    assert told["Revised"] == "20.00"


def test_the_list_as_a_workbook_has_numbers(
    signed_in: Client, scene: Scene, three: list[Contract]
) -> None:
    answer = signed_in.get(
        f"/projects/{scene.project.pk}/commitments/file?form=xlsx&sort=-original"
    )
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    heads, *rows = sheet.to_python()
    place = heads.index("Original")
    assert [Decimal(str(row[place])) for row in rows] == [1000, 300, 20]
    assert rows[2][heads.index("Company")] == "=Amber Glass"


def test_many_statuses_change_at_once_and_the_others_say_why(
    signed_in: Client, scene: Scene, three: list[Contract]
) -> None:
    empty = scene.contract(rows=())
    ids = [three[0].pk, three[2].pk, empty.pk]
    answer = signed_in.post(
        f"/projects/{scene.project.pk}/commitments/statuses/",
        {"contract": ids, "status": "approved"},
        follow=True,
    )
    words = text_of(answer)
    assert "1 commitment now “Approved”." in words
    assert f"{three[0].number}: It is “Approved” already." in words
    assert f"{empty.number}: Add at least one line" in words
    statuses = {one.pk: one.status for one in Contract.objects.filter(pk__in=ids)}
    assert statuses == {ids[0]: "approved", ids[1]: "approved", ids[2]: "draft"}


def test_what_one_does_not_see_is_neither_listed_nor_summed(
    signed_in: Client, scene: Scene, three: list[Contract]
) -> None:
    hidden, listed = three[0], three[1]
    for one in (hidden, listed):
        change_privacy(
            actor=scene.actor,
            contract_id=one.pk,
            expected_version=one.version,
            is_private=True,
            shows_schedule_to_listed=False,
        )
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    add_to_private_list(actor=scene.actor, contract_id=listed.pk, person_id=reader.pk)
    client = signed_in_as(reader)
    words = _list(client, scene, "?sort=-revised")
    assert "Steel frame" not in words
    assert _order(words) == ["Doors", "Roofing"]  # what is unknown comes last
    assert "1,000.00" not in words
    assert "Total , without 1 not shown to you 20.00" in words
    file = client.get(f"/projects/{scene.project.pk}/commitments/file?form=csv").content.decode()
    assert "Roofing" in file
    assert "1000.00" not in file
    refused = client.post(
        f"/projects/{scene.project.pk}/commitments/statuses/",
        {"contract": [three[2].pk, hidden.pk], "status": "approved"},
        follow=True,
    )
    assert f"{three[2].number}: You may not change its status." in text_of(refused)
    assert hidden.number not in text_of(refused)
