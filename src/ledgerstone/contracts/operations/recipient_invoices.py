"""Recording that both parties agreed that who pays makes the tax invoices."""

from __future__ import annotations

import datetime as dt

from ledgerstone.access.actions import Action
from ledgerstone.contracts.events import ContractChanged
from ledgerstone.contracts.models import Contract
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState

from .locking import locked_contract


def agree_on_recipient_invoices(
    *, actor: Actor, contract_id: int, since: dt.date | None, expected_version: int | None = None
) -> Contract:
    """Record since when who pays makes the tax invoices of a commitment; None where they do not.

    Invoices that are made already stay as they are.
    """
    with acting(actor):
        contract = locked_contract(
            actor, contract_id, right=Action.CONFIGURE, expected_version=expected_version
        )
        words, formats = projects.words(contract.project)
        if contract.is_upstream:
            raise WrongState(
                f"Under {words.head_contract.with_article} the {words.tax_invoice.plural} are ours "
                "to make."
            )
        if since is not None and not dt.date(1950, 1, 1) <= since <= dt.date(2200, 12, 31):
            sentence = "This year cannot be right."
            raise Invalid(sentence, fields={"since": sentence})
        if contract.recipient_creates_from == since:
            return contract
        contract.recipient_creates_from = since
        contract.version += 1
        contract.save(update_fields=["recipient_creates_from", "version"])
        made = words.recipient_tax_invoice.plural
        publish(
            ContractChanged(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                changed=("recipient_creates_from",),
                summary=f"ended the agreement on {made}"
                if since is None
                else f"recorded that {made} are agreed on since {formats.day(since)}",
            )
        )
    return contract
