"""The pages of a project's settings for commitments and head contracts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ledgerstone.contracts import tool_settings
from ledgerstone.contracts.models import CommitmentSettings, FundingSource, HeadContractSettings
from ledgerstone.contracts.operations import approve_variation
from ledgerstone.contracts.schedules.schedule import RawRow
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene
from tests.web.posting import error_at, text_of

COMMITMENTS = {
    "purchase_orders_enabled": "on",
    "subcontracts_enabled": "on",
    "purchase_order_method": "unit",
    "subcontract_method": "amount",
    "variation_tiers": "3",
    "standard_may_create_potential": "on",
}


def address(scene: Scene, part: str) -> str:
    return f"/projects/{scene.project.pk}/settings/{part}"


def vary(scene: Scene, kind: str) -> None:
    contract = scene.contract(kind, status="approved")
    approve_variation(
        actor=scene.actor,
        contract_id=contract.pk,
        number="V1",
        title="Pit slab",
        lines=[RawRow(item="V1.1", description="Slab", scheduled_value="10.00")],
        approved_on=dt.date(2026, 10, 1),
    )


def test_what_is_chosen_is_kept_and_nothing_else(scene: Scene, signed_in: Client) -> None:
    answer = signed_in.post(address(scene, "commitments/"), COMMITMENTS, follow=True)
    assert "The settings are saved." in text_of(answer)
    kept = CommitmentSettings.objects.get(project=scene.project)
    assert (kept.purchase_order_method, kept.variation_tiers) == ("unit", 3)
    assert kept.standard_may_create_potential
    left_out = (kept.private_by_default, kept.claims_by_default, kept.payments_by_default)
    assert left_out == (False, False, False)


def test_the_tiers_of_commitments_go_up_and_not_down_once_there_is_a_variation(
    scene: Scene, signed_in: Client
) -> None:
    signed_in.post(address(scene, "commitments/"), COMMITMENTS | {"variation_tiers": "2"})
    vary(scene, "subcontract")
    signed_in.post(address(scene, "commitments/"), COMMITMENTS)
    assert CommitmentSettings.objects.get().variation_tiers == 3
    answer = signed_in.post(address(scene, "commitments/"), COMMITMENTS | {"variation_tiers": "1"})
    assert answer.status_code == 422
    assert "can go up but not down" in error_at(answer, "variation_tiers")
    assert CommitmentSettings.objects.get().variation_tiers == 3


def test_the_tiers_of_head_contracts_say_why_they_stay(scene: Scene, signed_in: Client) -> None:
    page = address(scene, "head-contracts/")
    signed_in.post(page, {"variation_tiers": "3"})
    assert HeadContractSettings.objects.get().variation_tiers == 3
    vary(scene, "head_contract")
    assert "so the number of tiers stays as it is" in text_of(signed_in.get(page))
    # Whoever posts it all the same changes nothing.
    signed_in.post(page, {"variation_tiers": "1", "always_editable_schedule": "on"})
    kept = HeadContractSettings.objects.get()
    assert (kept.variation_tiers, kept.always_editable_schedule) == (3, True)


@pytest.mark.parametrize(
    ("part", "purposes"),
    [
        ("commitments/", ["commitments", "commitment_claims", "commitment_variations"]),
        ("head-contracts/", ["head_contracts", "head_variations"]),
    ],
)
def test_distributions_name_people_of_the_project(
    scene: Scene, signed_in: Client, part: str, purposes: list[str]
) -> None:
    kim = worker(scene, scene.own, "Kim Ode")
    place = (scene.account.pk, scene.project.pk)
    for purpose in purposes:
        add = address(scene, f"distributions/{purpose}/add/")
        signed_in.post(add, {"person": kim.pk})
        assert tool_settings.recipients(*place, purpose) == []  # not on the project yet
    member(scene, kim, "read_only")
    for purpose in purposes:
        add = address(scene, f"distributions/{purpose}/add/")
        answer = signed_in.post(add, {"person": kim.pk}, follow=True)
        assert "Kim Ode is on the distribution." in text_of(answer)
        assert tool_settings.recipients(*place, purpose) == [kim]
    page = signed_in.get(address(scene, part)).content.decode()
    assert page.count(f"/{kim.pk}/remove/") == len(purposes)
    for purpose in purposes:
        signed_in.post(address(scene, f"distributions/{purpose}/{kim.pk}/remove/"))
        assert tool_settings.recipients(*place, purpose) == []


def test_nothing_goes_to_people_who_are_no_longer_active(scene: Scene, signed_in: Client) -> None:
    kim = worker(scene, scene.own, "Kim Ode")
    member(scene, kim, "read_only")
    signed_in.post(address(scene, "distributions/commitments/add/"), {"person": kim.pk})
    kim.is_active = False
    kim.save(update_fields=["is_active"])
    assert tool_settings.recipients(scene.account.pk, scene.project.pk, "commitments") == []
    assert "nothing goes to them" in text_of(signed_in.get(address(scene, "commitments/")))


def test_funding_sources_have_names_of_their_own(scene: Scene, signed_in: Client) -> None:
    add = address(scene, "funding-sources/add/")
    signed_in.post(add, {"name": "  State grant "})
    [source] = tool_settings.funding_sources(scene.account.pk, scene.project.pk)
    assert source.name == "State grant"
    answer = signed_in.post(add, {"name": "State grant"}, follow=True)
    assert "State grant is on the list already." in text_of(answer)
    signed_in.post(address(scene, f"funding-sources/{source.pk}/remove/"))
    assert not FundingSource.objects.exists()


def test_a_kind_that_is_switched_off_is_not_offered(scene: Scene, signed_in: Client) -> None:
    listed = f"/projects/{scene.project.pk}/commitments/"
    assert "?kind=purchase_order" in signed_in.get(listed).content.decode()
    kept = {k: v for k, v in COMMITMENTS.items() if k != "purchase_orders_enabled"}
    signed_in.post(address(scene, "commitments/"), kept)
    page = signed_in.get(listed).content.decode()
    assert "?kind=purchase_order" not in page
    assert "?kind=subcontract" in page


def test_only_administrators_of_a_tool_open_its_settings(scene: Scene) -> None:
    kim = worker(scene, scene.own, "Kim Ode")
    member(scene, kim, "read_only")
    client = Client()
    client.force_login(kim.user)
    session = client.session
    session["account"] = scene.account.pk
    session.save()
    assert as_actor(scene, kim).projects
    for part in ("commitments/", "head-contracts/"):
        assert client.get(address(scene, part)).status_code == 403
        assert client.post(address(scene, part), COMMITMENTS).status_code == 403


def test_the_pages_take_the_same_queries_however_many_people(
    scene: Scene, signed_in: Client
) -> None:
    def taken(part: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(address(scene, part)).status_code == 200
        return len(captured)

    before = [taken(part) for part in ("commitments/", "head-contracts/")]
    for number in range(3):
        kim = worker(scene, scene.own, f"Kim Ode {number}")
        member(scene, kim, "read_only")
        for purpose in tool_settings.KIND_OF_PURPOSE:
            signed_in.post(address(scene, f"distributions/{purpose}/add/"), {"person": kim.pk})
    assert [taken(part) for part in ("commitments/", "head-contracts/")] == before
