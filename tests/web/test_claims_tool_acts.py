"""Acts on ticked rows of a period's claims: what is done, and what is refused and why."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim, Invitation
from ledgerstone.contracts.operations import name_contact
from tests.claims.desk import Desk
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.claims_desk import HALF
from tests.web.claims_tool import act_on, rows_of, ticks_of, tool
from tests.web.insurance_readers import signed_in_as
from tests.web.posting import text_of


@pytest.fixture
def period(scene: Scene) -> Any:
    """A period whose due date is far away."""
    return scene.period(2099, 10)


def reached(scene: Scene, name: str) -> Desk:
    """A commitment with a claim contact whom mail reaches."""
    desk = Desk.at(scene)
    person = worker(scene, scene.subcontractor, name)
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=person.pk)
    return desk


def test_invitations_go_out_and_who_gets_none_says_why(
    signed_in: Client, scene: Scene, period: Any
) -> None:
    first, second = reached(scene, "Ida One"), reached(scene, "Ina Two")
    nobody, drafted = Desk.at(scene), reached(scene, "Dan Draft")
    drafted.start()
    numbers = [one.contract.number for one in (first, second, nobody, drafted)]
    answer = act_on(
        signed_in, scene, "invite", numbers, type="work_materials", text="Send photographs.",
        query="?sort=number",
    )  # fmt: skip
    words = text_of(answer)
    assert "2 invitations to claim sent." in words
    assert "2 of 4 left as they are" in words
    assert f"{nobody.contract} : No progress claim contact can be reached. Name one first." in words
    assert f"{drafted.contract} : There is a claim already." in words
    assert {(one.type, one.text) for one in Invitation.objects.all()} == {
        ("work_materials", "Send photographs.")
    }
    # What was refused stays ticked, and what was typed stays.
    ticked = [number for number, box in ticks_of(answer).items() if box.get("checked") is not None]
    assert ticked == [nobody.contract.number, drafted.contract.number]
    assert "Send photographs." in answer.content.decode()
    again = signed_in.get(answer.redirect_chain[-1][0])
    assert "2 of 4 left as they are" in text_of(again)
    assert "2 invitations to claim sent." not in text_of(again)


def test_what_an_act_refused_is_shown_to_who_did_it_alone(
    signed_in: Client, scene: Scene, period: Any
) -> None:
    desk = Desk.at(scene)
    answer = act_on(signed_in, scene, "invite", [desk.contract.number])
    assert "1 of 1 left as it is" in text_of(answer)
    colleague = worker(scene, scene.own, "Col League")
    member(scene, colleague, "administrator")
    other = signed_in_as(colleague).get(answer.redirect_chain[-1][0])
    assert other.status_code == 200
    assert "left as it is" not in text_of(other)
    for damaged in ("nonsense", str(uuid4())):
        assert "left as it is" not in text_of(tool(signed_in, scene, f"?outcome={damaged}"))


def test_one_row_is_invited_and_reminded_by_its_own_button(
    signed_in: Client, scene: Scene, period: Any
) -> None:
    desk = reached(scene, "Ida One")
    place = reverse("web:claims_tool_act", args=[scene.project.pk])
    given = {"one": f"invite:{desk.contract.pk}", "period": period.pk}
    answer = signed_in.post(place, given, follow=True)
    assert "1 invitation to claim sent." in text_of(answer)
    answer = signed_in.post(place, {**given, "one": f"remind:{desk.contract.pk}"}, follow=True)
    assert "1 reminder sent." in text_of(answer)
    assert Invitation.objects.get().reminders == 1


def test_the_same_post_happens_once(signed_in: Client, scene: Scene, period: Any) -> None:
    desk = reached(scene, "Ida One")
    place = reverse("web:claims_tool_act", args=[scene.project.pk])
    given = {
        "one": f"invite:{desk.contract.pk}", "period": period.pk, "idempotency_key": str(uuid4()),
    }  # fmt: skip
    first = signed_in.post(place, given)
    sent = Invitation.objects.get().invited_at
    second = signed_in.post(place, given)
    assert second["Location"] == first["Location"]
    assert Invitation.objects.get().invited_at == sent


def test_drafts_are_started_for_ticked_rows(signed_in: Client, scene: Scene, period: Any) -> None:
    idle, busy = Desk.at(scene), Desk.at(scene)
    draft = Desk(scene.actor, scene.contract())
    busy.start()
    numbers = [one.contract.number for one in (idle, busy, draft)]
    words = text_of(act_on(signed_in, scene, "start", numbers))
    assert "1 draft started." in words
    assert "2 of 3 left as they are" in words
    assert f"{draft.contract.number} : This subcontract is a draft" in words
    assert Claim.objects.filter(contract=idle.contract).count() == 1


def test_clean_claims_are_approved_and_cut_ones_wait(
    signed_in: Client, scene: Scene, period: Any
) -> None:
    clean, cut, idle = Desk.at(scene), Desk.at(scene), Desk.at(scene)
    clean.claimed(HALF)
    cut.type(cut.claimed(HALF), {"2": {"assessed": "100,000.00"}})
    allows = {n: box.get("data-allows") for n, box in ticks_of(tool(signed_in, scene)).items()}
    assert allows[clean.contract.number] == "approve status"
    assert allows[cut.contract.number] == "status"
    numbers = [one.contract.number for one in (clean, cut, idle)]
    words = text_of(act_on(signed_in, scene, "approve", numbers))
    assert "1 claim approved." in words
    assert "2 of 3 left as they are" in words
    assert f"{cut.contract.number}, claim 1 :" in words
    assert f"{idle.contract} : It has no claim in this billing period yet." in words
    assert Claim.objects.get(contract=clean.contract).status == "approved"


def test_a_claim_that_changed_since_the_page_was_shown_is_not_approved(
    signed_in: Client, scene: Scene, period: Any
) -> None:
    desk = Desk.at(scene)
    claim = desk.claimed(HALF)
    place = reverse("web:claims_tool_act", args=[scene.project.pk])
    shown = ticks_of(tool(signed_in, scene))[desk.contract.number].get("value")
    desk.type(claim, {"2": {"assessed": "100,000.00"}})
    given = {"act": "approve", "row": [shown], "idempotency_key": str(uuid4())}
    answer = signed_in.post(place, given, follow=True)
    assert "1 of 1 left as it is" in text_of(answer)
    assert Claim.objects.get().status == "under_review"


def test_many_statuses_change_with_one_reason(signed_in: Client, scene: Scene, period: Any) -> None:
    first, second = Desk.at(scene), Desk.at(scene)
    first.claimed(HALF)
    second.start()
    numbers = [one.contract.number for one in (first, second)]
    words = text_of(
        act_on(
            signed_in, scene, "status", numbers, status="revise_and_resubmit", reason="No evidence."
        )
    )
    assert "1 claim now “Returned”." in words
    assert "1 of 2 left as it is" in words
    assert Claim.objects.get(contract=first.contract).return_reason == "No evidence."
    refused = act_on(signed_in, scene, "status", numbers, status="revise_and_resubmit")
    assert "Give a reason: it goes to the claimant" in text_of(refused)


def test_a_reason_that_is_missing_loses_neither_ticks_nor_what_was_typed(
    signed_in: Client, scene: Scene, period: Any
) -> None:
    for number in ("SU-001", "SU-002"):
        assert Desk.at(scene).claimed(HALF).contract.number == number
    page = act_on(signed_in, scene, "status", ["SU-002"], status="revise_and_resubmit")
    said = text_of(page)
    assert "Give a reason: it goes to the claimant with each claim that is returned." in said
    ticked = {name for name, box in ticks_of(page).items() if box.get("checked") is not None}
    assert ticked == {"SU-002"}
    long = "Send the dockets. " * 200
    page = act_on(signed_in, scene, "status", ["SU-001"], status="revise_and_resubmit", reason=long)
    assert long.strip() in page.content.decode()
    assert not Claim.objects.exclude(status="under_review").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"act": "invite"}, "Tick the rows first."),
        ({"act": "", "row": ["1"]}, "Choose what to do with the ticked rows."),
        ({"act": "burn", "row": ["1"]}, "Choose what to do with the ticked rows."),
        ({"act": "invite", "row": ["1.2"]}, "A row of this page is damaged."),
        ({"act": "invite", "row": ["1"] * 1001}, "Tick at most 1000 rows."),
    ],
)
def test_a_post_that_makes_no_sense_is_refused_in_a_sentence(
    signed_in: Client, scene: Scene, period: Any, given: dict[str, Any], said: str
) -> None:
    place = reverse("web:claims_tool_act", args=[scene.project.pk])
    back = "http://testserver" + reverse("web:claims_tool", args=[scene.project.pk])
    answer = signed_in.post(place, given, headers={"Referer": back}, follow=True)
    assert said in text_of(answer)


def test_the_page_and_its_acts_are_for_administrators_of_the_project(
    scene: Scene, period: Any
) -> None:
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    client = signed_in_as(reader)
    args = [scene.project.pk]
    assert client.get(reverse("web:claims_tool", args=args)).status_code == 404
    assert client.get(reverse("web:claims_tool_file", args=args)).status_code == 404
    assert client.post(reverse("web:claims_tool_columns", args=args)).status_code == 404
    assert client.post(reverse("web:claims_tool_act", args=args)).status_code == 404


def test_head_contracts_have_no_ticks_and_start_in_their_row(
    signed_in: Client, scene: Scene, period: Any
) -> None:
    Desk.at(scene, "head_contract")
    page = tool(signed_in, scene, "?list=head")
    assert len(rows_of(page)) == 1
    assert ticks_of(page) == {}
