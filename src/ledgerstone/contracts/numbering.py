"""The numbers of contracts: each kind of a project counts on from where it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.projects.terminology import terms as catalogue

from .models import PURCHASE_ORDER, SUBCONTRACT, Contract

# A series shows in the latest numbers of a kind.
_LOOKED_AT = 300
_COUNTED = re.compile(r"(.*?)(\d{1,18})")
_LONGEST = 40


def next_in_series(numbers: Iterable[str], initials: str) -> str:
    """The number after the last one of the series that most numbers belong to.

    A series is what stands before the last digits: SC-007 follows SC-006, 23-C10 follows 23-C9.
    Without any it begins, as SC-001.
    """
    series: defaultdict[str, list[str]] = defaultdict(list)
    for number in numbers:
        if found := _COUNTED.fullmatch(number):
            series[found[1]].append(found[2])
    if not series:
        return f"{initials}-001"
    prefix = max(series, key=lambda one: (len(series[one]), max(map(int, series[one])), one))
    return _after(prefix, max(series[prefix], key=lambda digits: (int(digits), len(digits))))


def _after(prefix: str, digits: str) -> str:
    return f"{prefix}{str(int(digits) + 1).zfill(len(digits))}"


def initials_of(kind: str, words: Terms) -> str:
    """The letters that the numbers of a kind begin with on a project: SC, PO, HC."""
    if kind == SUBCONTRACT:
        return "SC"
    if kind == PURCHASE_ORDER:
        return "PO"
    return "".join(word[0] for word in words[kind].split()).upper()


def proposed_number(project: Project, kind: str) -> str:
    """The next free number of a kind on a project; its own contracts count, seen or not."""
    words = catalogue(project.terminology)
    all_of_project = Contract.objects.filter(account_id=project.account_id, project_id=project.pk)
    latest = all_of_project.filter(kind=kind).order_by("-id").values_list("number", flat=True)
    proposed = next_in_series(latest[:_LOOKED_AT], initials_of(kind, words))
    while len(proposed) <= _LONGEST and all_of_project.filter(number=proposed).exists():
        proposed = next_in_series([proposed], "")
    return proposed if len(proposed) <= _LONGEST else ""
