"""The portfolio as its page draws it: sums by currency, the strip of counts, a row per project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.head import Status
from ledgerstone.web.claims.periods.period_states import SHORT, Count, groups
from ledgerstone.web.periods.due import days_sentence

from .counting import Counted
from .late import AWAITED, TO_PAY, TO_RECEIVE, TO_RELEASE, TO_REVIEW, Late
from .money import Money, total
from .projects import Held

Item = dict[str, Any]


class Items(list[Item]):
    """A list that templates find under ``items``, before the method of that name."""


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project: its open period, where its contracts stand by group, and its money."""

    held: Held
    counts: Counted | None
    money: Money
    cells: Sequence[tuple[str, Sequence[Item]]]
    heads: Sequence[Item]

    @property
    def href(self) -> str:
        return reverse("web:claims_tool", args=[self.held.project.pk])

    @property
    def late_href(self) -> str:
        return f"{self.href}?late=yes"

    @property
    def due_in(self) -> str:
        period = self.held.period
        if period is None:
            return ""
        return days_sentence((period.due_date - self.held.today).days)


@dataclass(frozen=True, slots=True)
class CurrencySums:
    """What projects of one currency come to."""

    currency: str
    projects: int
    money: Money
    formats: Formats


def project_rows(
    held: Sequence[Held], counts: Mapping[int, Counted], money: Mapping[int, Money], terms: Terms
) -> list[ProjectRow]:
    """A row for each project, its counts in the same columns as those of the others."""
    shown = _shown_groups([counts[pk].below for pk in counts], terms)
    return [
        ProjectRow(
            held=one,
            counts=counts.get(one.project.pk),
            money=money[one.project.pk],
            cells=_cells(one, counts.get(one.project.pk), shown),
            heads=_heads(one, counts.get(one.project.pk)),
        )
        for one in held
    ]


def group_titles(counts: Mapping[int, Counted], terms: Terms) -> list[str]:
    """The heads of the columns of counts."""
    return [title for title, _ in _shown_groups([one.below for one in counts.values()], terms)]


def _shown_groups(found: Sequence[Counter[str]], terms: Terms) -> list[tuple[str, Sequence[Count]]]:
    """The groups of the strip that every period goes through, or that hold something."""
    return [
        (title, several)
        for title, several in groups(terms, head=False)
        if any(one.always or any(each[one.state] for each in found) for one in several)
    ]


def _cells(
    held: Held, counted: Counted | None, shown: Sequence[tuple[str, Sequence[Count]]]
) -> list[tuple[str, Sequence[Item]]]:
    if counted is None or not held.sees_below:
        return [(title, []) for title, _ in shown]
    return [(title, _items(held, counted.below, several)) for title, several in shown]


def _heads(held: Held, counted: Counted | None) -> list[Item]:
    """Where the claims to the owner stand."""
    if counted is None or not held.sees_above:
        return []
    known = [one for _, several in groups(held.terms, head=True) for one in several]
    return _items(held, counted.above, known, head=True)


def _items(
    held: Held, found: Counter[str], several: Sequence[Count], *, head: bool = False
) -> list[Item]:
    tool = reverse("web:claims_tool", args=[held.project.pk])
    given = {"list": "head"} if head else {}
    return [
        {
            "count": found[one.state],
            "word": SHORT.get(one.state, one.word),
            "family": one.family,
            "href": f"{tool}?{urlencode({**given, 'status': one.state})}",
        }
        for one in several
        if found[one.state]
    ]


def strip(
    held: Sequence[Held], counts: Mapping[int, Counted], asked: Mapping[str, str], terms: Terms
) -> list[dict[str, Any]]:
    """The counts of all open periods together; each narrows the list to the projects it is of."""
    found: Counter[str] = Counter()
    for one in counts.values():
        found.update(one.below)
    late = sum(one.late for one in counts.values())
    every = Items([_choice(sum(found.values()), "All", "", {}, is_current=not asked)])
    if late or asked.get("late"):
        is_late = bool(asked.get("late"))
        every.append(
            _choice(late, "Late", "problem", {} if is_late else {"late": "yes"}, is_current=is_late)
        )
    told: list[dict[str, Any]] = [{"title": "Show", "items": every}]
    for title, several in groups(terms, head=False):
        items = Items(
            _choice(
                found[one.state], SHORT.get(one.state, one.word), one.family,
                {} if asked.get("state") == one.state else {"state": one.state},
                is_current=asked.get("state") == one.state,
            )
            for one in several
            if one.always or found[one.state] or asked.get("state") == one.state
        )  # fmt: skip
        if items:
            told.append({"title": title, "items": items})
    return told


def _choice(
    count: int, word: str, family: str, asked: Mapping[str, str], *, is_current: bool
) -> Item:
    address = (
        f"{reverse('web:portfolio')}?{urlencode(asked)}" if asked else reverse("web:portfolio")
    )
    return {
        "count": count, "word": word, "family": family, "href": address, "current": is_current,
    }  # fmt: skip


def currency_sums(rows: Sequence[ProjectRow]) -> list[CurrencySums]:
    """The money of the listed projects, one entry a currency."""
    by_currency: dict[str, list[ProjectRow]] = {}
    for row in rows:
        by_currency.setdefault(row.held.project.currency, []).append(row)
    return [
        CurrencySums(
            currency, len(several), total(row.money for row in several), several[0].held.formats
        )
        for currency, several in sorted(by_currency.items())
    ]


def late_status(late: Late, terms: Terms) -> Status:
    """The word of what is late. What is ours to do is a problem of ours."""
    words = {
        AWAITED: Status("you", "Awaited"),
        TO_REVIEW: Status("problem", "To review"),
        TO_PAY: Status("problem", "To pay"),
        TO_RECEIVE: Status("you", "To receive"),
        TO_RELEASE: Status("you", f"{terms.retention.capitalised} due"),
    }
    return words[late.kind]
