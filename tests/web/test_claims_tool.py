"""The claims of a project by period: every commitment one row, counts that filter, whose turn."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from ledgerstone.claims.models import Claim
from ledgerstone.projects import operations as projects
from tests.claims.desk import Desk
from tests.support.scene import Scene, build_scene
from tests.web.claims_desk import HALF
from tests.web.claims_tool import counts_of, rows_of, tool
from tests.web.posting import text_of


@pytest.fixture
def desks(scene: Scene) -> dict[str, Desk]:
    """Commitments in every state: to set up, without a claim, draft, returned, under review, cut,
    approved and withdrawn."""
    scene.period()
    named = ("idle", "draft", "returned", "review", "cut", "approved", "withdrawn")
    desks = {name: Desk.at(scene, title=f"Work {name}") for name in named}
    desks["set up"] = Desk(scene.actor, scene.contract(title="Work to set up"))
    desks["draft"].type(desks["draft"].start(), HALF)
    desks["returned"].send_back(desks["returned"].claimed(HALF))
    desks["review"].claimed(HALF)
    cut = desks["cut"].claimed(HALF)
    desks["cut"].type(cut, {"2": {"assessed": "100,000.00"}})
    desks["approved"].certified(HALF)
    desks["withdrawn"].withdraw(desks["withdrawn"].claimed(HALF))
    return desks


def test_every_commitment_has_one_row_and_the_counts_sum_to_all(
    signed_in: Client, scene: Scene, desks: dict[str, Desk]
) -> None:
    answer = tool(signed_in, scene)
    assert len(rows_of(answer)) == len(desks)
    counts = counts_of(answer)
    counts.pop("Late", None)  # of every state
    assert counts.pop("All") == len(desks) == sum(counts.values())
    assert counts["Under review"] == 2
    assert counts["Not approved"] == counts["Draft"] == counts["Returned"] == 1


def test_your_turn_comes_first_and_a_cut_is_marked(
    signed_in: Client, scene: Scene, desks: dict[str, Desk]
) -> None:
    answer = tool(signed_in, scene)
    rows = rows_of(answer)
    assert "You, review" in rows[0]
    assert "You, review" in rows[1]
    assert "You, name a contact" in rows[2]
    assert "You, approve the subcontract" in rows[3]
    cut = [
        cell.text_content()
        for cell in html.fromstring(answer.content.decode()).xpath(
            '//td[contains(@class,"is-cut")]'
        )
    ]
    assert cut == ["120,000.00"]


def test_the_period_and_its_totals_tie_out_to_the_rows(
    signed_in: Client, scene: Scene, desks: dict[str, Desk]
) -> None:
    words = text_of(tool(signed_in, scene))
    # Returned, under review twice and approved: drafts and withdrawn claims are not claimed.
    assert "Claimed this period 580,000.00" in words
    assert "Assessed so far 410,000.00 1 decided, 2 under review" in words
    assert "Received 4 of 7" in words
    assert "Total, 8 commitments 2,308,000.00 580,000.00 410,000.00 3 of 8 assessed" in words


def test_a_count_filters_and_asking_again_shows_all(
    signed_in: Client, scene: Scene, desks: dict[str, Desk]
) -> None:
    answer = tool(signed_in, scene, "?status=draft")
    [row] = rows_of(answer)
    assert row.startswith("SU-002 Work draft")
    assert "1 of 8 commitments" in text_of(answer)
    assert counts_of(answer)["All"] == 8
    unknown = tool(signed_in, scene, "?status=burnt")
    assert len(rows_of(unknown)) == 8


def test_a_search_looks_through_number_title_company_and_comment(
    signed_in: Client, scene: Scene, desks: dict[str, Desk]
) -> None:
    claim = Claim.objects.get(contract=desks["draft"].contract)
    desks["draft"].header(claim, comments="Crane on Tuesday")
    assert len(rows_of(tool(signed_in, scene, "?q=crane+tuesday"))) == 1
    assert len(rows_of(tool(signed_in, scene, "?q=keel"))) == 8
    nothing = tool(signed_in, scene, "?q=nobody")
    assert rows_of(nothing) == []
    assert "Nothing is like this" in text_of(nothing)


@pytest.mark.parametrize("sort", ["turn", "number", "company", "claimed", "nonsense"])
def test_every_order_shows_every_row(
    signed_in: Client, scene: Scene, desks: dict[str, Desk], sort: str
) -> None:
    rows = rows_of(tool(signed_in, scene, f"?sort={sort}"))
    assert len(rows) == 8
    if sort == "number":
        assert rows == sorted(rows)


def test_a_claim_is_started_in_its_row(
    signed_in: Client, scene: Scene, desks: dict[str, Desk]
) -> None:
    tree = html.fromstring(tool(signed_in, scene).content.decode())
    address = reverse("web:claim_new", args=[desks["idle"].contract.pk])
    [button] = tree.xpath(f'//button[@formaction="{address}"]')
    [form] = [form for form in tree.forms if button in form.iter()]
    answer = signed_in.post(address, dict(form.form_values()))
    claim = Claim.objects.get(contract=desks["idle"].contract)
    assert answer["Location"] == reverse("web:claim", args=[claim.pk])
    again = signed_in.post(address, dict(form.form_values()))
    assert again["Location"] == answer["Location"]
    assert Claim.objects.filter(contract=desks["idle"].contract).count() == 1


def test_a_draft_of_an_earlier_period_is_named_instead_of_another_start(
    signed_in: Client, scene: Scene
) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    scene.period(month=11)
    answer = tool(signed_in, scene)
    assert "Earlier draft" in rows_of(answer)[0]
    assert "finish claim 1 of October 2026" in rows_of(answer)[0]
    assert reverse("web:claim", args=[claim.pk]) in answer.content.decode()
    assert reverse("web:claim_new", args=[desk.contract.pk]) not in answer.content.decode()


def test_another_period_is_chosen_and_a_closed_one_starts_nothing(
    signed_in: Client, scene: Scene
) -> None:
    october = scene.period()
    desk = Desk.at(scene)
    scene.period(month=11)
    answer = tool(signed_in, scene, f"?period={october.pk}")
    assert "October 2026 Billing periods" in text_of(answer)
    assert reverse("web:claim_new", args=[desk.contract.pk]) not in answer.content.decode()
    projects.close_billing_period(
        actor=scene.actor, period_id=scene.project.periods.latest("start").pk
    )
    assert "November 2026" in text_of(tool(signed_in, scene))
    assert tool(signed_in, scene, "?period=987654321").status_code == 404


def test_the_head_contract_claim_is_the_primary_act_and_has_its_own_list(
    signed_in: Client, scene: Scene
) -> None:
    scene.period()
    desk = Desk.at(scene, "head_contract")
    assert "Start head contract claim 1" in text_of(tool(signed_in, scene))
    claim = desk.start()
    answer = tool(signed_in, scene)
    assert "Prefill head contract claim 1" in text_of(answer)
    assert reverse("web:claim_prefill", args=[claim.pk]) in answer.content.decode()
    heads = tool(signed_in, scene, "?list=head")
    assert "HE-001" in rows_of(heads)[0]
    assert "You, issue it by" in rows_of(heads)[0]
    assert counts_of(heads)["Draft"] == 1


def test_without_a_period_the_page_says_what_to_do_first(signed_in: Client, scene: Scene) -> None:
    words = text_of(tool(signed_in, scene))
    assert "Progress claims are made for a billing period" in words
    assert "Open a billing period" in words


def test_without_commitments_the_page_says_what_it_is_for(signed_in: Client, scene: Scene) -> None:
    scene.period()
    words = text_of(tool(signed_in, scene))
    assert "No commitments yet" in words
    assert "Add a subcontract" in words


def test_the_page_speaks_the_words_of_its_project(signed_in: Client, scene: Scene) -> None:
    scene.project.terminology = "en-US"
    scene.project.save(update_fields=["terminology"])
    scene.period()
    Desk.at(scene)
    words = text_of(tool(signed_in, scene))
    assert "Invoices due" in words
    assert "before retainage" in words
    for foreign in ("claim ", "retention", "GST", "principal"):
        assert foreign not in words


def test_the_tool_of_another_account_is_not_there(signed_in: Client, scene: Scene) -> None:
    scene.period()
    other = Client()
    other.force_login(build_scene("Another Builder").user)
    assert tool(other, scene).status_code == 404


@pytest.mark.parametrize(("query", "most"), [("", 18), ("?list=head", 14), ("?q=work", 19)])
def test_the_page_takes_the_same_queries_however_many_rows(
    signed_in: Client, scene: Scene, query: str, most: int
) -> None:
    scene.period()
    Desk.at(scene, "head_contract").start()
    asked = []
    for count in (3, 9):
        for number in range(count):
            desk = Desk.at(scene, title=f"Work {number}")
            if number % 3 == 0:
                desk.claimed(HALF)
            elif number % 3 == 1:
                desk.certified(HALF)
        tool(signed_in, scene, query)
        with CaptureQueriesContext(connection) as captured:
            tool(signed_in, scene, query)
        asked.append(len(captured))
    assert asked == [most, most]
