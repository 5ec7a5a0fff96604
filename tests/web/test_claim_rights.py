"""Who may do what to a claim in which state: one table for each direction, asked over HTTP.

A row is an act. Behind it stands who is entitled to it at all, then, state by state, who can do it:
C the claim contact of the contract, S a Standard user of the project, A an administrator; a small
letter says that they are refused here, though they may do other things of the kind. Whoever
is entitled and not in a state's cell is told that it cannot be done now, or finds that the form of
the details leaves it as it was (its type and period); whoever is not entitled is refused. Unless it
is done, nothing of the claim changes.

``see``, and everything on a claim that is not seen, answers 404 for those who do not see it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from ledgerstone.access.models import PermissionTemplate
from ledgerstone.claims.models import Claim, ClaimAttachment
from ledgerstone.claims.operations.papers import attach_to_claim
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import name_contact
from ledgerstone.directory.models import Person
from ledgerstone.files.models import StoredFile
from ledgerstone.projects.models import ProjectMember
from ledgerstone.projects.operations import close_billing_period
from tests.claims.desk import Desk, flat
from tests.files.papers import PDF
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.claim_askers import JSON, Asker, outcome

DOWNSTREAM = """
act          entitled draft  under_review returned pending noted  approved withdrawn
see          CSA      CSA    CSA          CSA      CSA     CSA    CSA      CSA
export       CSA      CSA    CSA          CSA      CSA     CSA    CSA      CSA
edit         CSA      CSA    -            CSA      -       -      -        -
details      CSA      CSA    -            CSA      -       -      -        -
release      CSA      CSA    -            CSA      -       -      -        -
type         CSA      A      -            A        -       -      -        -
period       CSA      A      -            A        -       -      -        -
adjust       CSA      Acs    -            Acs      -       -      -        -
deduct       CSA      CSA    A            CSA      -       -      -        -
submit       CSA      CSA    -            CSA      -       -      -        -
withdraw     CA       -      CA           CA       -       -      -        -
delete       A        A      -            -        -       -      -        -
assess       A        -      A            -        -       -      -        -
reason       A        -      A            -        -       -      -        -
accept-all   A        -      A            -        -       -      -        -
nil          A        -      A            -        -       -      -        -
return       A        -      A            -        -       -      -        -
approve      A        -      A            -        -       -      -        -
answer       A        -      A            -        -       -      -        -
as-noted     A        -      A            -        -       -      -        -
hold         A        -      A            -        -       -      -        -
pay          A        -      -            -        A       -      -        -
reopen       A        -      -            -        A       A      A        -
attach       CSA      CSA    CSA          CSA      CSA     CSA    CSA      -
remove       A        CSA    A            CSA      A       A      A        A
sign         A        -      A            -        A       A      A        -
comment      CSA      CSA    CSA          CSA      CSA     CSA    CSA      CSA
among        A        A      A            A        A       A      A        A
"""

# A Standard user is let see head contract claims by a task of their template, and no more.
UPSTREAM = """
act          entitled draft  issued certified returned withdrawn
see          SA       SA     SA     SA        SA       SA
export       SA       SA     SA     SA        SA       SA
edit         A        A      -      -         A        -
details      A        A      -      -         A        -
submit       A        -      -      -         -        -
issue        A        A      -      -         A        -
assess       A        -      A      A         -        -
certify      A        -      A      A         -        -
return       A        -      A      -         -        -
withdraw     A        -      A      -         A        -
reopen       A        -      -      A         -        -
delete       A        A      -      -         -        -
approve      A        -      -      -         -        -
hold         A        -      -      -         -        -
attach       A        A      A      A         A        -
sign         A        -      A      A         -        -
comment      A        A      A      A         A        A
among        A        A      A      A         A        A
"""

HALF = {"1": {"percent_to_date": "50"}, "2": {"percent_to_date": "50"}}


@dataclass(frozen=True)
class Row:
    """An act: who is entitled to it, and who can do it in each state."""

    act: str
    entitled: str
    by_state: dict[str, str]


def rows_of(table: str) -> list[Row]:
    head, *lines = [line.split() for line in table.strip().splitlines()]
    states = head[2:]
    return [
        Row(act, entitled, dict(zip(states, cells, strict=True))) for act, entitled, *cells in lines
    ]


def states_of(table: str) -> list[str]:
    return table.strip().splitlines()[0].split()[2:]


def expected(row: Row, state: str, role: str) -> str:
    if role in row.by_state[state]:
        return "done"
    if role.lower() in row.by_state[state]:
        return "refused"
    return "not now" if role in row.entitled else "refused"


# --- downstream -----------------------------------------------------------------------------------


def brought_to(desk: Desk, state: str) -> Claim:
    """A claim of half the work, with a file on it, in this state."""
    claim = desk.start()
    desk.type(claim, HALF)
    if state == "draft":
        return desk.now(claim)
    desk.submit(claim)
    if state == "under_review":
        desk.type(claim, {"2": {"assessed": "126,000.00"}})  # more than claimed needs no reason
    decisions = {
        "pending": "pending_owner_approval", "approved": "approved", "noted": "approved_as_noted",
    }  # fmt: skip
    if state in decisions:
        desk.approve(claim, decisions[state])
    elif state == "returned":
        desk.send_back(claim)
    elif state == "withdrawn":
        desk.withdraw(claim)
    return desk.now(claim)


@pytest.fixture
def kim(scene: Scene) -> Person:
    """Of the subcontractor."""
    return worker(scene, scene.subcontractor, "Kim Ode")


@pytest.fixture
def askers(scene: Scene, kim: Person) -> dict[str, Asker]:
    standard = worker(scene, scene.own, "Sam Lake")
    member(scene, standard, "site_team")
    askers = {}
    for role, user in (("C", kim.user), ("S", standard.user), ("A", scene.user)):
        client = Client()
        client.force_login(user)
        askers[role] = Asker(client, role)
    return askers


def attach_own(scene: Scene, askers: dict[str, Asker], claim: Claim) -> None:
    """A file of each person on the claim, which they may take off or not."""
    made = attach_to_claim(actor=scene.actor, claim_id=claim.pk, name="a.pdf", content=PDF)
    for role, asker in askers.items():
        user_id = int(asker.client.session["_auth_user_id"])
        paper = ClaimAttachment.objects.create(
            account_id=claim.account_id, claim=claim, name=f"{role}.pdf",
            file=StoredFile.objects.get(pk=made.file_id), added_by_id=user_id,
        )  # fmt: skip
        asker.papers[claim.pk] = paper.pk


@pytest.mark.parametrize("state", states_of(DOWNSTREAM))
def test_commitments(scene: Scene, askers: dict[str, Asker], kim: Person, state: str) -> None:
    scene.period(2026, 9)
    scene.period(2026, 10)
    desk = Desk.at(scene, retention=flat("0.10"))
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=kim.pk)
    claim = brought_to(desk, state)
    if state != "withdrawn":
        attach_own(scene, askers, claim)
    wrong = []
    for row in rows_of(DOWNSTREAM):
        if row.act == "remove" and state == "withdrawn":
            continue  # nothing can be attached to it that could be taken off
        for role, asker in askers.items():
            found, wanted = outcome(asker, row.act, claim), expected(row, state, role)
            if found != wanted:
                wrong.append(f"{row.act} by {role}: {found}, not {wanted}")
    assert wrong == []


def test_whoever_does_not_see_a_commitment_finds_no_claim(
    scene: Scene, askers: dict[str, Asker]
) -> None:
    """The contact of another contract."""
    scene.period(2026, 9)
    scene.period(2026, 10)
    claim = brought_to(Desk.at(scene), "under_review")
    for row in rows_of(DOWNSTREAM):
        if row.act != "remove":
            assert outcome(askers["C"], row.act, claim) == "nothing there", row.act


def test_contacts_only_look_where_they_may_not_claim(
    scene: Scene, askers: dict[str, Asker], kim: Person
) -> None:
    scene.period(2026, 9)
    scene.period(2026, 10)
    desk = Desk.at(scene)
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=kim.pk)
    Contract.objects.filter(pk=desk.contract.pk).update(contacts_may_claim=False)
    claim = brought_to(desk, "draft")
    for row in rows_of(DOWNSTREAM):
        if row.act != "remove":
            wanted = "done" if row.act in {"see", "export"} else "refused"
            assert outcome(askers["C"], row.act, claim) == wanted, row.act


# --- upstream -------------------------------------------------------------------------------------


@pytest.fixture
def readers(scene: Scene, askers: dict[str, Asker]) -> dict[str, Asker]:
    """The Standard user may see head contract claims; there is no contact."""
    found = ProjectMember.objects.get(person__name="Sam Lake")
    PermissionTemplate.objects.filter(pk=found.template_id).update(
        head_contracts=2, grants=["view_head_claims"]
    )
    return {role: asker for role, asker in askers.items() if role != "C"}


def brought_upstream(desk: Desk, state: str) -> Claim:
    Contract.objects.filter(pk=desk.contract.pk).update(certify_on_issue=False)
    claim = desk.start()
    desk.type(claim, HALF)
    if state != "draft":
        desk.issue(claim)
    if state == "certified":
        desk.certify(claim)
    elif state == "returned":
        desk.send_back(claim)
    elif state == "withdrawn":
        desk.withdraw(claim)
    return desk.now(claim)


@pytest.mark.parametrize("state", states_of(UPSTREAM))
def test_head_contracts(scene: Scene, readers: dict[str, Asker], state: str) -> None:
    scene.period()
    claim = brought_upstream(Desk.at(scene, "head_contract"), state)
    wrong = []
    for row in rows_of(UPSTREAM):
        for role, asker in readers.items():
            found, wanted = outcome(asker, row.act, claim), expected(row, state, role)
            if found != wanted:
                wrong.append(f"{row.act} by {role}: {found}, not {wanted}")
    assert wrong == []


def test_without_the_task_head_contract_claims_are_not_there(
    scene: Scene, askers: dict[str, Asker]
) -> None:
    scene.period()
    claim = brought_upstream(Desk.at(scene, "head_contract"), "issued")
    for role in "CS":
        for row in rows_of(UPSTREAM):
            assert outcome(askers[role], row.act, claim) == "nothing there", (role, row.act)


# --- starting -------------------------------------------------------------------------------------

# Who can start a claim: within the due date, after it, and where no period is open.
STARTING = [("2026-10-20", True, "CSA"), ("2026-10-30", True, "A"), ("2026-10-20", False, "A")]


@pytest.mark.parametrize(("today", "is_open", "who"), STARTING)
def test_starting(
    scene: Scene, askers: dict[str, Asker], kim: Person, today: str, is_open: bool, who: str
) -> None:
    period = scene.period(2026, 10)
    contract = Desk.at(scene).contract
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=kim.pk)
    if not is_open:
        close_billing_period(actor=scene.actor, period_id=period.pk)
    able = ""
    with time_machine.travel(f"{today}T10:00:00+11:00"):
        for role, asker in askers.items():
            with transaction.atomic():
                address = reverse("web:claim_new", args=[contract.pk])
                given = {"period": period.pk} if role == "A" else {}
                asker.client.post(address, given, headers=JSON)
                able += role if Claim.objects.exists() else ""
                transaction.set_rollback(True)
    assert able == who
