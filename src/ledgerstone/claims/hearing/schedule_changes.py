"""Keeps undecided claims in step with a schedule of values whose lines are changed one by one.

Claims read lines as they are now. What a draft says in per cent or by quantity follows the line;
what was handed in stays the amount that it was, whatever becomes of the line's value. New lines
need nothing: on every claim they stand untouched.
"""

from __future__ import annotations

from django.db import connection

from ledgerstone import core
from ledgerstone.claims.billing import tell_schedule
from ledgerstone.claims.events import FiguresChanged
from ledgerstone.claims.models import DRAFT, WITHDRAWN, CarriedAmount, Claim, ClaimLine
from ledgerstone.claims.sheets.sheet import LineRow
from ledgerstone.claims.sheets.typed import explain
from ledgerstone.claims.sheets.valuation import Inputs, load, valued
from ledgerstone.claims.sheets.writing import keep_figures, touch, with_figures, write_lines
from ledgerstone.contracts.events import LinesLeaving, ScheduleChanged
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid

_PERCENT = frozenset(
    {
        core.EntryMode.PERCENT_THIS_PERIOD.value,
        core.EntryMode.PERCENT_TO_DATE.value,
        core.EntryMode.PERCENT_COMPLETED_AND_STORED_TO_DATE.value,
    }
)
_TO_DATE = core.EntryMode.WORK_TO_DATE.value
_LEAVING = """
SELECT id, coalesce(parent_id, id) FROM contracts_scheduleline
 WHERE account_id = %s AND contract_id = %s AND (id = ANY(%s) OR parent_id = ANY(%s))
"""
_CERTIFIED = """
SELECT line.line_id, min(claim.number)
  FROM claims_certificateline line
  JOIN claims_certificate certificate
    ON certificate.account_id = line.account_id AND certificate.id = line.certificate_id
  JOIN claims_claim claim
    ON claim.account_id = certificate.account_id AND claim.id = certificate.claim_id
 WHERE line.account_id = %s AND line.line_id = ANY(%s) GROUP BY line.line_id
"""


def let_lines_go(event: LinesLeaving) -> None:
    """Lines of a schedule are to be deleted: claims let go of those on which they say nothing.

    Refused at the line where a certificate lists it, or a claim says something on it.
    """
    account, given = event.actor.account_id, list(event.line_ids)
    with connection.cursor() as cursor:
        cursor.execute(_LEAVING, [account, event.contract_id, given, given])
        own = dict(cursor.fetchall())
        cursor.execute(_CERTIFIED, [account, list(own)])
        certified = dict(cursor.fetchall())
    rows = ClaimLine.objects.filter(account_id=account, line_id__in=list(own))
    carried = CarriedAmount.objects.filter(account_id=account, line_id__in=list(own))
    said = dict(carried.values_list("line_id", "claim__number"))
    for row in rows.select_related("claim"):
        if says_something(row):
            said[row.line_id] = row.claim.number
    refused = {
        f"line:{own[line]}:item": f"The certificate of claim {number} lists it, so it stays. "
        "Set its value to nil instead."
        for line, number in certified.items()
    } | {
        f"line:{own[line]}:item": f"Claim {number} has figures on it. Clear them there first."
        for line, number in said.items()
        if line not in certified
    }
    if refused:
        raise Invalid(next(iter(refused.values())), fields=refused)
    rows.delete()


def says_something(row: ClaimLine) -> bool:
    """Whether a claim says anything on a line."""
    figures = (row.claimed_work, row.claimed_materials, row.assessed_work, row.assessed_materials)
    entered = (
        row.claimed_mode, row.claimed_stored, row.claimed_retention_adjustment,
        row.claimed_retention_released, row.assessed_mode, row.assessed_stored, row.reason_code,
    )  # fmt: skip
    return any(figures) or any(one not in (None, "", ZERO) for one in entered)


def follow_schedule(event: ScheduleChanged) -> None:
    """Lines changed their figures, came or went: what undecided claims come to is worked out."""
    if event.contract_id is None or not (event.revalued or event.added or event.removed):
        return
    undecided = Claim.objects.filter(
        account_id=event.actor.account_id, contract_id=event.contract_id, certificate=None
    ).exclude(status=WITHDRAWN)
    claims = list(undecided.select_related("contract__project").order_by("number"))
    for claim in claims:
        _follow(event, claim)
    if claims:
        tell_schedule(event.actor.account_id, event.contract_id)


def _follow(event: ScheduleChanged, claim: Claim) -> None:
    inputs = load(claim)
    revalued = set(event.revalued)
    seen = (claim.claimed_to_date, claim.claimed_payable, claim.assessed_payable)
    changed: list[LineRow] = []
    try:
        for index, row in enumerate(inputs.rows):
            if row.line_id not in revalued or row.claim_line_id is None:
                continue
            now = _refigured(inputs, index, row)
            if now[17:34] != row[17:34]:
                changed.append(now)
        sheet = valued(inputs)
    except core.Refusal as refusal:
        raise _refused(inputs, refusal) from refusal
    after = (
        sheet.claimed_cover.total_completed_and_stored,
        sheet.claimed_cover.payable,
        sheet.cover.payable,
    )
    if not changed and after == seen:
        return
    touch(claim)
    write_lines(claim, [row._replace(changed_in=claim.version) for row in changed])
    keep_figures(claim, sheet)
    _tell(event, claim, len(changed))


def _refigured(inputs: Inputs, index: int, row: LineRow) -> LineRow:
    """A line of a claim after its value changed; what was handed in keeps its amounts."""
    if inputs.claim.status != DRAFT:
        if row.claimed_mode in _PERCENT:
            row = row._replace(claimed_mode=_TO_DATE, claimed_figure=row.claimed_work)
        if row.assessed_mode in _PERCENT:
            row = row._replace(assessed_mode=_TO_DATE, assessed_figure=row.assessed_work)
        inputs.rows[index] = row
    inputs.rows[index] = with_figures(
        inputs, index, version=inputs.claim.version, user_id=row.changed_by_id
    )
    return inputs.rows[index]


def _refused(inputs: Inputs, refusal: core.Refusal) -> Invalid:
    """A claim that cannot stand on the line as it is to be, said at the line."""
    terms, _formats = words(inputs.claim.contract.project)
    line = next((row.line_id for row in inputs.rows if row.item == refusal.line), 0)
    sentence = (
        f"{terms.claim_short.capitalised} {inputs.claim.number} cannot stand with this. "
        f"{explain(inputs, terms, refusal)}"
    )
    return Invalid(sentence, fields={f"line:{line}:scheduled_value": sentence})


def _tell(event: ScheduleChanged, claim: Claim, lines: int) -> None:
    publish(
        FiguresChanged(
            actor=event.actor,
            project_id=event.project_id,
            contract_id=event.contract_id,
            claim_id=claim.pk,
            summary=f"changed what claim {claim.number} stands on: its schedule",
            noted={"version": claim.version, "lines": lines},
        )
    )
