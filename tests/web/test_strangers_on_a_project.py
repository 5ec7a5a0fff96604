"""Whoever is let into one contract of a project finds nothing else of it: not by any address.

The claim contact of a commitment, and a member of the project without any level, ask every address
there is with the records of the rest of the project in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.operations import create_company
from ledgerstone.projects.operations import add_member
from ledgerstone.tenancy import context
from tests.claims.desk import Desk
from tests.support.contacts import contact_of
from tests.support.people import template, worker
from tests.web.test_strangers import (
    WORK,
    Estate,
    addresses,
    asked,
    built,
    estate,
    held,
    refused_with_404,
    telling,
)

__all__ = ["built", "estate", "held"]

# What somebody who works on a contract of the project knows: for whom, and where it is built.
KNOWN = {"Southgate", "Quarry Lane", "SG-77"}


@dataclass
class Insider:
    """Somebody on the project, what lies beyond them, and what is theirs."""

    client: Client
    beyond: Estate
    contract: Contract
    claims: list[Claim]


@pytest.fixture
def insider(estate: Estate) -> Insider:
    """The claim contact of one commitment of the estate's project."""
    assert estate.values  # the records of the rest, before there are any of their own
    with context.accounts([estate.scene.account.pk]):
        brack = create_company(actor=estate.scene.actor, name="Brack Electrical")
        desk = Desk.at(estate.scene, title="Switchroom", company_id=brack.pk)
        decided = desk.certified({"1": {WORK: "3000"}})
        claims = [decided, desk.start()]
        contact = contact_of(estate.scene, desk.contract, company=brack, name="Bo Brack")
    client = Client()
    client.force_login(contact.user)
    words = tuple(word for word in estate.words if word != "Southgate")
    beyond = Estate(estate.scene, words)
    beyond.values = estate.values
    return Insider(client, beyond, desk.contract, claims)


def test_a_contact_finds_nothing_of_the_rest_of_the_project(insider: Insider) -> None:
    assert refused_with_404(insider.client, insider.beyond) == []


def test_a_contact_finds_what_is_theirs_and_no_other_name_on_it(insider: Insider) -> None:
    names = {
        "contract_id": ["contract", "contract_variations", "contract_claims"],
        "claim_id": ["claim", "claim_as_list", "claim_document"],
    }
    records = {"contract_id": [insider.contract], "claim_id": insider.claims}
    for part, pages in names.items():
        for record in records[part]:
            for page in pages:
                answer = insider.client.get(reverse(f"web:{page}", args=[record.pk]))
                assert answer.status_code == 200, page
                assert set(telling(answer, insider.beyond)) <= KNOWN, page
    home = insider.client.get(reverse("web:home"))
    assert "Switchroom" in home.content.decode()
    assert set(telling(home, insider.beyond)) <= KNOWN


def test_pages_without_a_record_tell_a_contact_nothing(insider: Insider) -> None:
    for address in addresses():
        if not address.takes and not address.is_open and address.name != "account_logout":
            for way, answer in asked(insider.client, address, reverse(address.name)):
                assert set(telling(answer, insider.beyond)) <= KNOWN, (way, address)
                assert answer.status_code < 500, (way, address)


def test_a_member_without_any_level_finds_nothing(estate: Estate) -> None:
    assert estate.values
    with context.accounts([estate.scene.account.pk]):
        person = worker(estate.scene, estate.scene.own, "Kim Ode")
        add_member(
            actor=estate.scene.actor,
            project_id=estate.scene.project.pk,
            person_id=person.pk,
            template_id=template(estate.scene, "claim_contact").pk,
        )
    client = Client()
    client.force_login(person.user)
    beyond = Estate(estate.scene, tuple(word for word in estate.words if word != "Southgate"))
    assert refused_with_404(client, beyond) == []
