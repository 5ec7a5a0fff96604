"""Retention by contract: held back, released, held, and what falls due for release, when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ledgerstone.claims.retention_statement import AHEAD, ContractStatement, of_contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock

from .asked import month_of, months
from .scope import About, Scope
from .status import short_month
from .tables import DAY, TEXT, Chart, Column, Headline, Report, Row, Series, Table, summed


def retention(scope: Scope, terms: Terms, formats: Formats) -> Report:
    """The report. Five queries for each time zone of its projects."""
    told = _told(scope)
    rows = [_row(about, one) for about, one in told]
    table = summed(_columns(scope, terms), rows)
    totals = table.totals
    behind = _by_month(scope, [one for _, one in told], formats)
    owner = terms.owner if scope.asked.is_above else terms.subcontractor
    whose = f"by the {owner}" if scope.asked.is_above else f"from {owner.plural}"
    return Report(
        key="retention",
        title=f"{terms.retention.capitalised} held {whose}",
        table=table,
        chart=_chart(behind),
        headlines=[
            Headline("Held now", totals["held"], f"{totals_held(rows)} contracts"),
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


def totals_held(rows: Iterable[Row]) -> int:
    """On how many contracts anything is held."""
    return sum(1 for row in rows if row.cells["held"])


def _told(scope: Scope) -> list[tuple[About, ContractStatement]]:
    """The contracts of the direction where anything is or was held, planned or secured."""
    by_zone: dict[str, list[int]] = defaultdict(list)
    for one in scope.of_side:
        by_zone[one.zone].append(one.id)
    found: dict[int, ContractStatement] = {}
    for zone, ids in by_zone.items():
        listed = list(Contract.objects.filter(account_id=scope.account_id, pk__in=ids).only("pk"))
        for one in of_contracts(scope.actor, listed, clock.today(zone)):
            found[one.contract.pk] = one
    told = ((about, found[about.id]) for about in scope.of_side if about.id in found)
    return [
        (about, one)
        for about, one in told
        if one.withheld or one.held or one.released or one.security or one.due
    ]


def _columns(scope: Scope, terms: Terms) -> list[Column]:
    return [
        Column("number", "No.", TEXT),
        Column("title", "Contract", TEXT),
        Column("company", "Company", TEXT),
        *([Column("project", "Project", TEXT)] if scope.is_account else []),
        Column("withheld", "Held back"),
        Column("released", "Released"),
        Column("held", "Held now"),
        Column("due_now", "Due for release"),
        Column("due_soon", f"Due in {AHEAD} days", spare=True),
        Column("next_due", "Next due", DAY, spare=True),
        Column("security", "Security", spare=True),
    ]


def _row(about: About, one: ContractStatement) -> Row:
    return Row(
        {
            "number": about.number, "title": about.title, "company": about.company,
            "project": about.project_number, "withheld": one.withheld, "released": one.released,
            "held": one.held, "due_now": one.due_now, "due_soon": one.due_soon,
            "next_due": min((due.on for due in one.due), default=None), "security": one.security,
        },
        ("retention", about.id),
    )  # fmt: skip


Moves = Mapping[dt.date | None, tuple[Decimal, Decimal]]


def _moves(told: Iterable[ContractStatement]) -> Moves:
    """Held back and released by the month that a claim's period ends in; what was brought from
    elsewhere is before the first."""
    found: dict[dt.date | None, tuple[Decimal, Decimal]] = defaultdict(lambda: (ZERO, ZERO))
    for one in told:
        held, released = found[None]
        found[None] = (held + one.opening_withheld, released + one.opening_released)
        for claim in one.claims:
            month = month_of(claim.period_end)
            held, released = found[month]
            found[month] = (held + claim.withheld, released + claim.released)
    return found


def _by_month(scope: Scope, told: Sequence[ContractStatement], formats: Formats) -> Table:
    """What was held back and released in each month, and held at its end."""
    moves = _moves(told)
    known = [month for month in moves if month is not None]
    span = months(min(known), max(known)) if known else []
    nothing, asked = (ZERO, ZERO), scope.asked
    opened = moves.get(None, nothing)
    held = opened[0] - opened[1]
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
    rows = [row.cells for row in table.rows]
    held_back, released, held = (
        [cells[key] for cells in rows] for key in ("withheld", "released", "held")
    )
    return Chart(
        [short_month(cells["first_day"]) for cells in rows],  # type: ignore[arg-type]
        [
            Series("Held back", "second", held_back, stack="in"),  # type: ignore[arg-type]
            Series("Released", "out", [-amount for amount in released], stack="in"),  # type: ignore[operator, misc]
            Series("Held", "line", held, "line"),  # type: ignore[arg-type]
        ],
    )
