"""Who is told that insurance ends: managers, the primary contact, claim contacts; no one twice."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerstone.correspondence.planned.insurance_recipients import recipients
from ledgerstone.directory.models import InsurancePolicy
from ledgerstone.directory.operations import create_company
from tests.correspondence.insured import END, Insured, Queued, morning, notice, notices, told
from tests.support.scene import Scene


@pytest.fixture
def insured(scene: Scene) -> Insured:
    return Insured.at(scene)


def roles(insured: Insured, policy: InsurancePolicy) -> dict[str, tuple[str, ...]]:
    """Who is reached for a policy, as what."""
    found = recipients(insured.account.pk, [policy])[policy.pk]
    return {
        one.person.name: tuple(role.words for role in one.roles) for one in found if one.is_reached
    }


def test_the_three_groups_are_told_and_nobody_else(insured: Insured) -> None:
    insured.manager("Max Manager")
    insured.manager("Mia Manager")
    insured.person("Pat Primary", is_primary_contact=True)
    commitment = insured.contact(insured.person("Cody Contact"))
    insured.person("Dee Default", is_default_claim_contact=True)
    insured.person("Nobody Special")
    insured.person("Olga Other", insured.scene.owner, is_primary_contact=True)
    policy = insured.policy()
    assert roles(insured, policy) == {
        "Max Manager": ("insurance manager",),
        "Mia Manager": ("insurance manager",),
        "Pat Primary": ("primary contact of Keel Steel",),
        "Dee Default": ("claim contact of Keel Steel",),
        "Cody Contact": (f"claim contact of {commitment.number}",),
    }
    assert insured.at_seven(END) == Queued(5, 0)


def test_somebody_in_every_group_is_told_once_in_one_mail(insured: Insured) -> None:
    everyone = insured.person(
        "Eve Everyone",
        is_insurance_manager=True,
        is_primary_contact=True,
        is_default_claim_contact=True,
    )
    insured.contact(everyone)
    insured.contact(everyone)
    first, second = insured.policy(), insured.for_project(kind="Contract works")
    assert insured.at_seven(END) == Queued(1, 0)
    assert set(notice().mail.facts["policies"]) == {first.pk, second.pk}
    [mail] = insured.deliver(morning(END))
    assert mail.to == ["Eve Everyone <eve.everyone@example.com>"]
    assert mail.subject == "2 insurance policies of Keel Steel expire soon"


def test_insurance_for_a_project_concerns_the_contacts_of_its_commitments(
    insured: Insured,
) -> None:
    here, there = insured.person("Here Contact"), insured.person("There Contact")
    insured.contact(here)
    other = insured.elsewhere()
    contract = insured.scene.contract()
    contract.project = other
    contract.save(update_fields=["project"])
    insured.contact(there, contract)
    assert set(roles(insured, insured.for_project())) == {"Here Contact"}
    assert set(roles(insured, insured.policy())) == {"Here Contact", "There Contact"}


def test_contacts_of_other_companies_and_of_head_contracts_are_not_concerned(
    insured: Insured,
) -> None:
    other = create_company(actor=insured.scene.actor, name="Vane Glazing")
    glazier = insured.person("Gil Glazier", other)
    insured.contact(glazier, insured.scene.contract(company_id=other.pk))
    client = insured.person("Cleo Client", insured.scene.owner)
    insured.contact(client, insured.scene.contract("head_contract"))
    on_list = insured.person("Lou Listed")
    contract = insured.scene.contract()
    contract.people.create(account=insured.account, person=on_list, is_listed=True)
    assert roles(insured, insured.policy()) == {}
    assert roles(insured, insured.policy(company_id=insured.scene.owner.pk)) == {}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"is_active": False}, "Una Reached is not active."),
        ({"email": ""}, "There is no e-mail address."),
        ({"messages": "none"}, "Not at all"),
    ],
)
def test_who_cannot_be_reached_is_left_out_and_counted(
    insured: Insured, given: dict[str, Any], why: str
) -> None:
    insured.manager()
    insured.person("Una Reached", is_primary_contact=True, **given)
    insured.policy()
    assert insured.at_seven(END) == Queued(1, 1)
    assert told() == ["Max Manager"]
    [left_out] = [one for one in notices() if one.state == "not_sent"]
    assert left_out.person.name == "Una Reached"
    assert why in left_out.why_not
    assert [mail.to for mail in insured.deliver(morning(END))] == [
        ["Max Manager <max.manager@example.com>"]
    ]


def test_a_contact_who_left_the_company_is_not_told_for_it(insured: Insured) -> None:
    contact = insured.person("Cody Contact")
    insured.contact(contact)
    contact.company = insured.scene.owner
    contact.save(update_fields=["company"])
    policy = insured.policy()
    [left_out] = recipients(insured.account.pk, [policy])[policy.pk]
    assert left_out.why_not == "Cody Contact works for Harbour Trust now."
    assert insured.at_seven(END) == Queued(0, 1)
    assert notice().why_not == left_out.why_not


def test_who_left_the_company_but_manages_insurance_is_told_as_that(insured: Insured) -> None:
    contact = insured.manager("Cody Contact")
    insured.contact(contact)
    assert roles(insured, insured.policy()) == {"Cody Contact": ("insurance manager",)}
    assert insured.at_seven(END) == Queued(1, 0)


def test_somebody_who_became_unreachable_before_the_mail_went_gets_none(insured: Insured) -> None:
    manager = insured.manager()
    insured.policy()
    insured.at_seven(END)
    manager.messages = "none"
    manager.save(update_fields=["messages"])
    assert insured.deliver(morning(END)) == []
    assert notice().state == "not_sent"
    assert "Not at all" in notice().why_not
