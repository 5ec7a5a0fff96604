"""What a contract is connected with and who changed what: in both directions, nothing unseen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from ledgerstone.contracts import queries, related
from ledgerstone.contracts.models import Contract, Variation
from ledgerstone.contracts.operations import (
    add_to_private_list,
    approve_variation,
    change_contract,
    change_privacy,
    change_status,
    name_contact,
    replace_schedule,
    set_retention,
)
from ledgerstone.contracts.retention.retention import flat
from ledgerstone.contracts.schedules.schedule import RawRow
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.posting import text_of

DAY = dt.date(2026, 9, 1)
FIVE, TEN = Decimal("0.05"), Decimal("0.1")


def row(item: str, value: str) -> tuple[RawRow, ...]:
    return (RawRow(item=item, description="Roof platform", scheduled_value=value),)


def linked(scene: Scene) -> tuple[Contract, Contract]:
    """A head contract and a subcontract whose variation it recovers."""
    head = scene.contract("head_contract", status="approved", number="HC-1", title="Depot")
    above = approve_variation(
        actor=scene.actor, contract_id=head.pk, number="HV1", title="Roof platform",
        approved_on=DAY, lines=row("HV1", "12,000.00"),
    )  # fmt: skip
    below = scene.contract(status="approved", number="SC-1")
    approve_variation(
        actor=scene.actor, contract_id=below.pk, number="V1", title="Platform",
        approved_on=DAY, lines=row("V1", "10,000.00"), head_variation_id=above.pk,
    )  # fmt: skip
    return head, below


def client_of(scene: Scene, name: str, key: str = "read_only", **levels: int) -> Client:
    person = worker(scene, scene.own, name)
    given = member(scene, person, key)
    for tool, level in levels.items():
        setattr(given.template, tool, level)
    given.template.save()
    client = Client()
    client.force_login(person.user)
    return client


def test_both_sides_lead_to_each_other(signed_in: Client, scene: Scene) -> None:
    head, below = linked(scene)
    pair = "SC-1 V1 Platform 10,000.00 HC-1 HV1 Roof platform 12,000.00 +2,000.00"
    above = text_of(signed_in.get(f"/contracts/{head.pk}/related/"))
    assert "Commitments under it 1" in above
    assert "SC-1 Structural steel Keel Steel Approved 298,500.00" in above
    assert pair in above
    under = text_of(signed_in.get(f"/contracts/{below.pk}/related/"))
    assert "Head contract HC-1 Depot Harbour Trust Approved" in under
    assert pair in under


def test_a_contract_that_stands_alone_says_what_would_stand_here(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract()
    words = text_of(signed_in.get(f"/contracts/{contract.pk}/related/"))
    assert "Nothing is connected with it yet" in words


def test_what_the_reader_does_not_see_is_connected_with_nothing(scene: Scene) -> None:
    head, below = linked(scene)
    kim = client_of(scene, "Kim Ode", head_contracts=0)
    under = text_of(kim.get(f"/contracts/{below.pk}/related/"))
    assert "Nothing is connected with it yet" in under
    assert "HC-1" not in under
    history = text_of(kim.get(f"/contracts/{below.pk}/history/"))
    assert "HC-1" not in history
    assert "HV1" not in history
    assert kim.get(f"/contracts/{head.pk}/related/").status_code == 404


def test_a_draft_is_connected_for_those_who_see_drafts(scene: Scene) -> None:
    head, below = linked(scene)
    Variation.objects.filter(contract=below).update(status="draft", approved_on=None)
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    name_contact(actor=scene.actor, contract_id=below.pk, person_id=tom.pk)
    client = Client()
    client.force_login(tom.user)
    # Who is only claim contact has neither page; what is paid above is no matter of theirs.
    for page in ("related", "history"):
        assert client.get(f"/contracts/{below.pk}/{page}/").status_code == 404
        assert f"/{page}/" not in client.get(f"/contracts/{below.pk}/").content.decode()
    general = text_of(client.get(f"/contracts/{below.pk}/"))
    assert "Draft variations" not in general
    kim = client_of(scene, "Kim Ode")
    assert "10,000.00" in text_of(kim.get(f"/contracts/{head.pk}/related/"))


def test_the_history_says_who_changed_what_of_all_that_is_under_it(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract(retention=flat(FIVE))
    change_contract(
        actor=scene.actor, contract_id=contract.pk, expected_version=1, inclusions="Cranage"
    )
    replace_schedule(
        actor=scene.actor, contract_id=contract.pk, expected_version=2, rows=row("9", "77.00")
    )
    set_retention(actor=scene.actor, contract_id=contract.pk, retention=flat(TEN))
    change_status(actor=scene.actor, contract_id=contract.pk, expected_version=4, status="approved")
    page = f"/contracts/{contract.pk}/history/"
    words = text_of(signed_in.get(page))
    assert "Status Contract SU-001 Structural steel Robin Hale" in words
    assert "Draft Approved" in words
    assert "Inclusions" in words
    assert "Cranage" in words
    # The line that is there, and the three that were replaced.
    assert "77.00" in words
    assert "250,000.00" in words
    assert "10%" in words


def test_who_does_not_see_the_schedule_reads_no_figure_in_the_history(scene: Scene) -> None:
    contract = scene.contract(retention=flat(FIVE))
    change_privacy(
        actor=scene.actor, contract_id=contract.pk, expected_version=1, is_private=True,
        shows_schedule_to_listed=False,
    )  # fmt: skip
    replace_schedule(
        actor=scene.actor, contract_id=contract.pk, expected_version=2, rows=row("9", "77.00")
    )
    kim = worker(scene, scene.own, "Kim Ode")
    member(scene, kim, "read_only")
    add_to_private_list(actor=scene.actor, contract_id=contract.pk, person_id=kim.pk)
    vera = worker(scene, scene.own, "Vera Quill")
    member(scene, vera, "read_only")
    add_to_private_list(actor=scene.actor, contract_id=contract.pk, person_id=vera.pk)
    client = Client()
    client.force_login(kim.user)
    words = text_of(client.get(f"/contracts/{contract.pk}/history/"))
    assert "Private" in words
    for unsaid in ("77.00", "250,000.00", "Preliminaries", "5%", "Vera Quill"):
        assert unsaid not in words


def test_the_history_takes_the_same_queries_however_long_it_is(
    signed_in: Client, scene: Scene, django_assert_num_queries: Callable[..., Any]
) -> None:
    contract = scene.contract(retention=flat(FIVE))
    page = f"/contracts/{contract.pk}/history/"
    signed_in.get(page)
    for count in (60, 90):  # more than a page shows, so that it shows the same kind of records
        rows = [RawRow(item=str(n), description="Line", scheduled_value="1") for n in range(count)]
        version = queries.get_contract(scene.actor, contract.pk).version
        replace_schedule(
            actor=scene.actor, contract_id=contract.pk, expected_version=version, rows=rows
        )
        with django_assert_num_queries(30):
            signed_in.get(page)


def test_many_commitments_are_counted_and_the_first_are_listed(
    signed_in: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = scene.contract("head_contract", status="approved")
    for _ in range(3):
        scene.contract()
    monkeypatch.setattr(related, "MOST", 2)
    words = text_of(signed_in.get(f"/contracts/{head.pk}/related/"))
    assert "Commitments under it 3" in words
    assert "SU-002" in words
    assert "SU-003" not in words
    assert "The first 2 by number. All of them stand in commitments" in words
