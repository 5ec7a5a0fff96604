"""Retention by contract: held back, released, held, and what falls due for release, when.

What was held back and released is summed where it is kept; a planned event says what it is going to
release as the statement of a contract says it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims.retention.retention_statement import AHEAD, DueRelease, due_releases
from ledgerstone.contracts.models import Opening, ReleaseEvent, RetentionSecurity
from ledgerstone.contracts.retention import retention_security
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock

from . import ledger
from .asked import months
from .scope import About, Scope
from .status import short_month
from .tables import (
    DAY,
    NAME,
    TEXT,
    Chart,
    Column,
    Headline,
    Report,
    Row,
    Series,
    Table,
    amount,
    amounts,
    summed,
)

# Of each contract: held back and released here, held after its last certificate, and the events
# that released something.
_CERTIFIED = """
SELECT claim.contract_id,
       sum(certificate.retention_this_period),
       sum(certificate.retention_released_this_period),
       (array_agg(certificate.total_retention ORDER BY claim.number DESC))[1],
       array_agg(DISTINCT claim.release_event)
           FILTER (WHERE certificate.retention_released_this_period <> 0)
  FROM claims_claim claim
  JOIN claims_certificate certificate
    ON certificate.account_id = claim.account_id AND certificate.id = claim.certificate_id
 WHERE claim.account_id = %(account)s AND claim.contract_id = ANY (%(contracts)s)
 GROUP BY claim.contract_id
"""
_BY_MONTH = """
SELECT date_trunc('month', claim.period_end)::date AS month,
       sum(certificate.retention_this_period),
       sum(certificate.retention_released_this_period)
  FROM claims_claim claim
  JOIN claims_certificate certificate
    ON certificate.account_id = claim.account_id AND certificate.id = claim.certificate_id
 WHERE claim.account_id = %(account)s AND claim.contract_id = ANY (%(contracts)s)
 GROUP BY month ORDER BY month
"""


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of a contract."""

    about: About
    withheld: Decimal
    released: Decimal
    held: Decimal
    due: Sequence[DueRelease]
    security: Decimal

    @property
    def says_something(self) -> bool:
        return bool(self.withheld or self.held or self.released or self.security or self.due)


def retention(scope: Scope, terms: Terms, formats: Formats) -> Report:
    """The report. Five queries."""
    openings = _openings(scope)
    told = [one for one in _told(scope, openings) if one.says_something]
    rows = [_row(one) for one in told]
    table = summed(_columns(scope, terms), rows)
    totals = table.totals
    behind = _by_month(scope, openings.values(), formats)
    owner = terms.owner if scope.asked.is_above else terms.subcontractor
    whose = f"by the {owner}" if scope.asked.is_above else f"from {owner.plural}"
    on = sum(1 for one in told if one.held)
    return Report(
        key="retention",
        title=f"{terms.retention.capitalised} held {whose}",
        table=table,
        chart=_chart(behind),
        headlines=[
            Headline(
                "Held now",
                totals["held"],
                f"on {on} {terms.contract if on == 1 else terms.contract.plural}",
            ),
            Headline("Released to date", totals["released"]),
            Headline("Due for release", totals["due_now"]),
            Headline(f"Due in {AHEAD} days", totals["due_soon"]),
        ],
        notes=[
            f"Held and released are what {terms.certificate.plural} say. Due for release is the "
            "share of what is held that a planned event releases whose day has come."
        ],
        currency=scope.currency,
        summary=f"{terms.retention.capitalised} held at the end of each month, and what was held "
        "back and released in it.",
        behind=behind,
    )


def _openings(scope: Scope) -> dict[int, Opening]:
    """What contracts of the direction brought from elsewhere."""
    ids = [one.id for one in scope.of_side]
    found = Opening.objects.filter(account_id=scope.account_id, contract_id__in=ids)
    return {one.contract_id: one for one in found}


