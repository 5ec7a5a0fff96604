"""The list of 10,000 contracts of 20 lines each, over HTTP."""

from __future__ import annotations

from django.db import connection
from tests.support.visitor import Visitor

from benchmarks.pages import opened
from benchmarks.report import Figure, medians
from benchmarks.work import Work

CONTRACTS, LINES = 10_000, 20
RUNS = 9
SHOWN = 0.1

_CONTRACTS = """
INSERT INTO contracts_contract (
    account_id, project_id, kind, number, title, company_id, certifier_name, status,
    accounting_method, currency, description, tax_base, move_stored_to_work, claims_enabled,
    certify_on_issue, prefill_by, is_private, shows_schedule_to_listed, version, created_at,
    inclusions, exclusions, is_executed, payment_terms, bill_to, ship_to, ship_via, origin_id,
    origin_code, origin_data, comments_enabled, payments_enabled, markups_enabled, retains_on_work,
    retains_on_materials, bills_materials_separately, variation_detail, shows_budget_codes,
    shows_markup, claims_list_unapproved, has_subcontractor_schedule,
    subcontractor_schedule_status, subcontractor_schedule_reason
)
SELECT %(account)s, %(project)s, 'subcontract', 'L-' || lpad(n::text, 5, '0'),
       'Trade package ' || n, %(company)s, '', (ARRAY['draft', 'approved', 'complete'])[n %% 3 + 1],
       'amount', 'AUD', '', 'net_of_retention', false, true, true, 'amount', false, false, 1, now(),
       '', '', false, '', '', '', '', '', '', '', false, true, false, true, true, true, 'line',
       true, true, true, false, 'draft', ''
  FROM generate_series(1, %(contracts)s) AS n
"""
_LINES = """
INSERT INTO contracts_scheduleline (
    account_id, contract_id, position, item, description, section, scheduled_value, unit,
    is_exempt_from_retention, claimed_to_date, certified_to_date, billed_floor, is_on_claims,
    review_note
)
SELECT %(account)s, contract.id, n, n::text, 'Part ' || n, '', 1000 + n, '', false, 0, 0, 0, true,
       ''
  FROM contracts_contract contract, generate_series(1, %(lines)s) AS n
 WHERE contract.account_id = %(account)s AND contract.project_id = %(project)s
   AND contract.number BETWEEN %(first)s AND %(last)s
"""
# So many contracts get their lines in one statement.
_AT_ONCE = 250


def measure(work: Work, visitor: Visitor) -> list[Figure]:
    """The first page of the list and what else is asked of it."""
    _fill(work)
    here = f"/projects/{work.scene.project.pk}/commitments/"
    asks = [
        lambda: opened(visitor, here),
        lambda: opened(visitor, f"{here}?sort=-revised"),
        lambda: opened(visitor, f"{here}?q=package+77&status=approved"),
        lambda: opened(visitor, f"{here}?page=200"),
        lambda: opened(visitor, "/floor/empty"),
    ]
    for ask in asks:
        ask()
    first, by_figure, found, last, floor = medians(RUNS, *asks)
    (kept,) = medians(3, lambda: opened(visitor, f"{here}file?form=xlsx"))
    what = f"list {CONTRACTS:,} contracts of {LINES} lines"
    return [
        Figure(f"{what}: first page", first, "s", floor, largest=SHOWN),
        Figure("  sorted by their sums", by_figure, "s", floor, largest=SHOWN),
        Figure("  searched and filtered", found, "s", floor, largest=SHOWN),
        Figure("  page 200", last, "s", floor),
        Figure("  the whole list as a workbook", kept, "s", floor),
    ]


def _fill(work: Work) -> None:
    given = {
        "account": work.account_id,
        "project": work.scene.project.pk,
        "company": work.scene.subcontractor.pk,
        "contracts": CONTRACTS,
        "lines": LINES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CONTRACTS, given)
        for first in range(1, CONTRACTS, _AT_ONCE):
            numbers = {"first": f"L-{first:05}", "last": f"L-{first + _AT_ONCE - 1:05}"}
            cursor.execute(_LINES, given | numbers)
