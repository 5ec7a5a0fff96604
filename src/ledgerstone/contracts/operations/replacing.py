"""Replacing the schedule of values while nothing stands on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, connection, transaction

from ledgerstone.contracts import events, fixed, policy, queries
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.retention import retention
from ledgerstone.contracts.schedules.schedule import NewLine, RawRow
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    Breakdown,
    breakdown,
)
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects import queries as projects
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import NotAllowed, WrongState

from .keeping import checked_lines, keep_lines
from .locking import locked_contract
from .subcontractor_schedule_lines import carry_over, renumber
from .subcontractor_schedule_status import schedule_changed


def replace_schedule(
    *,
    actor: Actor,
    contract_id: int,
    rows: Sequence[RawRow] | Sequence[NewLine],
    expected_version: int,
    create_codes: bool = False,
) -> Contract:
    """Put these rows in the place of all lines of the contract's own.

    Only while nothing was claimed, and before the contract takes effect or where schedules are
    always editable. Lines of variations stay, and details stay with lines of the same item.
    """
    with acting(actor):
        contract = locked_contract(actor, contract_id, expected_version=expected_version)
        words, formats = projects.words(contract.project)
        _refuse_unless_open(actor, contract, words)
        varied = _lines_of_variations(contract)
        lines = checked_lines(
            contract,
            rows,
            terms=queries.contract_terms(contract),
            create_codes=create_codes,
            taken_items=varied.keys(),
        )
        before = breakdown(contract)
        _delete_lines(contract, f"The {words.schedule_of_values} is used by a claim.")
        _keep_before(actor, contract, lines, varied, before)
        schedule_changed(contract, actor)
        retention.schedule_changed(contract)
        contract.version += 1
        contract.save(update_fields=["version"])
        total = sum((line.scheduled_value for line in lines), ZERO)
        publish(
            events.ScheduleReplaced(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                lines=len(lines),
                total=str(total),
                summary=f"entered a schedule of {len(lines)} lines, {formats.money(total)} in all",
            )
        )
    return contract


def _refuse_unless_open(actor: Actor, contract: Contract, words: Terms) -> None:
    if not policy.may_see_schedule(actor, contract):
        raise NotAllowed(
            f"Ask an administrator of the project to show you the {words.schedule_of_values}."
        )
    why = fixed.why_schedule_is_fixed(contract, words)
    if why is not None:
        raise WrongState(why)


def _lines_of_variations(contract: Contract) -> dict[str, int]:
    """The places of lines that variations brought, by item. One query."""
    lines = ScheduleLine.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, variation__isnull=False
    )
    return dict(lines.values_list("item", "position"))


def _keep_before(
    actor: Actor,
    contract: Contract,
    lines: Sequence[NewLine],
    varied: Mapping[str, int],
    before: Breakdown,
) -> None:
    """Keep lines before those that variations brought, with the details that they had."""
    kept = keep_lines(actor, contract, lines, after=max(varied.values(), default=0))
    if varied:
        renumber(contract, kept)
    carry_over(contract, before)


def _delete_lines(contract: Contract, used: str) -> None:
    """Delete the contract's own lines; the database knows whether any claim refers to one."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM contracts_scheduleline"
                " WHERE account_id = %s AND contract_id = %s AND variation_id IS NULL",
                [contract.account_id, contract.pk],
            )
    except IntegrityError as error:
        raise WrongState(used) from error
