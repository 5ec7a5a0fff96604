"""Every kind of mail about a commitment and its claims: its event happens on the pages, and a real
mail server gets exactly what it has to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract
from tests.claims.rounds import AFTERNOON
from tests.correspondence.every_mail import (
    CHOSEN,
    CONTACTS,
    LISTED,
    Row,
    World,
    address_of,
    goes_to_exactly_who_may_get_it,
    its_button_lets_in_its_reader_and_nobody_else,
    says_what_it_has_to,
)
from tests.correspondence.letterbox import Letterbox, letterbox
from tests.support.breakdown import Schedule
from tests.support.scene import Scene
from tests.web.claims_desk import act
from tests.web.posting import form_values

__all__ = ["letterbox"]

STEEL = {"2": {"work_this_period": "12000"}}


def _goes(answer: Any) -> None:
    """A form was taken: its page leads on."""
    assert answer.status_code == 302, answer.content.decode()


# --- what happens -----------------------------------------------------------------------------


def _emailed(world: World) -> None:
    address = reverse("web:contract_email", args=[world.contract.pk])
    _goes(world.admin.post(address, {"text": "Welcome aboard."}))


def _written(world: World) -> None:
    address = reverse("web:contract_messages", args=[world.contract.pk])
    people = [one.pk for one in world.everybody]
    values = form_values(world.admin.get(address), "subject") | {
        "subject": "The lift",
        "text": "Please look at item 3.",
        "to": people[:2],
        "copies": people[2:],
    }
    _goes(world.admin.post(address, values))


def _has_schedule(world: World) -> None:
    Contract.objects.filter(pk=world.contract.pk).update(has_subcontractor_schedule=True)


def _schedule(world: World, name: str, **given: str) -> None:
    address = reverse("web:subcontractor_schedule_act", args=[world.contract.pk])
    client = world.pat if name == "submit" else world.admin
    version = Contract.objects.get(pk=world.contract.pk).version
    _goes(client.post(address, {"act": name, "version": version, **given}))


def _broken_down(world: World) -> None:
    _has_schedule(world)
    Schedule(world.round.contact.actor, world.contract).take_as_it_is()


def _handed_in(world: World) -> None:
    _broken_down(world)
    _schedule(world, "submit")


def _in_the_tool(world: World, name: str, **given: str) -> None:
    address = reverse("web:claims_tool_act", args=[world.scene.project.pk])
    values = {"act": name, "row": str(world.contract.pk), **given}
    _goes(world.admin.post(address, values))


def _invited(world: World) -> None:
    _in_the_tool(world, "invite", type="work_materials", text="Send your tax invoice with it.")


def _answered(world: World) -> None:
    address = reverse("web:claim_invitation", args=[world.round.invitation.pk])
    _goes(world.pat.post(address, {"answer": "no", "reason": "Nothing was done."}))


def _drafted(world: World) -> None:
    claim = world.round.desk.start()
    world.round.desk.type(claim, STEEL)


def _claim(world: World) -> Claim:
    return Claim.objects.get(contract=world.contract)


def _submitted(world: World) -> None:
    _goes(act(world.pat, _claim(world), "submit"))


def _under_review(world: World) -> None:
    _drafted(world)
    world.round.desk.submit(_claim(world))


def _returned(world: World) -> None:
    _goes(act(world.admin, _claim(world), "return", reason="The dockets are missing."))


def _tells_when_approved(world: World) -> None:
    world.round.settings(tells_when_approved=True)
    _under_review(world)


def _approved(world: World) -> None:
    _goes(act(world.admin, _claim(world), "approve"))


def _certified(world: World) -> None:
    _under_review(world)
    world.office.approve(_claim(world))


def _paid(world: World) -> None:
    address = reverse("web:payment_record", args=[world.contract.pk])
    values = form_values(world.admin.get(address), "paid_on") | {
        "paid_on": "20/10/2026",
        "amount": "12,000.00",
        f"share_{_claim(world).pk}": "12,000.00",
    }
    _goes(world.admin.post(address, values))


def _forwarded(world: World) -> None:
    address = reverse("web:claim_forward", args=[_claim(world).pk])
    people = [one.pk for one in world.everybody]
    values = form_values(world.admin.get(address), "subject") | {
        "text": "Please have a look.",
        "to": people[:2],
        "copies": people[2:4],
        "blind": people[4:],
    }
    _goes(world.admin.post(address, values))


# --- where it leads ---------------------------------------------------------------------------


def _contract_page(world: World) -> str:
    return reverse("web:contract", args=[world.contract.pk])


def _claims_page(world: World) -> str:
    return reverse("web:contract_claims", args=[world.contract.pk])


def _claim_page(world: World) -> str:
    return reverse("web:claim", args=[_claim(world).pk])


def _schedule_page(world: World) -> str:
    return reverse("web:subcontractor_schedule", args=[world.contract.pk])


def _invitation_page(world: World) -> str:
    return reverse("web:claim_invitation", args=[world.round.invitation.pk])


ROWS = (
    Row(
        "1", "commitment_sent", CONTACTS, _emailed,
        "Marlow Road Depot: Robin Hale sends you subcontract SU-001 Lighting",
        ["Robin Hale writes: > Welcome aboard.", "Contract sum 288,500.00"],
        _claims_page,
        papers=["SU-001_Lighting.pdf"],
    ),
    Row(
        "2", "contract_mail", CHOSEN, _written, "The lift",
        ["Robin Hale", "> Please look at item 3."],
        _contract_page, papers=["SU-001_Lighting.pdf"],
        lets_through=["not entitled"],  # it says what a person wrote; who may not, gets no file
    ),
    Row(
        "4", "schedule_submitted", LISTED, lambda world: _schedule(world, "submit"),
        "Marlow Road Depot: Keel Steel handed in the subcontractor schedule of values, "
        "SU-001 Lighting",
        ["288,500.00"], _schedule_page, _broken_down,
    ),
    Row(
        "5", "schedule_returned", CONTACTS,
        lambda world: _schedule(world, "return", reason="Split the cabling."),
        "Marlow Road Depot: revise the subcontractor schedule of values, SU-001 Lighting",
        ["Split the cabling."], _schedule_page, _handed_in,
    ),
    Row(
        "7", "invitation", CONTACTS, _invited,
        "Marlow Road Depot: Robin Hale invites you to claim for October by Wed 28 Oct, "
        "SU-001 Lighting",
        ["Send your tax invoice with it.", "Left to claim 288,500.00"], _invitation_page,
    ),
    Row(
        "8", "invitation_reminder", CONTACTS, lambda world: _in_the_tool(world, "remind"),
        "Marlow Road Depot: reminder to claim for October by Wed 28 Oct, SU-001 Lighting",
        ["Left to claim 288,500.00"], _invitation_page, _invited,
    ),
    Row(
        "-", "invitation_answer", LISTED, _answered,
        "Marlow Road Depot: Keel Steel declined to claim for October, SU-001 Lighting",
        ["Nothing was done."], _contract_page, _invited,
        besides=lambda world: [world.scene.user.email],  # who invited
    ),
    Row(
        "9", "claim_submitted", LISTED, _submitted,
        "Marlow Road Depot: Keel Steel submitted claim 1 for October, SU-001 Lighting",
        ["Claimed 12,000.00"], _claim_page, _drafted,
    ),
    Row(
        "10", "claim_returned", CONTACTS, _returned,
        "Marlow Road Depot: claim 1 for October is returned to be revised, SU-001 Lighting",
        ["The dockets are missing."], _claim_page, _under_review,
    ),
    Row(
        "11", "claim_approved", CONTACTS, _approved,
        "Marlow Road Depot: claim 1 for October is approved, SU-001 Lighting",
        ["12,000.00"], _claim_page, _tells_when_approved,
    ),
    Row(
        "-", "payment_recorded", CONTACTS, _paid,
        "Marlow Road Depot: Northbridge Construction paid A$12,000.00 for claim 1, SU-001 Lighting",
        ["12,000.00"], _claims_page, _certified,
    ),
    Row(
        "14", "claim_forwarded", CHOSEN, _forwarded,
        "FW: Progress claim 1 for SU-001 - Keel Steel - Northbridge Construction",
        ["> Please have a look."], _claim_page, _certified, papers=["SU-001_claim_1.pdf"],
    ),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _on_an_afternoon() -> Iterator[None]:
    with time_machine.travel(AFTERNOON, tick=False):
        yield


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_mail_goes_to_whom_it_is_for_and_lets_them_in(
    scene: Scene, letterbox: Letterbox, row: Row
) -> None:
    world = World.of(scene, letterbox, row)
    mails = goes_to_exactly_who_may_get_it(world, is_late=row.to == CHOSEN)
    for mail in mails:
        says_what_it_has_to(world, mail)
    tried = {one.email for one in world.fine[-2:]}
    for mail in mails:
        if address_of(mail) in tried:
            its_button_lets_in_its_reader_and_nobody_else(world, mail)


@pytest.mark.parametrize("row", [row for row in ROWS if row.to != CHOSEN], ids=str)
def test_who_may_not_get_it_any_more_when_it_goes_out_gets_none(
    scene: Scene, letterbox: Letterbox, row: Row
) -> None:
    goes_to_exactly_who_may_get_it(World.of(scene, letterbox, row), is_late=True)
