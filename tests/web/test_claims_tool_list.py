"""The list of a period's claims: states, filters, groups, columns, pages and files of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ledgerstone.claims import operations
from ledgerstone.claims.models import ClaimComment, Extension
from ledgerstone.contracts.operations import name_contact
from ledgerstone.directory.operations import create_company
from ledgerstone.payments.operations import record_payment
from ledgerstone.tenancy import clock
from ledgerstone.web.claims.tool import tool_rows
from tests.claims.desk import Desk, flat
from tests.support.people import as_actor, worker
from tests.support.scene import Scene
from tests.web.claims_desk import HALF
from tests.web.claims_tool import counts_of, groups_of, rows_of, ticks_of, tool
from tests.web.posting import text_of


@pytest.fixture
def open_until_2099(scene: Scene) -> Any:
    """A period whose due date is far away."""
    return scene.period(2099, 10)


def reached(scene: Scene, name: str, **given: Any) -> Desk:
    """A commitment with a claim contact whom mail reaches."""
    desk = Desk.at(scene, **given)
    person = worker(scene, scene.subcontractor, name)
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=person.pk)
    return desk


def invited(scene: Scene, period: Any, desk: Desk, accepts: bool | None = None) -> None:
    found = operations.invite_contacts(
        actor=scene.actor, project_id=scene.project.pk, period_id=period.pk,
        contract_ids=[desk.contract.pk], type="work_materials",
    )  # fmt: skip
    assert found.done
    if accepts is not None:
        person = desk.contract.people.get().person
        operations.answer_invitation(
            actor=as_actor(scene, person),
            invitation_id=desk.contract.invitations.get().pk,
            accepts=accepts,
            reason="" if accepts else "Nothing done.",
        )


def paid(scene: Scene, desk: Desk, share: Decimal) -> None:
    claim = desk.certified(HALF)
    assert claim.certificate is not None
    amount = claim.certificate.payable * share
    record_payment(
        actor=scene.actor, contract_id=desk.contract.pk, paid_on=dt.date(2026, 11, 1),
        amount=amount, shares={claim.pk: amount},
    )  # fmt: skip


def test_a_commitment_without_a_claim_says_how_far_its_invitation_is(
    signed_in: Client, scene: Scene, open_until_2099: Any
) -> None:
    period = open_until_2099
    nobody = Desk.at(scene)
    idle, asked = reached(scene, "Ida Idle"), reached(scene, "Ina Asked")
    yes, no = reached(scene, "Yan Yes"), reached(scene, "Noa No")
    invited(scene, period, asked)
    invited(scene, period, yes, accepts=True)
    invited(scene, period, no, accepts=False)
    answer = tool(signed_in, scene, "?sort=number")
    rows = dict(zip(ticks_of(answer), rows_of(answer), strict=True))
    assert "No contact" in rows[nobody.contract.number]
    assert "You, name a contact" in rows[nobody.contract.number]
    assert "Not invited" in rows[idle.contract.number]
    assert "You, invite" in rows[idle.contract.number]
    assert "Ina Asked, by Wed 28 Oct" in rows[asked.contract.number]
    assert "Yan Yes, by Wed 28 Oct" in rows[yes.contract.number]
    assert "declined" in rows[no.contract.number]
    assert "Nothing done." in rows[no.contract.number]
    counts = counts_of(answer)
    for word in ("No contact", "Not invited", "Invited", "Accepted", "Declined"):
        assert counts[word] == 1
    allows = {number: box.get("data-allows") for number, box in ticks_of(answer).items()}
    assert allows[nobody.contract.number] == "start"
    assert allows[idle.contract.number] == "invite start"
    assert allows[asked.contract.number] == "invite remind start"
    assert allows[yes.contract.number] == "remind start"
    assert allows[no.contract.number] == "invite start"


def test_who_cannot_be_invited_says_why(signed_in: Client, scene: Scene) -> None:
    scene.period(2020, 10)
    reached(scene, "Ida Idle")
    [row] = rows_of(tool(signed_in, scene))
    assert "The due date is over. Extend it to invite them." in row
    [box] = ticks_of(tool(signed_in, scene)).values()
    assert "invite" not in box.get("data-allows")


def test_a_longer_due_date_counts_for_its_commitment_alone(signed_in: Client, scene: Scene) -> None:
    period = scene.period(2020, 10)
    late, longer = reached(scene, "Lou Late"), reached(scene, "Lea Longer")
    late.start()
    longer.start()
    Extension.objects.create(
        account=scene.account, contract=longer.contract, period=period,
        due_date=clock.today("Australia/Sydney") + dt.timedelta(days=400),
    )  # fmt: skip
    answer = tool(signed_in, scene)
    assert counts_of(answer)["Late"] == 1
    assert "1 later" in text_of(answer)
    [row] = rows_of(tool(signed_in, scene, "?late=yes"))
    assert late.contract.number in row
    assert "by Wed 28 Oct" in row


def test_what_is_paid_of_a_claim_is_its_state(signed_in: Client, scene: Scene) -> None:
    scene.period()
    unpaid, part, whole = (Desk.at(scene, payment_days=30) for _ in range(3))
    unpaid.certified(HALF)
    paid(scene, part, Decimal("0.5"))
    paid(scene, whole, Decimal(1))
    counts = counts_of(tool(signed_in, scene))
    assert (counts["Approved"], counts["Partly paid"], counts["Paid"]) == (1, 1, 1)
    [row] = rows_of(tool(signed_in, scene, "?payment=partly_paid"))
    assert part.contract.number in row
    assert "72,500.00 to be paid by" in row
    [row] = rows_of(tool(signed_in, scene, "?payment=unpaid"))
    assert unpaid.contract.number in row
    [row] = rows_of(tool(signed_in, scene, "?status=paid"))
    assert whole.contract.number in row


def test_filters_join_and_each_is_taken_off_by_itself(signed_in: Client, scene: Scene) -> None:
    scene.period()
    other = create_company(actor=scene.actor, name="Amber Glass")
    Desk.at(scene).start()
    Desk.at(scene, "purchase_order", company_id=other.pk).start()
    Desk.at(scene, company_id=other.pk)
    both = f"?company={other.pk}&kind=purchase_order&status=draft&status=returned"
    answer = tool(signed_in, scene, both)
    assert len(rows_of(answer)) == 1
    words = text_of(answer)
    for chip in ("Draft", "Amber Glass", "Purchase orders"):
        assert f"{chip} : take it off" in words
    assert f'?status=draft&amp;company={other.pk}"' in answer.content.decode()
    assert "1 of 3 commitments" in words
    # What a company has is counted by state too.
    counts = counts_of(tool(signed_in, scene, f"?company={other.pk}"))
    assert (counts["All"], counts["Draft"], counts["No contact"]) == (2, 1, 1)


def test_comments_are_searched_too(signed_in: Client, scene: Scene) -> None:
    scene.period()
    claim = Desk.at(scene).claimed(HALF)
    Desk.at(scene).claimed(HALF)
    ClaimComment.objects.create(
        account=scene.account, claim=claim, text="Crane collapsed", author=scene.user,
        author_name="Robin", is_internal=True,
    )  # fmt: skip
    assert len(rows_of(tool(signed_in, scene, "?q=collapsed"))) == 1
    assert len(rows_of(tool(signed_in, scene, "?q=%231"))) == 2


def test_rows_are_put_together_with_their_sums(signed_in: Client, scene: Scene) -> None:
    scene.period()
    Desk.at(scene, title="One").claimed(HALF)
    Desk.at(scene, title="Two").certified(HALF)
    Desk.at(scene, title="Three")
    groups = groups_of(tool(signed_in, scene, "?group=status"))
    assert groups == [
        "No contact 1 288,500.00 – – 0 of 1 assessed",
        "Under review 1 288,500.00 145,000.00 145,000.00 1 of 1 assessed",
        "Approved 1 288,500.00 145,000.00 145,000.00 1 of 1 assessed",
    ]
    assert groups_of(tool(signed_in, scene, "?group=company")) == [
        "Keel Steel 3 865,500.00 290,000.00 290,000.00 2 of 3 assessed"
    ]
    assert [one.split(" 2")[0] for one in groups_of(tool(signed_in, scene, "?group=payment"))] == [
        "Not paid 1", "Nothing to pay yet",
    ]  # fmt: skip
    Desk.at(scene, "head_contract", title="The depot")
    [head] = groups_of(tool(signed_in, scene, "?list=head&group=contract"))
    assert head.startswith("HE-001 The depot 1 288,500.00")


def test_columns_are_chosen_for_this_browser_and_hold_the_claim(
    signed_in: Client, scene: Scene
) -> None:
    scene.period()
    desk = Desk.at(scene, retention=flat("0.10"), tax_rate=Decimal("0.10"))
    claim = desk.claimed(HALF)
    here = reverse("web:claims_tool", args=[scene.project.pk])
    chosen = ["claim", "period", "net", "retention", "payable", "paid", "percent", "bad"]
    answer = signed_in.post(f"{here}columns/", {"column": chosen, "sort": "number"})
    assert answer["Location"] == f"{here}?sort=number"
    [row] = rows_of(signed_in.get(here))
    assert "1 to 31 October 2026 14,500.00 130,500.00 143,550.00 – 50.26%" in row
    desk.approve(claim)
    [row] = rows_of(signed_in.get(here))
    assert "14,500.00 130,500.00 143,550.00 – 50.26%" in row
    signed_in.post(f"{here}columns/", {"column": chosen, "usual": "1"})
    assert "Whose turn, by when" in text_of(signed_in.get(here))


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("?sort=-claimed", ["SU-002", "SU-001", "SU-003"]),
        ("?sort=claimed", ["SU-001", "SU-002", "SU-003"]),
        ("?sort=-number", ["SU-003", "SU-002", "SU-001"]),
        ("?sort=title", ["SU-003", "SU-001", "SU-002"]),
    ],
)
def test_the_heads_of_columns_sort_and_unknown_figures_come_last(
    signed_in: Client, scene: Scene, query: str, order: list[str]
) -> None:
    scene.period()
    Desk.at(scene, title="Beams").claimed({"1": {"percent_to_date": "50"}})
    Desk.at(scene, title="Columns").claimed(HALF)
    Desk.at(scene, title="Anchors")
    assert list(ticks_of(tool(signed_in, scene, query))) == order


def test_the_list_is_a_file_of_what_is_shown(signed_in: Client, scene: Scene) -> None:
    scene.period()
    other = create_company(actor=scene.actor, name="=Amber Glass")
    Desk.at(scene, company_id=other.pk).claimed(HALF)
    Desk.at(scene)
    place = reverse("web:claims_tool_file", args=[scene.project.pk])
    answer = signed_in.get(f"{place}?form=csv&status=under_review")
    assert "subcontractor-progress-claims-2026-10-31.csv" in answer["Content-Disposition"]
    heads, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    told = dict(zip(heads, row, strict=True))
    assert told["Company"] == "'=Amber Glass"
    assert (told["Claimed"], told["Status"]) == ("145000.00", "Under review")
    assert told["Whose turn, by when"].startswith("You, review")
    answer = signed_in.get(f"{place}?form=xlsx&sort=number")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    heads, *rows = sheet.to_python()
    assert [row[heads.index("Claimed")] for row in rows] == [145000, ""]
    assert rows[0][heads.index("Company")] == "=Amber Glass"


def test_a_long_list_comes_in_pages(
    signed_in: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool_rows, "PAGE", 2)
    scene.period()
    for _ in range(5):
        Desk.at(scene)
    first = tool(signed_in, scene, "?sort=number")
    assert list(ticks_of(first)) == ["SU-001", "SU-002"]
    assert "Page 1 of 3, 5 commitments" in text_of(first)
    last = tool(signed_in, scene, "?sort=number&page=9")
    assert list(ticks_of(last)) == ["SU-005"]
    assert "Total, 5 commitments" in text_of(last)


def test_a_search_while_typing_answers_with_the_list_alone(signed_in: Client, scene: Scene) -> None:
    scene.period()
    Desk.at(scene, title="Anchors")
    Desk.at(scene, title="Beams")
    place = reverse("web:claims_tool", args=[scene.project.pk])
    headers = {"HX-Request": "true", "HX-Target": "listed"}
    answer = signed_in.get(f"{place}?q=anch", headers=headers)
    words = answer.content.decode()
    assert "<html" not in words
    assert "1 of 2 commitments" in text_of(answer)
    assert 'id="counts" hx-swap-oob="true"' in words
