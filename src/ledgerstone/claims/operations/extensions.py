"""Giving longer than a billing period says: to everybody, or to one commitment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from ledgerstone.claims.inviting.due import due_date_of
from ledgerstone.claims.inviting.extension_events import DueDateExtended, ExtensionRemoved
from ledgerstone.claims.locking import lock_contract
from ledgerstone.claims.models import Extension
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.queries import get_contract
from ledgerstone.projects import policy as projects_policy
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.operations import extend_billing_period
from ledgerstone.projects.operations.changing_periods import extension_reason, refuse_extension
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere


@dataclass(frozen=True, slots=True)
class Extended:
    """A later due date: of the whole period, or of one contract."""

    period: BillingPeriod
    due_date: dt.date
    extension: Extension | None = None


def extend_due_date(
    *,
    actor: Actor,
    period_id: int,
    due_date: dt.date,
    contract_id: int | None = None,
    reason: str = "",
) -> Extended:
    """Have claims of the open period due later, for all or for one commitment; never earlier."""
    if contract_id is None:
        period = extend_billing_period(
            actor=actor, period_id=period_id, due_date=due_date, reason=reason
        )
        return Extended(period, due_date)
    period = _period(actor, period_id)
    contract = _commitment(actor, period, contract_id)
    with acting(actor):
        # Before the period, as whoever starts a claim does.
        lock_contract(actor.account_id, contract.pk)
        _hold(period)
        _terms, formats = projects.words(period.project)
        refuse_extension(period, due_date, due_date_of(period, contract), formats)
        extension, _is_new = Extension.objects.update_or_create(
            account_id=actor.account_id,
            contract_id=contract.pk,
            period_id=period.pk,
            defaults={"due_date": due_date, "reason": extension_reason(reason)},
        )
        _tell(actor, period, contract, extension, formats)
    return Extended(period, due_date, extension)


def _tell(
    actor: Actor,
    period: BillingPeriod,
    contract: Contract,
    extension: Extension,
    formats: Formats,
) -> None:
    why = f": {extension.reason}" if extension.reason else ""
    publish(
        DueDateExtended(
            actor=actor,
            project_id=period.project_id,
            contract_id=contract.pk,
            period_id=period.pk,
            due_date=extension.due_date.isoformat(),
            reason=extension.reason,
            summary=f"extended the due date of the period "
            f"{formats.period(period.start, period.end)} for {contract.number} to "
            f"{formats.day(extension.due_date)}{why}",
        )
    )


def remove_extension(*, actor: Actor, period_id: int, extension_id: int) -> BillingPeriod:
    """Have the claims of one commitment due with the others again."""
    period = _period(actor, period_id)
    with acting(actor):
        _hold(period)
        extension = (
            Extension.objects.select_for_update(of=("self",))
            .select_related("contract")
            .filter(account_id=actor.account_id, period_id=period.pk, pk=extension_id)
            .first()
        )
        if extension is None:
            raise NotThere
        get_contract(actor, extension.contract_id)
        _terms, formats = projects.words(period.project)
        publish(
            ExtensionRemoved(
                actor=actor,
                project_id=period.project_id,
                contract_id=extension.contract_id,
                period_id=period.pk,
                due_date=extension.due_date.isoformat(),
                summary=f"took back the later due date of the period "
                f"{formats.period(period.start, period.end)} for {extension.contract.number}, "
                f"{formats.day(extension.due_date)}",
            )
        )
        extension.delete()
    return period


def _period(actor: Actor, period_id: int) -> BillingPeriod:
    period = projects.get_period(actor, period_id)
    if not projects_policy.may_administer(actor, period.project_id):
        raise NotAllowed("Ask an administrator of the project to do this.")
    return period


def _commitment(actor: Actor, period: BillingPeriod, contract_id: int) -> Contract:
    contract = get_contract(actor, contract_id)
    if contract.project_id != period.project_id or contract.is_upstream:
        terms, _formats = projects.words(period.project)
        sentence = f"Choose a {terms.commitment} of this project."
        raise Invalid(sentence, fields={"contract": sentence})
    return contract


def _hold(period: BillingPeriod) -> None:
    """The period as it stands, held: its due date and status do not change meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status, due_date FROM projects_billingperiod"
            " WHERE account_id = %s AND id = %s FOR UPDATE",
            [period.account_id, period.pk],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotThere
    period.status, period.due_date = row
