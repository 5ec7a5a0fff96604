"""What happens on a project that mails follow, done on its pages as people do it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import time_machine
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence.planned.planned_jobs import queue_planned_mails
from ledgerstone.directory.operations.insurance import add_policy
from ledgerstone.documents.models import Document
from ledgerstone.documents.operations import make_document
from ledgerstone.payments.models import Payment
from ledgerstone.projects.models import ProjectCompany
from ledgerstone.projects.operations import change_invoicing_settings, close_billing_period
from ledgerstone.tenancy import clock, context
from tests.claims.desk import Desk
from tests.claims.rounds import AFTERNOON
from tests.correspondence.every_mail import World
from tests.documents import attached
from tests.documents.packed import attach
from tests.support.breakdown import Schedule
from tests.web.claims_desk import act
from tests.web.posting import form_values

STEEL = {"2": {"work_this_period": "12000"}}
# Seven where the project is: the Monday after, and the day after.
MONDAY = dt.datetime(2026, 10, 25, 20, tzinfo=dt.UTC)
MORNING = dt.datetime(2026, 10, 20, 20, tzinfo=dt.UTC)


def goes(answer: Any) -> None:
    """A form was taken: its page leads on."""
    assert answer.status_code == 302, answer.content.decode()


# --- what happens -----------------------------------------------------------------------------


def emailed(world: World) -> None:
    address = reverse("web:contract_email", args=[world.contract.pk])
    goes(world.admin.post(address, {"text": "Welcome aboard."}))


def written(world: World) -> None:
    address = reverse("web:contract_messages", args=[world.contract.pk])
    people = [one.pk for one in world.everybody]
    values = form_values(world.admin.get(address), "subject") | {
        "subject": "The lift",
        "text": "Please look at item 3.",
        "to": people[:2],
        "copies": people[2:],
    }
    goes(world.admin.post(address, values))


def has_schedule(world: World) -> None:
    Contract.objects.filter(pk=world.contract.pk).update(has_subcontractor_schedule=True)


def _schedule_act(world: World, name: str, **given: str) -> None:
    address = reverse("web:subcontractor_schedule_act", args=[world.contract.pk])
    client = world.pat if name == "submit" else world.admin
    version = Contract.objects.get(pk=world.contract.pk).version
    goes(client.post(address, {"act": name, "version": version, **given}))


def broken_down(world: World) -> None:
    has_schedule(world)
    Schedule(world.round.contact.actor, world.contract).take_as_it_is()


def schedule_submitted(world: World) -> None:
    _schedule_act(world, "submit")


def schedule_returned(world: World) -> None:
    _schedule_act(world, "return", reason="Split the cabling.")


def reminded(world: World) -> None:
    in_the_tool(world, "remind")


def handed_in(world: World) -> None:
    broken_down(world)
    _schedule_act(world, "submit")


def in_the_tool(world: World, name: str, **given: str) -> None:
    address = reverse("web:claims_tool_act", args=[world.scene.project.pk])
    values = {"act": name, "row": str(world.contract.pk), **given}
    goes(world.admin.post(address, values))


def invited(world: World) -> None:
    in_the_tool(world, "invite", type="work_materials", text="Send your tax invoice with it.")


def answered(world: World) -> None:
    address = reverse("web:claim_invitation", args=[world.round.invitation.pk])
    goes(world.pat.post(address, {"answer": "no", "reason": "Nothing was done."}))


def drafted(world: World) -> None:
    claim = world.round.desk.start()
    world.round.desk.type(claim, STEEL)


def the_claim(world: World) -> Claim:
    return Claim.objects.get(contract=world.contract)


def submitted(world: World) -> None:
    goes(act(world.pat, the_claim(world), "submit"))


def under_review(world: World) -> None:
    drafted(world)
    world.round.desk.submit(the_claim(world))


def returned(world: World) -> None:
    goes(act(world.admin, the_claim(world), "return", reason="The dockets are missing."))


def tells_when_approved(world: World) -> None:
    world.round.settings(tells_when_approved=True)
    under_review(world)


def approved(world: World) -> None:
    goes(act(world.admin, the_claim(world), "approve"))


def certified(world: World) -> None:
    under_review(world)
    world.office.approve(the_claim(world))


def paid(world: World) -> None:
    address = reverse("web:payment_record", args=[world.contract.pk])
    values = form_values(world.admin.get(address), "paid_on") | {
        "paid_on": "20/10/2026",
        "amount": "12,000.00",
        f"share_{the_claim(world).pk}": "12,000.00",
    }
    goes(world.admin.post(address, values))


def forwarded(world: World) -> None:
    _forward(world, the_claim(world))


def _forward(world: World, claim: Claim) -> None:
    address = reverse("web:claim_forward", args=[claim.pk])
    people = [one.pk for one in world.everybody]
    values = form_values(world.admin.get(address), "subject") | {
        "text": "Please have a look.",
        "to": people[:2],
        "copies": people[2:4],
        "blind": people[4:],
    }
    goes(world.admin.post(address, values))


def asked_for_schedule(world: World) -> None:
    _schedule_act(world, "ask", **{"ask-text": "Ten lines, please."})


def told_of_approval(world: World) -> None:
    tells_when_approved(world)
    approved(world)


def reopened(world: World) -> None:
    goes(act(world.admin, the_claim(world), "reopen", reason="A mistake."))


def told_of_payment(world: World) -> None:
    certified(world)
    paid(world)


def reversed_(world: World) -> None:
    address = reverse("web:payment_reverse", args=[Payment.objects.get().pk])
    goes(world.admin.post(address, {"reason": "The bank sent it back."}))


def held(world: World) -> None:
    goes(act(world.admin, the_claim(world), "hold"))


def schedule_approved(world: World) -> None:
    _schedule_act(world, "approve")


def certified_quietly(world: World) -> None:
    world.round.settings(tells_when_paid=False)
    certified(world)


def paid_quietly(world: World) -> None:
    certified_quietly(world)
    paid(world)


def withdrawn_at_once(world: World) -> None:
    submitted(world)
    goes(act(world.pat, the_claim(world), "withdraw"))


def our_claim(world: World) -> None:
    """A claim of our own, to the owner."""
    desk = Desk.at(world.scene, "head_contract", title="The depot")
    claim = desk.start()
    desk.type(claim, STEEL)
    world.kept["ours"] = desk.issue(claim)


def sent_to_owner(world: World) -> None:
    _forward(world, world.kept["ours"])


def contact_left(world: World) -> None:
    person = world.round.contact.person
    address = reverse("web:person_use", args=[person.pk])
    goes(world.admin.post(address, {"version": person.version, "active": "no"}))


def has_digest(world: World) -> None:
    # The change history is told the moment.
    with clock.fixed(AFTERNOON):
        change_invoicing_settings(
            actor=world.scene.actor, project_id=world.scene.project.pk, sends_digest=True
        )
    under_review(world)


def monday_comes(world: World) -> None:
    world.moves.enter_context(time_machine.travel(MONDAY, tick=False))
    with context.accounts([]):
        queue_planned_mails(0)


def insured(world: World) -> None:
    ProjectCompany.objects.get_or_create(
        account=world.scene.account, project=world.scene.project, company=world.scene.subcontractor
    )
    add_policy(
        actor=world.scene.actor, company_id=world.scene.subcontractor.pk, kind="Public liability",
        expiration_date=dt.date(2026, 10, 30),
    )  # fmt: skip


def morning_comes(world: World) -> None:
    world.moves.enter_context(time_machine.travel(MORNING, tick=False))
    with context.accounts([]):
        queue_planned_mails(0)


def period_over(world: World) -> None:
    certified(world)
    close_billing_period(actor=world.scene.actor, period_id=world.round.period.pk)


def compiled(world: World) -> None:
    """The one who asks is the first of the world."""
    address = reverse("web:period_backups", args=[world.round.period.pk])
    asker = world.client_of(world.fine[0])
    goes(asker.post(address, form_values(asker.get(address), "claim")))
    _made(world, Document.objects.get(kind="backups"))


def much_attached(world: World) -> None:
    """So many files that the worker is to pack them."""
    certified(world)
    claim = the_claim(world)
    for number in range(11):
        attach(world.office, claim, f"{number}.pdf", attached.pdf(f"{number}"))
    attach(world.office, claim, "locked.pdf", attached.protected())


def packed(world: World) -> None:
    address = reverse("web:claim_package", args=[the_claim(world).pk])
    asker = world.client_of(world.fine[0])
    goes(asker.post(address, form_values(asker.get(address), "form")))
    _made(world, Document.objects.get(kind="package"))


def _made(world: World, document: Document) -> None:
    world.kept["file"] = document
    make_document(
        account_id=document.account_id, document_id=document.pk, user_id=document.requested_by_id
    )


# --- where it leads ---------------------------------------------------------------------------


def contract_page(world: World) -> str:
    return reverse("web:contract", args=[world.contract.pk])


def claims_page(world: World) -> str:
    return reverse("web:contract_claims", args=[world.contract.pk])


def claim_page(world: World) -> str:
    return reverse("web:claim", args=[the_claim(world).pk])


def schedule_page(world: World) -> str:
    return reverse("web:subcontractor_schedule", args=[world.contract.pk])


def invitation_page(world: World) -> str:
    return reverse("web:claim_invitation", args=[world.round.invitation.pk])


def our_claim_page(world: World) -> str:
    return reverse("web:claim", args=[world.kept["ours"].pk])


def project_claims_page(world: World) -> str:
    return reverse("web:claims_tool", args=[world.scene.project.pk])


def file_page(world: World) -> str:
    return reverse("web:document", args=[world.kept["file"].pk])


def administrator(world: World) -> list[str]:
    """Who runs the project."""
    return [world.scene.user.email]


def pat_too(world: World) -> list[str]:
    return [world.round.contact.person.email]


def insurance_page(world: World) -> str:
    return reverse("web:company_insurance", args=[world.scene.subcontractor.pk])
