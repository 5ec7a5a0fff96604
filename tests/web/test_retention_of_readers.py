"""Who reads head contracts but not their claims gets no statement of what these held back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.documents import queries, requesting
from ledgerstone.tenancy.refusals import NotThere
from tests.claims.desk import Desk, flat
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as

WORK = "work_this_period"


def test_a_reader_gets_no_statement_of_a_head_contract(signed_in: Client, scene: Scene) -> None:
    scene.period()
    head = Desk.at(scene, "head_contract", retention=flat("0.10"))
    claim = head.start()
    head.type(claim, {"2": {WORK: "1000"}})
    head.issue(claim)
    below = Desk.at(scene, retention=flat("0.10")).contract
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    client = signed_in_as(reader)
    link = reverse("web:retention_statement", args=[head.contract.pk])
    for browser, status in ((signed_in, 200), (client, 404)):
        retention = browser.get(reverse("web:contract_retention", args=[head.contract.pk]))
        assert (link in retention.content.decode()) is (status == 200)
        assert browser.get(link).status_code == status
        file = reverse("web:retention_statement_file", args=[head.contract.pk])
        assert browser.get(f"{file}?form=csv").status_code == status
    assert client.get(reverse("web:retention_statement", args=[below.pk])).status_code == 200
    asked = requesting.request_retention_of_contract(
        actor=scene.actor, contract_id=head.contract.pk
    )
    assert queries.get_document(scene.actor, asked.pk) == asked
    with pytest.raises(NotThere):
        requesting.request_retention_of_contract(
            actor=as_actor(scene, reader), contract_id=head.contract.pk
        )
