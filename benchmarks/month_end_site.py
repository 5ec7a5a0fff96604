"""A project at its month end: 200 commitments of 250 lines with 36 months behind them.

One commitment is claimed on and certified month by month by the operations, and copied; the head
contract claims each month what all of them certified. The last month is certified and not carried
yet, and the month after it is open.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import psycopg
from django.db import connection

from benchmarks.copies import Copies
from benchmarks.work import Work
from ledgerstone.claims.models import Claim, ClaimLine
from ledgerstone.claims.operations import issue_claim, save_cells, start_claim
from ledgerstone.claims.prefill.carried_in_full import keep_carried_in_full
from ledgerstone.claims.sheets.edits import CellEdit
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.operations import name_contact
from ledgerstone.directory.models import Person
from ledgerstone.ops.database_url import DATABASE
from ledgerstone.ops.embedded import EmbeddedServer
from ledgerstone.ops.installation import current
from ledgerstone.projects.models import BillingPeriod

_HEAD_VALUE = Decimal("600000.00")
_HEAD_LINES = 200  # one for each budget code
_FILLED = ("claims_claimline", "claims_certificateline", "claims_carriedamount")

# All that was certified until a claim of the head contract, carried to the line of its code.
_CARRIED = """
INSERT INTO claims_carriedamount
  (account_id, claim_id, line_id, source_id, work, materials, retention)
SELECT certified.account_id, head.id, above.id, certified.id, certified.movement_this_period, 0,
       certified.retention - certified.retention_previous
  FROM claims_claim claim
  JOIN claims_certificateline certified ON certified.certificate_id = claim.certificate_id
  JOIN contracts_scheduleline line ON line.id = certified.line_id
  JOIN contracts_scheduleline above
    ON above.contract_id = %(head)s AND above.budget_code_id = line.budget_code_id
  JOIN claims_claim head ON head.contract_id = %(head)s AND head.number = claim.number
 WHERE claim.contract_id <> %(head)s AND claim.number < %(last)s AND claim.account_id = %(account)s
"""
_BY_CODE = """
SELECT line.budget_code_id, sum(claimed.claimed_work)
  FROM claims_claimline claimed JOIN contracts_scheduleline line ON line.id = claimed.line_id
 WHERE claimed.claim_id = %s GROUP BY line.budget_code_id
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How many commitments, of how many lines, with how many months behind them."""

    commitments: int = 200
    lines: int = 250
    months: int = 36


@dataclass(slots=True)
class Site:
    """What was built: the commitment that was copied, the head contract with its draft, the last
    month that was claimed and the one that is open; the seconds that it took."""

    size: Size
    commitment: Contract
    head: Contract
    head_draft: Claim
    last: BillingPeriod
    open: BillingPeriod
    seconds: float


def build(work: Work, size: Size) -> Site:
    """Build it; the account is in context and its first month open."""
    begun = time.perf_counter()
    commitment = work.contract(size.lines)
    _name_contact(work, commitment)
    head = work.contract(_HEAD_LINES, kind="head_contract", value=_HEAD_VALUE)
    for month in range(1, size.months + 1):
        claim = work.certified(commitment, month)
        if month == size.months:
            break
        _claim_upstream(work, head, claim, size.commitments)
        work.next_period()
    last = claim.period
    head_draft = start_claim(actor=work.scene.actor, contract_id=head.pk)
    work.next_period()
    with EmbeddedServer(current()).connect(DATABASE) as session:
        Copies(session, commitment.pk, size.commitments - 1).write()
        _carry(session, head, size)
        session.execute("VACUUM ANALYZE")
    for claim in Claim.objects.filter(account_id=work.account_id, contract_id=head.pk).exclude(
        pk=head_draft.pk
    ):
        keep_carried_in_full(claim)
    opened = BillingPeriod.objects.get(account_id=work.account_id, status=BillingPeriod.OPEN)
    seconds = time.perf_counter() - begun
    return Site(size, commitment, head, head_draft, last, opened, seconds)


def _name_contact(work: Work, commitment: Contract) -> None:
    """Everybody has somebody who claims: the list says who."""
    person = Person.objects.create(
        account_id=work.account_id,
        company_id=commitment.company_id,
        name="Kim Lowe",
        email="kim@keel.example",
    )
    name_contact(actor=work.scene.actor, contract_id=commitment.pk, person_id=person.pk)


def _claim_upstream(work: Work, head: Contract, below: Claim, times: int) -> None:
    """Claim from the owner what so many commitments like this one come to, and issue it: it is
    certified as claimed."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_CODE, [below.pk])
        to_date: Mapping[int, Decimal] = dict(cursor.fetchall())
    draft = start_claim(actor=work.scene.actor, contract_id=head.pk)
    standing = dict(
        ClaimLine.objects.filter(account_id=draft.account_id, claim_id=draft.pk).values_list(
            "line_id", "claimed_work"
        )
    )
    lines = ScheduleLine.objects.filter(account_id=head.account_id, contract_id=head.pk)
    edits = []
    for line_id, code in lines.order_by("position").values_list("id", "budget_code_id"):
        was = standing[line_id]
        reached = f"{to_date.get(code or 0, Decimal(0)) * times:f}"
        edits.append(CellEdit(line_id, "work_to_date", reached, f"{was:f}" if was else None))
    saved = save_cells(actor=work.scene.actor, claim_id=draft.pk, edits=edits, since=draft.version)
    if saved.errors:
        raise RuntimeError(f"The figures were not taken: {saved.errors}")
    draft.refresh_from_db()
    issue_claim(actor=work.scene.actor, claim_id=draft.pk, expected_version=draft.version)


def _carry(session: psycopg.Connection, head: Contract, size: Size) -> None:
    with session.transaction():
        session.execute("SET LOCAL session_replication_role = replica")
        session.execute("ANALYZE claims_claim, claims_certificate, claims_certificateline")
        session.execute("ANALYZE contracts_scheduleline")
        given = {"head": head.pk, "last": size.months, "account": head.account_id}
        session.execute(_CARRIED, given)


def counted() -> dict[str, int]:
    """How many rows of each kind the account has."""
    found = {}
    with connection.cursor() as cursor:
        for table in _FILLED:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            found[table] = int((cursor.fetchone() or (0,))[0])
    return found
