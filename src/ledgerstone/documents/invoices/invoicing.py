"""Makes tax invoices for what certificates pay, and the notes that correct them.

An invoice is a fact, with the next number of its series. When its certificate is withdrawn or
replaced, a note takes it back whole, in the same transaction and from the same series; what is
certified anew gets an invoice of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledgerstone.access.actions import Action
from ledgerstone.claims.events import ClaimCertified, ClaimEvent
from ledgerstone.claims.models import Claim
from ledgerstone.contracts.operations.locking import locked_contract
from ledgerstone.documents.models import TaxInvoice
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotThere, Stale, WrongState

from . import invoices
from .invoice_contents import contents_of
from .invoice_events import TaxInvoiceIssued
from .invoice_series import take_number
from .invoice_words import called

# Why an invoice was taken back.
WITHDRAWN, REPLACED = "withdrawn", "replaced"
MOST_AT_ONCE = 200


def issue_tax_invoice(*, actor: Actor, claim_id: int, certificate_id: int) -> TaxInvoice:
    """Make the tax invoice of a certified claim: ours of a head contract, the recipient-created
    one of a commitment. ``certificate_id`` is the certificate that the person looked at."""
    with acting(actor):
        claim = _locked(actor, claim_id)
        if claim.certificate_id != certificate_id:
            raise Stale("Another certificate stands now. Look at it and make the invoice again.")
        certificate = claim.certificate
        sides = invoices.sides_of(actor, claim.contract)
        today = clock.today(claim.contract.project.time_zone)
        why = invoices.why_not(claim.contract, claim, sides, today)
        if why or certificate is None or sides.seller is None or sides.buyer is None:
            raise WrongState(why)
        before = TaxInvoice.objects.filter(
            account_id=actor.account_id, certificate_id=certificate.pk, corrects__isnull=True
        ).first()
        if before is not None:
            raise WrongState(f"It has its tax invoice already: {before.number}.")
        printed = contents_of(sides.kind, claim, certificate, sides.seller, sides.buyer)
        return _write(
            actor,
            claim,
            kind=sides.kind,
            certificate=certificate,
            seller=sides.seller,
            buyer=sides.buyer,
            net=certificate.payable - certificate.tax,
            tax=certificate.tax,
            total=certificate.payable,
            printed=printed,
        )


def issue_tax_invoices(
    *, actor: Actor, project_id: int, certificates: Mapping[int, int]
) -> list[TaxInvoice]:
    """Make the tax invoices of several certified claims of a project, all or none: ``certificates``
    by their claims. A refusal names the claim that it is about."""
    if not 0 < len(certificates) <= MOST_AT_ONCE:
        raise Invalid(f"Tick from 1 to {MOST_AT_ONCE} claims.")
    claims = Claim.objects.filter(
        account_id=actor.account_id, contract__project_id=project_id, pk__in=certificates
    ).select_related("contract")
    found = list(claims.order_by("contract_id", "number"))
    if len(found) != len(certificates):
        raise NotThere
    made = []
    with acting(actor):
        # All of them before the first number is taken: who holds the series waits for nobody.
        for contract_id in sorted({claim.contract_id for claim in found}):
            locked_contract(actor, contract_id, right=Action.RECORD_PAYMENT)
        for claim in found:
            try:
                made.append(
                    issue_tax_invoice(
                        actor=actor, claim_id=claim.pk, certificate_id=certificates[claim.pk]
                    )
                )
            except (WrongState, Stale) as refusal:
                named = f"{claim.contract.number}, claim {claim.number}"
                raise WrongState(f"{named}: {refusal.message} None was made.") from refusal
    return made


def correct_withdrawn(event: ClaimEvent) -> None:
    """Take back the tax invoices of a claim whose certificate no longer stands."""
    is_replaced = bool(event.details().get("replaces"))
    if event.claim_id is None or (isinstance(event, ClaimCertified) and not is_replaced):
        return
    outdated = TaxInvoice.objects.filter(
        account_id=event.actor.account_id,
        certificate__claim_id=event.claim_id,
        certificate__withdrawals__isnull=False,
        corrects__isnull=True,
        corrections__isnull=True,
    ).select_related("certificate__claim__contract__project", "seller", "buyer")
    because = REPLACED if is_replaced else WITHDRAWN
    for invoice in outdated.order_by("id"):
        claim = invoice.certificate.claim
        with acting(event.actor):
            _write(
                event.actor,
                claim,
                kind=invoice.kind,
                certificate=invoice.certificate,
                corrects=invoice,
                seller=invoice.seller,
                buyer=invoice.buyer,
                net=-invoice.net,
                tax=-invoice.tax,
                total=-invoice.total,
                printed=_taken_back(invoice, because),
            )


def _locked(actor: Actor, claim_id: int) -> Claim:
    """The claim with its certificate, its contract locked; NotThere where it is not seen."""
    found = Claim.objects.filter(account_id=actor.account_id, pk=claim_id).first()
    if found is None:
        raise NotThere
    contract = locked_contract(actor, found.contract_id, right=Action.RECORD_PAYMENT)
    claim = Claim.objects.select_related(
        "certificate", "contract__project", "contract__company", "contract__contractor"
    ).get(account_id=actor.account_id, pk=claim_id)
    if not invoices.may_see_list(actor, contract):
        raise NotThere
    return claim


def _taken_back(invoice: TaxInvoice, because: str) -> dict[str, Any]:
    """As the invoice says, with what it is corrected for."""
    corrects = {"number": invoice.number, "issued_on": invoice.issued_on.isoformat()}
    return {**invoice.printed, "corrects": corrects, "because": because}


def _write(actor: Actor, claim: Claim, **given: Any) -> TaxInvoice:
    contract = claim.contract
    project = contract.project
    invoice = TaxInvoice(
        account_id=actor.account_id,
        contract_id=contract.pk,
        number=take_number(actor.account_id, given["kind"]),
        issued_on=clock.today(project.time_zone),
        issued_at=clock.now(),
        issued_by_id=actor.user_id,
        **given,
    )
    invoice.save(force_insert=True)
    terms, _formats = projects.words(project)
    publish(
        TaxInvoiceIssued(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            claim_id=claim.pk,
            invoice_id=invoice.pk,
            number=invoice.number,
            total=f"{invoice.total:f}",
            corrects_id=invoice.corrects_id,
            summary=f"made the {called(invoice, terms)} {invoice.number}",
        )
    )
    return invoice
