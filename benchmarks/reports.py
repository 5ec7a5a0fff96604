"""The reports of a project with three years of claims behind it, paid but for the last two months.

Each is opened over HTTP, with its chart and with its table. Before that they are held against bare
sums of the same certificates and payments.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import psycopg
from django.db import connection
from tests.support.visitor import Visitor

from benchmarks.month_end_site import Site, Size, build
from benchmarks.pages import opened
from benchmarks.report import Figure, medians
from benchmarks.work import Work
from ledgerstone.ops.database_url import DATABASE
from ledgerstone.ops.embedded import EmbeddedServer
from ledgerstone.ops.installation import current
from ledgerstone.projects import queries as projects
from ledgerstone.reports.asked import Asked
from ledgerstone.reports.catalogue import REPORTS
from ledgerstone.reports.scope import read_scope

RUNS = 9
SHOWN = 0.3
# The months that are not paid yet.
UNPAID = 2

# One payment for each certificate, 30 days after its month; every tenth is 5.00 short.
_PAYMENTS = """
INSERT INTO payments_payment
  (account_id, contract_id, paid_on, amount, tax, allocated, number, method, reference, note,
   recorded_by_id, recorded_at, imported_key, reversal_reason)
SELECT claim.account_id, claim.contract_id, claim.period_end + 30,
       certificate.payable - short.by, 0, certificate.payable - short.by, claim.id::text,
       'bank_transfer', '', '', %(user)s, now(), '', ''
  FROM claims_claim claim
  JOIN claims_certificate certificate ON certificate.id = claim.certificate_id
 CROSS JOIN LATERAL (SELECT CASE WHEN claim.id %% 10 = 0 THEN 5.00 ELSE 0.00 END AS by) short
 WHERE claim.account_id = %(account)s AND claim.number <= %(last)s
   AND certificate.payable > short.by
"""
_SHARES = """
INSERT INTO payments_paymentshare (account_id, payment_id, claim_id, amount, is_reversed)
SELECT account_id, id, number::bigint, amount, false FROM payments_payment
 WHERE account_id = %(account)s
"""
_SUMS = """
SELECT (SELECT sum(certificate.payable)
          FROM claims_claim claim
          JOIN claims_certificate certificate ON certificate.id = claim.certificate_id
         WHERE claim.account_id = %(account)s AND claim.is_upstream = %(above)s),
       (SELECT sum(amount) FROM payments_payment payment
          JOIN contracts_contract contract ON contract.id = payment.contract_id
         WHERE payment.account_id = %(account)s
           AND (contract.kind = 'head_contract') = %(above)s)
"""


def measure(work: Work, visitor: Visitor, size: Size | None = None) -> list[Figure]:
    """All figures. What is given a size is a try of the measurement itself."""
    site = build(work, size or Size())
    _pay(work, site)
    _tie(work)
    found = []
    for key in REPORTS:
        for place, where in (
            (f"/projects/{work.scene.project.pk}/reports/{key}/", "of the project"),
            (f"/reports/{key}/", "across the account"),
        ):
            found += _opened(visitor, place, f"report {key} {where}")
    kept = f"/projects/{work.scene.project.pk}/reports/ageing/file?form=xlsx&by=claim"
    (workbook,) = medians(RUNS, lambda: opened(visitor, kept))
    return [*found, Figure("ages claim by claim as a workbook", workbook, "s")]


def _opened(visitor: Visitor, place: str, what: str) -> list[Figure]:
    acts: list[Callable[[], float]] = [
        lambda: opened(visitor, place),
        lambda: opened(visitor, f"{place}?view=table"),
        lambda: opened(visitor, "/floor/empty"),
    ]
    for act in acts:
        act()
    chart, table, floor = medians(RUNS, *acts)
    return [
        Figure(what, chart, "s", floor, largest=SHOWN),
        Figure("  its table", table, "s", floor, largest=SHOWN),
    ]


def _pay(work: Work, site: Site) -> None:
    given = {
        "account": work.account_id,
        "user": work.scene.user.pk,
        "last": site.size.months - UNPAID,
    }
    with EmbeddedServer(current()).connect(DATABASE) as session, session.transaction():
        _write(session, given)


def _write(session: psycopg.Connection, given: dict[str, int]) -> None:
    session.execute("SET LOCAL session_replication_role = replica")
    session.execute(_PAYMENTS, given)
    session.execute(_SHARES, given)
    session.execute("ANALYZE payments_payment, payments_paymentshare")


def _tie(work: Work) -> None:
    """What the reports come to is what the tables hold."""
    actor, project = work.scene.actor, work.scene.project
    for side, above in (("below", False), ("above", True)):
        with connection.cursor() as cursor:
            cursor.execute(_SUMS, {"account": work.account_id, "above": above})
            payable, paid = (value or Decimal(0) for value in cursor.fetchone() or (None, None))
        scope = read_scope(actor, [project.pk], Asked(side=side))
        words = projects.words(project)
        status = REPORTS["status"].make(scope, *words).table.totals
        ages = REPORTS["ageing"].make(scope, *words).table.totals
        cash = REPORTS["cash"].make(scope, *words).table.totals
        told = (status["payable"], status["paid"], cash["received" if above else "paid"])
        if told != (payable, paid, paid) or ages["total"] != payable - paid:
            raise RuntimeError(f"{side}: {told} and {ages['total']}, not {payable} less {paid}.")
