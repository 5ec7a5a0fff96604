"""What stands above the rows of a period's claims: the period itself and the counts that filter."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ledgerstone.claims.models import UNDER_REVIEW
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.tool.tool_asked import Asked
from ledgerstone.web.periods.due import days_sentence

from .period_rows import ToolRow
from .period_states import SHORT, groups

# A due date so near is worth a colour.
_SOON = 7


def counts(rows: Sequence[ToolRow], asked: Asked, terms: Terms) -> list[dict[str, Any]]:
    """The strip: every state that has rows, and those that every period goes through."""
    found = Counter(row.state for row in rows)
    late = sum(1 for row in rows if row.is_late)
    show = [
        _item(len(rows), "All", "", asked.address(statuses=(), late=False),
              current=not asked.statuses and not asked.late),
    ]  # fmt: skip
    if late or asked.late:
        show.append(
            _item(late, "Late", "problem", asked.address(late=not asked.late), current=asked.late)
        )
    strip: list[dict[str, Any]] = [{"title": "Show", "items": show}]
    for title, several in groups(terms, head=asked.head):
        items = [
            _item(
                found[one.state], SHORT.get(one.state, one.word), one.family,
                asked.address(statuses=() if asked.statuses == (one.state,) else (one.state,)),
                current=one.state in asked.statuses,
            )
            for one in several
            if one.always or found[one.state] or one.state in asked.statuses
        ]  # fmt: skip
        if items:
            strip.append({"title": title, "items": items})
    return [{"title": group["title"], "items": _Items(group["items"])} for group in strip]


class _Items(list[dict[str, Any]]):
    """A list that templates find under ``items``, before the method of that name."""


def _item(count: int, word: str, family: str, href: str, *, current: bool) -> dict[str, Any]:
    return {"count": count, "word": word, "family": family, "href": href, "current": current}


def period_name(period: BillingPeriod, formats: Formats) -> str:
    """A month by its name; any other span by its days."""
    following = period.end + dt.timedelta(days=1)
    if period.start.day == 1 and following.day == 1 and period.start.month == period.end.month:
        return formats.month(period.end)
    return formats.period(period.start, period.end)


def period_card(
    period: BillingPeriod, rows: Sequence[ToolRow], today: dt.date, formats: Formats
) -> dict[str, Any]:
    """The blocks of the period's card."""
    expected = {row.contract.pk for row in rows if row.is_expected}
    received = {row.contract.pk for row in rows if row.is_received}
    decided = sum(1 for row in rows if row.claim is not None and row.claim.certificate_id)
    reviewed = sum(1 for row in rows if row.state == UNDER_REVIEW)
    days = (period.due_date - today).days
    is_open = period.status == BillingPeriod.OPEN
    return {
        "name": period_name(period, formats),
        "is_open": is_open,
        "days": formats.period(period.start, period.end),
        "billing_date": period.billing_date,
        "due_date": period.due_date,
        "due_in": days_sentence(days),
        "due_family": _due_family(days, is_open=is_open, awaited=len(received) < len(expected)),
        "extended": len({row.contract.pk for row in rows if row.due != period.due_date}),
        "received": len(received),
        "expected": len(expected),
        "claimed": sum((row.claimed for row in rows if row.claimed is not None), ZERO),
        "assessed": sum((row.assessed for row in rows if row.assessed is not None), ZERO),
        "decided": decided,
        "reviewed": reviewed,
    }


def _due_family(days: int, *, is_open: bool, awaited: bool) -> str:
    if not is_open or not awaited or days > _SOON:
        return ""
    return "ls-problem" if days < 0 else "ls-you"