def _told(scope: Scope, openings: Mapping[int, Opening]) -> Iterable[_Told]:
    account = {
        "account_id": scope.account_id,
        "contract_id__in": [one.id for one in scope.of_side],
    }
    certified = {row[0]: row[1:] for row in ledger.rows(_CERTIFIED, scope.given(scope.of_side))}
    events: dict[int, list[ReleaseEvent]] = defaultdict(list)
    for event in ReleaseEvent.objects.filter(**account).order_by("contract_id", "position"):
        events[event.contract_id].append(event)
    securities: dict[int, list[RetentionSecurity]] = defaultdict(list)
    for one in RetentionSecurity.objects.filter(**account):
        securities[one.contract_id].append(one)
    for about in scope.of_side:
        opening = openings.get(about.id)
        held_there = ZERO if opening is None else opening.retention_held
        released_there = ZERO if opening is None else opening.retention_released
        nothing = (ZERO, ZERO, held_there, None)
        withheld, released, held, done = certified.get(about.id, nothing)
        planned = [event for event in events[about.id] if event.name not in (done or ())]
        today = clock.today(about.zone)
        yield _Told(
            about=about,
            withheld=withheld + held_there + released_there,
            released=released + released_there,
            held=held,
            due=tuple(due_releases(planned, held, today)),
            security=retention_security.standing(securities[about.id], today),
        )


def _columns(scope: Scope, terms: Terms) -> list[Column]:
    return [
        Column("number", "No.", TEXT),
        Column("title", "Contract", NAME),
        Column("company", "Company", NAME),
        *([Column("project", "Project", TEXT)] if scope.is_account else []),
        Column("withheld", "Held back"),
        Column("released", "Released"),
        Column("held", "Held now"),
        Column("due_now", "Due for release"),
        Column("due_soon", f"Due in {AHEAD} days", spare=True),
        Column("next_due", "Next due", DAY, spare=True),
        Column("security", "Security", spare=True),
    ]


def _row(one: _Told) -> Row:
    about = one.about
    return Row(
        {
            "number": about.number, "title": about.title, "company": about.company,
            "project": about.project_number, "withheld": one.withheld, "released": one.released,
            "held": one.held,
            "due_now": sum((due.amount for due in one.due if due.is_reached), ZERO),
            "due_soon": sum((due.amount for due in one.due if not due.is_reached), ZERO),
            "next_due": min((due.on for due in one.due), default=None),
            "security": one.security,
        },
        ("retention", about.id),
    )  # fmt: skip


def _by_month(scope: Scope, openings: Iterable[Opening], formats: Formats) -> Table:
    """What was held back and released in each month, and held at its end. What was brought from
    elsewhere is held from the beginning."""
    found = ledger.rows(_BY_MONTH, scope.given(scope.of_side))
    moves = {month: (withheld, released) for month, withheld, released in found}
    span = months(min(moves), max(moves)) if moves else []
    nothing, asked = (ZERO, ZERO), scope.asked
    held = sum((one.retention_held for one in openings), ZERO)
    rows = []
    for month in span:
        withheld, released = moves.get(month, nothing)
        held += withheld - released
        if (asked.first is None or month >= asked.first) and (
            asked.last is None or month <= asked.last
        ):
            cells = {"month": formats.month(month), "first_day": month, "withheld": withheld,
                     "released": released, "held": held}  # fmt: skip
            rows.append(Row(cells))
    columns = [
        Column("month", "Month", TEXT),
        Column("withheld", "Held back"),
        Column("released", "Released"),
        Column("held", "Held at its end", sums=False),
    ]
    return summed(columns, rows)


def _chart(table: Table) -> Chart:
    """Held back above the line, released below it; the line is what is held."""
    rows = table.rows
    released = [-amount(row.cells["released"]) for row in rows]
    days = [row.cells["first_day"] for row in rows]
    return Chart(
        [short_month(day) for day in days if isinstance(day, dt.date)],
        [
            Series("Held back", "second", amounts(rows, "withheld"), stack="in"),
            Series("Released", "out", released, stack="in"),
            Series("Held", "line", amounts(rows, "held"), "line"),
        ],
    )
