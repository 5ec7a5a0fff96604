"""Every act of the table of rights as a request: done, refused with whom to ask, or not there.

The expectations are those of the specification (tests/access/expectations.py). Every act meets
every level of its tool; being claim contact, and holding the single tasks, is sampled as all or
nothing. What has no page yet is named, so that a page that comes must take its act from the list.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ledgerstone.access.levels import Grant, Scope
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import (
    CommitmentSettings,
    Contract,
    ContractPerson,
    HeadContractSettings,
)
from ledgerstone.directory.models import Person
from ledgerstone.projects.models import ProjectMember
from tests.access.expectations import KINDS, Case, rows_of
from tests.claims.desk import Desk
from tests.contracts.variation_site import Site
from tests.support.people import worker
from tests.support.scene import Scene

# Acts that no page does yet, and acts that are seen in what a page shows rather than in whether it
# answers: their own tests look at that.
WITHOUT_A_PAGE = {
    "email_contract", "invite", "answer_invitation",
    "compile_backup", "request_signature", "record_payment", }  # fmt: skip
HIDDEN = {"view_draft_variation"}
SEEN_IN_A_PAGE = {"view_schedule", "view_private_schedule", "view_assessment", "start_claim_late"}
# Pages that show a part of a project: whoever may not see the part finds nothing there.
PARTS = {"view_periods", "view_claims_tool", "view_directory"}
# Acts of directories that the tests of those pages ask.
ELSEWHERE = {"edit_companies", "edit_insurance", "edit_people", "merge_companies", "view_directory"}

JSON = {"Accept": "application/json"}
# Done, done and gone elsewhere; refused; nothing there; changed meanwhile; not like this.
KNOWN = {200, 302, 403, 404, 409, 422}
ALL_TASKS = frozenset(grant.value for grant in Grant)


@dataclass
class Ground:
    """The records of one direction that the requests go to."""

    kind: str
    fresh: Contract  # approved, without a claim
    preparing: Contract  # a draft
    private: Contract
    broken_down: Contract  # of commitments: with a subcontractor's schedule
    draft: Claim
    handed_in: Claim  # under review; upstream issued
    variation: int  # pending, of the fresh one
    variation_draft: int

    @classmethod
    def of(cls, scene: Scene, kind: str) -> Ground:
        # One contract holds the draft, another what was handed in; a third has neither.
        started, sent = Desk.at(scene, kind), Desk.at(scene, kind)
        draft, handed_in = started.start(), sent.start()
        if kind == "head_contract":
            Contract.objects.filter(pk=sent.contract.pk).update(certify_on_issue=False)
            sent.issue(handed_in)
        else:
            sent.submit(handed_in)
        private = scene.contract(kind, status="approved")
        Contract.objects.filter(pk=private.pk).update(is_private=True)
        broken_down = scene.contract(kind, status="approved")
        if kind != "head_contract":
            its = Contract.objects.filter(pk=broken_down.pk)
            its.update(has_subcontractor_schedule=True, subcontractor_schedule_status="draft")
        # Rights that a project gives are given.
        site = Site.at(scene, kind, tiers=2)
        settings = HeadContractSettings if kind == "head_contract" else CommitmentSettings
        settings.objects.update(standard_may_create_potential=True)
        CommitmentSettings.objects.update(field_initiated_enabled=True)
        return cls(
            kind=kind,
            variation=site.make("variation", "5", status="pending").pk,
            variation_draft=site.make("potential", "5").pk,
            fresh=site.contract,
            preparing=scene.contract(kind),
            private=private,
            broken_down=broken_down,
            draft=draft,
            handed_in=handed_in,
        )


@dataclass
class Asker:
    """A browser, and what it asks for each act."""

    client: Client
    project_id: int

    def ask(self, action: str, ground: Ground) -> HttpResponse:
        """The request of an act; what it does is taken back."""
        with transaction.atomic():
            answer = REQUESTS[action](self, ground)
            if answer.streaming:
                b"".join(answer)
            transaction.set_rollback(True)
        return answer

    def get(self, name: str, *args: object) -> HttpResponse:
        return self.client.get(reverse(f"web:{name}", args=args))

    def post(self, name: str, *args: object, **form: object) -> HttpResponse:
        return self.client.post(reverse(f"web:{name}", args=args), form, headers=JSON)

    def press(self, claim: Claim, act: str, **form: object) -> HttpResponse:
        version = Claim.objects.get(pk=claim.pk).version
        return self.post("claim_act", claim.pk, act, version=version, **form)

    def break_down(self, ground: Ground, act: str) -> HttpResponse:
        pk = ground.broken_down.pk
        version = Contract.objects.get(pk=pk).version
        return self.post("subcontractor_schedule_act", pk, act=act, version=version)

    def type(self, claim: Claim, column: str) -> HttpResponse:
        line = claim.lines.order_by("pk").first()
        edits = [{"line": line.line_id, "column": column, "value": "1", "was": None}]
        return self.client.post(
            reverse("web:claim_cells", args=[claim.pk]),
            json.dumps({"edits": edits, "since": 0}),
            content_type="application/json",
            headers=JSON,
        )


Ask = Callable[[Asker, Ground], HttpResponse]


def new_contract(asker: Asker, ground: Ground) -> HttpResponse:
    if ground.kind == "head_contract":
        return asker.get("head_contract_new", asker.project_id)
    address = reverse("web:contract_new", args=[asker.project_id])
    return asker.client.get(f"{address}?kind={ground.kind}")


REQUESTS: dict[str, Ask] = {
    "configure_invoicing": lambda a, g: a.get("project_settings", a.project_id),
    "view_periods": lambda a, g: a.get("period_list", a.project_id),
    "manage_periods": lambda a, g: a.get("period_new", a.project_id),
    "view_claims_tool": lambda a, g: a.get("claims_tool", a.project_id),
    "view": lambda a, g: a.get("contract", g.fresh.pk),
    "view_private": lambda a, g: a.get("contract", g.private.pk),
    "create": new_contract,
    "update": lambda a, g: a.get("schedule_replace", g.preparing.pk),
    "delete": lambda a, g: a.get("contract_delete", g.preparing.pk),
    "configure": lambda a, g: a.post("contract_status", g.fresh.pk, version=1, status="complete"),
    "name_contacts": lambda a, g: a.get("contract_contacts", g.fresh.pk),
    "approve_variation": lambda a, g: a.post(
        "variation_status", g.variation, version=1, status="approved", approved_on="2026-10-05"
    ),
    "edit_variation": lambda a, g: a.get("variation_parts", g.variation),
    "raise_variation": lambda a, g: a.get("variation_raise", g.fresh.pk),
    "create_potential_variation": lambda a, g: a.get("variation_new", g.fresh.pk),
    "view_draft_variation": lambda a, g: a.get("variation", g.variation_draft),
    "fill_schedule": lambda a, g: a.break_down(g, "take"),
    "review_schedule": lambda a, g: a.break_down(g, "approve"),
    "view_claim": lambda a, g: a.get("claim", g.handed_in.pk),
    "export_claim": lambda a, g: a.get("claim_document", g.handed_in.pk),
    "forward_claim": lambda a, g: a.get("claim_forward", g.handed_in.pk),
    "start_claim": lambda a, g: a.post("claim_new", g.fresh.pk),
    "edit_claim": lambda a, g: a.type(g.draft, "work_to_date"),
    "submit_claim": lambda a, g: a.press(
        g.draft, "issue" if g.kind == "head_contract" else "submit"
    ),
    "withdraw_claim": lambda a, g: a.press(g.handed_in, "withdraw"),
    "delete_claim": lambda a, g: a.press(g.draft, "delete"),
    "release_retention": lambda a, g: a.type(g.draft, "retention_released"),
    "override_retention": lambda a, g: a.type(g.draft, "retention_adjustment"),
    "assess_claim": lambda a, g: a.type(g.handed_in, "assessed"),
    "decide_claim": lambda a, g: a.press(
        g.handed_in, "certify" if g.kind == "head_contract" else "approve"
    ),
    "configure_account": lambda a, g: a.get("account_settings"),
    "create_project": lambda a, g: a.get("project_new"),
    "edit_templates": lambda a, g: a.get("permission_templates"),
}
OF_THE_PROJECT = {
    "configure_invoicing", "view_periods", "manage_periods", "view_claims_tool", "create",
}  # fmt: skip
OF_A_CLAIM = {
    "view_claim", "export_claim", "edit_claim", "submit_claim", "withdraw_claim", "delete_claim",
    "release_retention", "override_retention", "assess_claim", "decide_claim",
    "forward_claim",
}  # fmt: skip


# Acts on what is ours until it is issued.
ON_OUR_DRAFT = {
    "edit_claim", "submit_claim", "delete_claim", "release_retention", "override_retention",
    "view_draft_variation",
}  # fmt: skip


@pytest.fixture
def person(scene: Scene) -> Person:
    """Somebody of the subcontractor on the project, with a template of their own."""
    someone = worker(scene, scene.subcontractor, "Kim Ode")
    template = PermissionTemplate.objects.create(
        account=scene.account, scope=Scope.PROJECT, name="This person's"
    )
    ProjectMember.objects.create(
        account=scene.account, project=scene.project, person=someone, template=template
    )
    return someone


@pytest.fixture
def asker(scene: Scene, person: Person) -> Asker:
    client = Client()
    client.force_login(person.user)
    return Asker(client, scene.project.pk)


def stand(person: Person, case: Case, contracts: list[Contract]) -> None:
    """Give the person what the case says."""
    levels = dict.fromkeys(("directory", "commitments", "head_contracts", "invoicing_settings"), 0)
    PermissionTemplate.objects.filter(name="This person's").update(
        **{**levels, case.tool: case.level}, grants=sorted(case.tasks)
    )
    ContractPerson.objects.filter(person=person).delete()
    ContractPerson.objects.bulk_create(
        ContractPerson(account_id=one.account_id, contract=one, person=person, is_contact=True)
        for one in contracts
        if case.is_contact
    )


def expected(action: str, case: Case) -> str:
    """``done``, ``refused`` or ``nothing``, as the specification says."""
    seeing = replace(case, is_private=action == "view_private")
    if action in OF_THE_PROJECT:
        if case.holds(action):
            return "done"
        return "nothing" if case.level == 0 or action in PARTS else "refused"
    if seeing.may(action):
        return "done"
    if action in HIDDEN:
        return "nothing"
    there = seeing.may("view_claim") if action in OF_A_CLAIM else seeing.sees
    return "refused" if there else "nothing"


def told(answer: HttpResponse) -> str:
    return {404: "nothing", 403: "refused"}.get(answer.status_code, "done")


def people(kind: str) -> Iterator[Case]:
    """Every level, with and without the tasks; of commitments also as contact. Purchase orders go
    the ways of subcontracts: there, contacts hold the tasks and the others none."""
    contact = (False,) if kind == "head_contract" else (False, True)
    for level, is_contact, tasks in product(range(4), contact, (frozenset(), ALL_TASKS)):
        if kind != "purchase_order" or is_contact == bool(tasks):
            yield Case(kind, level, is_contact, is_contact, is_contact, tasks=tasks)


def test_every_act_is_asked_somewhere() -> None:
    known = {*REQUESTS, *WITHOUT_A_PAGE, *SEEN_IN_A_PAGE, *ELSEWHERE}
    assert {action for rows in rows_of.values() for action in rows} == known


def expected_of_the_owner(action: str, case: Case) -> str:
    """As of our own people, but that our drafts are not there below Admin."""
    if action in ON_OUR_DRAFT and case.level < 3:
        return "nothing"
    return expected(action, case)


def ask_everything(
    person: Person, asker: Asker, ground: Ground, right: Callable[[str, Case], str]
) -> list[tuple[str, Case, int]]:
    """What is answered otherwise than is right, whatever the person may do."""
    contracts = list(Contract.objects.all())
    wrong = []
    for case in people(ground.kind):
        stand(person, case, contracts)
        for action in rows_of[case.tool]:
            if action in REQUESTS:
                answer = asker.ask(action, ground)
                if told(answer) != right(action, case) or answer.status_code not in KNOWN:
                    wrong.append((action, case, answer.status_code))
    return wrong


@pytest.mark.parametrize("kind", [kind for kinds in KINDS.values() for kind in kinds])
def test_acts_on_contracts_and_claims(
    scene: Scene, person: Person, asker: Asker, kind: str
) -> None:
    scene.period(2099, 10)
    ground = Ground.of(scene, kind)
    if kind == "head_contract":
        # What is between us and the owner, people of other companies see less of.
        Person.objects.filter(pk=person.pk).update(company=scene.own)
    assert ask_everything(person, asker, ground, expected) == []


def test_acts_on_head_contracts_of_people_of_the_owner(
    scene: Scene, person: Person, asker: Asker
) -> None:
    scene.period(2099, 10)
    ground = Ground.of(scene, "head_contract")
    Person.objects.filter(pk=person.pk).update(company=scene.owner)
    assert ask_everything(person, asker, ground, expected_of_the_owner) == []


@pytest.mark.parametrize("tool", ["admin", "company_directory"])
def test_acts_in_the_account(scene: Scene, person: Person, asker: Asker, tool: str) -> None:
    template = PermissionTemplate.objects.create(
        account=scene.account, scope=Scope.ACCOUNT, name="In the account"
    )
    Person.objects.filter(pk=person.pk).update(account_template=template)
    for level in range(4):
        PermissionTemplate.objects.filter(pk=template.pk).update(**{tool: level})
        for action in rows_of["admin"]:
            answer = asker.ask(action, None)
            # Whoever sees nothing of the account's tools finds none of their pages.
            refused = "nothing" if level == 0 and action != "create_project" else "refused"
            assert told(answer) == ("done" if level == 3 else refused), (action, level)


@pytest.mark.parametrize("level", range(4))
def test_the_settings_of_a_project(scene: Scene, person: Person, asker: Asker, level: int) -> None:
    PermissionTemplate.objects.filter(name="This person's").update(invoicing_settings=level)
    answer = asker.ask("configure_invoicing", None)
    assert told(answer) == ("nothing", "refused", "refused", "done")[level]
