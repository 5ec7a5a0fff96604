"""What stands in the account whose records nobody else reaches."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from ledgerstone.claims.models import (
    Claim,
)
from ledgerstone.claims.operations import invite_contacts
from ledgerstone.claims.operations.comments import comment_on_claim
from ledgerstone.claims.operations.extensions import extend_due_date
from ledgerstone.claims.operations.field_sets import save_field_set
from ledgerstone.claims.operations.papers import attach_to_claim
from ledgerstone.contracts.models import (
    Contract,
)
from ledgerstone.contracts.operations import add_funding_source
from ledgerstone.contracts.operations.papers import attach_to_contract
from ledgerstone.contracts.operations.retaining_securities import SecurityGiven, record_security
from ledgerstone.contracts.operations.tax_codes import add_tax_code, name_tax
from ledgerstone.correspondence.contract_messages import email_contract
from ledgerstone.directory.imports import FileRow
from ledgerstone.directory.models import COMPANIES, PEOPLE, Person
from ledgerstone.directory.operations import stage_import
from ledgerstone.directory.operations.insurance import add_policy, attach_paper
from ledgerstone.payments.importing.staging import stage_payments
from ledgerstone.payments.operations import record_payment
from tests.documents.tax_invoice_desk import invoiced
from tests.files import papers
from tests.support.people import member
from tests.support.scene import Scene


def set_up(other: Scene) -> None:
    """What its insurance, its settings and its files to import name."""
    insure(other)
    name_tax(actor=other.actor, name="Wards tax")
    add_tax_code(actor=other.actor, code="Theatre10", rate=Decimal("0.1"))
    save_field_set(actor=other.actor, name="Wards fields", rules={})
    add_funding_source(actor=other.actor, project_id=other.project.pk, name="Wards grant")
    stage_payments(
        actor=other.actor, project_id=other.project.pk, filename="Wards bank.csv",
        rows=[(1, ["01/10/2026", "Vane Steel", "-5.00"])],
    )  # fmt: skip
    invoiced(other, title="Wards glazing")
    for kind in (COMPANIES, PEOPLE):
        stage_import(
            actor=other.actor, kind=kind, filename="Southgate list.csv",
            rows=[FileRow(2, {"name": "Wards Glazing", "company": "Vane Steel"})],
        )  # fmt: skip


def a_round(scene: Scene, contract: Contract) -> None:
    """October, due later for one contract, whose contact is invited to claim."""
    october = scene.period(2026, 10)
    extend_due_date(
        actor=scene.actor,
        period_id=october.pk,
        due_date=dt.date(2026, 12, 24),
        contract_id=contract.pk,
    )
    invited = invite_contacts(
        actor=scene.actor,
        project_id=scene.project.pk,
        period_id=october.pk,
        contract_ids=[contract.pk],
        type="work_materials",
        text="Send the Wards dockets.",
    )
    assert invited.done == [contract.pk]


def guarantee(scene: Scene, contract_id: int) -> None:
    """Security held in place of retention."""
    given = SecurityGiven(
        kind="bank_guarantee",
        amount=Decimal("500.00"),
        received_on=dt.date(2026, 9, 1),
        issuer="Tallow Health Bank",
    )
    record_security(actor=scene.actor, contract_id=contract_id, given=given)


def keep_beside(scene: Scene, contract_id: int) -> None:
    """A file, a mail and a payment of a contract."""
    person = Person.objects.create(
        account=scene.account, company=scene.own, name="Vic Wards", email="vic@wards.example"
    )
    member(scene, person, "site_team")
    email_contract(
        actor=scene.actor, contract_id=contract_id, to=[person.pk], subject="Wards",
        text="Theatre doors.",
    )  # fmt: skip
    attach_to_contract(
        actor=scene.actor, contract_id=contract_id, name="Wards drawing.pdf", content=papers.PDF
    )
    record_payment(
        actor=scene.actor,
        contract_id=contract_id,
        paid_on=dt.date(2026, 9, 30),
        amount=Decimal("77.00"),
        note="Wards deposit",
        files=[("Wards slip.pdf", papers.PDF)],
    )


def talk(scene: Scene, claim: Claim) -> None:
    """A file and a comment on a line of a claim."""
    given = {"actor": scene.actor, "claim_id": claim.pk, "line_id": claim.lines.first().line_id}
    attach_to_claim(**given, name="Wards dockets.pdf", content=papers.PDF)
    comment_on_claim(**given, text="Theatre doors are missing.")


def break_down(scene: Scene) -> None:
    """A contract whose subcontractor breaks its lines down."""
    contract = scene.contract(title="Wards glazing", status="approved")
    Contract.objects.filter(pk=contract.pk).update(has_subcontractor_schedule=True)


def insure(scene: Scene) -> None:
    """Insurance of the subcontractor as such and for the project, each with a paper."""
    for project_id in (None, scene.project.pk):
        policy = add_policy(
            actor=scene.actor,
            company_id=scene.subcontractor.pk,
            project_id=project_id,
            kind="Crane cover",
        )
        attach_paper(
            actor=scene.actor, policy_id=policy.pk, name="Crane cover.pdf", content=papers.PDF
        )
