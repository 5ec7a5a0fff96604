"""What a report's address asks for, and the addresses of it asked otherwise.

Whoever gets such an address sees the same view, as far as they may see it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from ledgerstone.reports.asked import BELOW, COMPANY, GROUPED, SIDES, Asked

CHART, TABLE, PRINT = "chart", "table", "print"
VIEWS = (CHART, TABLE, PRINT)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_SIDE_NAMES = {"head": "above"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked of the report, and whether its chart, its table or both are shown."""

    asked: Asked = field(default_factory=Asked)
    view: str = CHART

    @property
    def given(self) -> dict[str, str]:
        """What is asked as an address says it, without what needs no saying."""
        asked = self.asked
        said = {
            "list": "" if asked.side == BELOW else "head",
            "project": str(asked.project_id or ""),
            "company": str(asked.company_id or ""),
            "contract": str(asked.contract_id or ""),
            "currency": asked.currency,
            "from": _month(asked.first),
            "to": _month(asked.last),
            "on": "" if asked.on is None else asked.on.isoformat(),
            "by": "" if asked.by == COMPANY else asked.by,
            "view": "" if self.view == CHART else self.view,
        }
        return {name: value for name, value in said.items() if value}

    def address(self, view: str | None = None, **other: Any) -> str:
        """The same report with some of it asked otherwise."""
        changed = replace(self, asked=replace(self.asked, **other), view=view or self.view)
        return "?" + urlencode(changed.given)

    def but(self, *names: str) -> dict[str, str]:
        """What a form carries along that asks for these itself."""
        return {name: value for name, value in self.given.items() if name not in names}

    @property
    def query(self) -> str:
        """What files are asked with: how the page shows it does not matter to them."""
        return urlencode(self.but("view"))


def _month(day: dt.date | None) -> str:
    return "" if day is None else f"{day:%Y-%m}"


def wanted_of(given: QueryDict) -> Wanted:
    """What the address asks for; what it cannot ask for is taken as not asked."""
    side = _SIDE_NAMES.get(given.get("list", ""), BELOW)
    first, last = month_read(given.get("from", "")), month_read(given.get("to", ""))
    if first is not None and last is not None and last < first:
        first, last = last, first
    by, view = given.get("by", ""), given.get("view", "")
    currency = given.get("currency", "")
    return Wanted(
        Asked(
            side=side if side in SIDES else BELOW,
            project_id=_number(given, "project"),
            company_id=_number(given, "company"),
            contract_id=_number(given, "contract"),
            currency=currency if re.fullmatch(r"[A-Z]{3}", currency) else "",
            first=first,
            last=last,
            on=_day(given.get("on", "")),
            by=by if by in GROUPED else COMPANY,
        ),
        view if view in VIEWS else CHART,
    )


def month_read(text: str) -> dt.date | None:
    """A month as `2026-10`, by its first day."""
    found = _MONTH.fullmatch(text.strip())
    if found is None or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2200:
        return None
    return dt.date(int(found[1]), int(found[2]), 1)


def _day(text: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


def _number(given: QueryDict, name: str) -> int | None:
    text = given.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None
