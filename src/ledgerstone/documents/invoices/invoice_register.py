"""The tax invoices of a project, and the certified claims on it that have none yet."""

from __future__ import annotations

from django.db.models import Q

from ledgerstone.access.actions import Action
from ledgerstone.claims.models import Claim
from ledgerstone.contracts import policy, visibility
from ledgerstone.directory import queries as directory
from ledgerstone.documents.models import TaxInvoice
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor

from .invoices import ToInvoice, read, sides_between, why_not


def of_project(actor: Actor, project: Project) -> list[TaxInvoice]:
    """The tax invoices and notes under the contracts whose claims the person sees, by their kind
    and in the order of their numbers, the latest first. One query."""
    found = TaxInvoice.objects.filter(
        _seen(actor), account_id=actor.account_id, contract__project_id=project.pk
    )
    return list(read(found).order_by("-id"))


def to_make_of_project(actor: Actor, project: Project) -> list[ToInvoice]:
    """The certified claims without one under contracts with tax whose invoices the person may
    make, by the number of the contract. Three queries."""
    made = TaxInvoice.objects.filter(
        account_id=actor.account_id, contract__project_id=project.pk, corrects__isnull=True
    ).values("certificate_id")
    found = (
        Claim.objects.filter(
            _seen(actor),
            account_id=actor.account_id,
            contract__project_id=project.pk,
            contract__tax_rate__isnull=False,
            certificate__isnull=False,
        )
        .exclude(certificate_id__in=made)
        .select_related(
            "certificate", "contract__company", "contract__contractor", "contract__project"
        )
        .order_by("contract__number", "contract_id", "number")
    )
    own, today = directory.own_company(actor), clock.today(project.time_zone)
    return [
        ToInvoice(
            claim,
            claim.certificate,
            why_not(claim.contract, claim, sides_between(claim.contract, own), today),
        )
        for claim in found
        if claim.certificate is not None
        and policy.may(actor, claim.contract, Action.RECORD_PAYMENT)
    ]


def _seen(actor: Actor) -> Q:
    prefix = "contract__"
    return visibility.with_schedule(actor, prefix) & visibility.with_right(
        actor, Action.VIEW_CLAIM, prefix
    )
