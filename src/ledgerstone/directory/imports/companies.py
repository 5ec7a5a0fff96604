"""What a file of companies would do.

A row means the company with its business number; else the one with its e-mail address; else the one
of its name. Where several companies fit, the name tells them apart, or the row is faulty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ledgerstone.directory.identifiers import number_key
from ledgerstone.directory.models import COMPANIES, Company
from ledgerstone.directory.particulars import NUMBERS, company_values
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.typed_text import one_line

from .plan import (
    COLUMNS,
    Faulty,
    FileRow,
    ImportPlan,
    Outcome,
    PlannedRow,
    differences,
    plan_rows,
    refuse_again,
    typed_cells,
)

_FIELDS = COLUMNS["companies"]

Record = Mapping[str, Any]


class KnownCompanies:
    """The companies of the account as rows are matched with them. One query."""

    def __init__(self, actor: Actor) -> None:
        found = Company.objects.filter(account_id=actor.account_id, merged_into__isnull=True)
        self.records: dict[int, Record] = {
            row["id"]: row for row in found.values("id", "version", "is_own", *_FIELDS)
        }
        self.by_name: dict[str, int] = {}
        self.by_number: defaultdict[str, list[int]] = defaultdict(list)
        self.by_email: defaultdict[str, list[int]] = defaultdict(list)
        for pk, record in self.records.items():
            self.by_name[record["name"].casefold()] = pk
            if record["identifier"]:
                self.by_number[number_key(record["identifier"])].append(pk)
            if record["email"]:
                self.by_email[record["email"].casefold()].append(pk)

    def named(self, name: str) -> int | None:
        """The company of a name in any case."""
        return self.by_name.get(one_line(name).casefold())

    def match(self, cells: Mapping[str, Any]) -> Record | None:
        """The company that a row means; None where it is a new one."""
        named = self.named(cells.get("name", ""))
        number, email = cells.get("identifier", ""), cells.get("email", "")
        for found, what in (
            (self.by_number.get(number_key(number), []) if number else [], "business number"),
            (self.by_email.get(one_line(email).casefold(), []) if email else [], "e-mail address"),
        ):
            if len(found) == 1:
                return self.records[found[0]]
            if len(found) > 1 and named in found:
                return self.records[named]
            if len(found) > 1:
                raise Faulty(
                    f"{len(found)} companies have this {what}, and none of them this name. "
                    "Give the name of one of them."
                )
        return None if named is None else self.records[named]


def plan_companies(actor: Actor, rows: Sequence[FileRow]) -> ImportPlan:
    """What becomes of each row of a file of companies."""
    known = KnownCompanies(actor)
    seen: dict[object, int] = {}
    return plan_rows(rows, lambda row: _planned(row, known, seen))


def _planned(row: FileRow, known: KnownCompanies, seen: dict[object, int]) -> PlannedRow:
    cells = typed_cells(row, COMPANIES)
    record = known.match(cells)
    if record is None:
        values = company_values({"name": "", **cells})
        refuse_again(row, ("new", values["name"].casefold()), seen, "company")
        return PlannedRow(
            number=row.number,
            outcome=Outcome.NEW,
            name=values["name"],
            email=values.get("email", ""),
            values=values,
        )
    values = company_values(
        cells, country=record["country"], numbers={which: record[which] for which in NUMBERS}
    )
    _refuse_mismatch(values, record, known)
    refuse_again(row, record["id"], seen, "company")
    if "name" in values:
        refuse_again(row, ("new", values["name"].casefold()), seen, "company")
    found = differences(values, record)
    return PlannedRow(
        number=row.number,
        outcome=Outcome.CHANGED if found else Outcome.SAME,
        name=str(values.get("name", record["name"])),
        email=str(values.get("email", record["email"])),
        target_id=record["id"],
        version=record["version"],
        differences=found,
        values={one.field: values[one.field] for one in found},
    )


def _refuse_mismatch(values: Mapping[str, Any], record: Record, known: KnownCompanies) -> None:
    """Refuse a row that fits one company by one thing and another, or none, by another."""
    number, before = values.get("identifier"), record["identifier"]
    if number and before and number_key(number) != number_key(before):
        raise Faulty(
            f"{record['name']} has another business number in the directory, {before}. Change it "
            "there if the record is meant."
        )
    named = known.named(values.get("name", ""))
    if named is not None and named != record["id"]:
        raise Faulty(
            f"The number or e-mail address is that of {record['name']}, the name that of another "
            "company. Say one of the two."
        )
    if record["is_own"] and values.get("is_active") is False:
        raise Faulty("This is the account's own company: it stays in use.")
