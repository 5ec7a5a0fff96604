"""What a file of people would do.

A row means the person with its e-mail address; without one, the person of its name at its company.
Their company is named by its business number or its name, and has to be there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ledgerstone.access import policy as access
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.directory.identifiers import number_key
from ledgerstone.directory.models import PEOPLE, Person
from ledgerstone.directory.particulars import person_values
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.typed_text import one_line

from .companies import KnownCompanies
from .plan import (
    Difference,
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

FIELDS = (
    "name", "email", "company_id", "job_title", "phone", "messages", "is_insurance_manager",
    "is_active",
)  # fmt: skip

Record = Mapping[str, Any]


class KnownPeople:
    """The people of the account as rows are matched with them. Three queries."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.companies = KnownCompanies(actor)
        found = Person.objects.filter(account_id=actor.account_id)
        self.by_email: dict[str, Record] = {}
        self.by_name: defaultdict[tuple[str, int], list[Record]] = defaultdict(list)
        for record in found.values("id", "version", "account_template_id", *FIELDS):
            if record["email"]:
                self.by_email[record["email"].casefold()] = record
            self.by_name[record["name"].casefold(), record["company_id"]].append(record)
        # What the person at work may not touch, because it gives more than they hold.
        self.above = {
            template.pk
            for template in PermissionTemplate.objects.filter(account_id=actor.account_id)
            if not access.may_assign(actor, template.rights)
        }

    def company(self, cells: Mapping[str, Any]) -> int | None:
        """The company that a row names; None where it names none."""
        name, number = cells.get("company", ""), cells.get("company_identifier", "")
        named = self.companies.named(name) if name else None
        if name and named is None:
            raise Faulty(f"There is no company “{one_line(name)}” in the directory. Add it first.")
        if not number:
            return named
        numbered = self.companies.by_number.get(number_key(number), [])
        if named is not None and (named in numbered or not numbered):
            return named
        if len(numbered) != 1 or named is not None:
            raise Faulty(
                f"The business number {one_line(number)} is not that of one company of the "
                "directory. Name the company."
            )
        return numbered[0]

    def match(self, cells: Mapping[str, Any], company_id: int | None) -> Record | None:
        """The person that a row means; None where they are new."""
        email = one_line(cells.get("email", ""))
        if email:
            return self.by_email.get(email.casefold())
        name = one_line(cells.get("name", "")).casefold()
        found = self.by_name.get((name, company_id), []) if company_id is not None else []
        if len(found) > 1:
            raise Faulty(f"{len(found)} people there have this name. Give the e-mail address.")
        return found[0] if found else None


def plan_people(actor: Actor, rows: Sequence[FileRow]) -> ImportPlan:
    """What becomes of each row of a file of people."""
    known = KnownPeople(actor)
    seen: dict[object, int] = {}
    return plan_rows(rows, lambda row: _planned(row, known, seen))


def _planned(row: FileRow, known: KnownPeople, seen: dict[object, int]) -> PlannedRow:
    cells = typed_cells(row, PEOPLE)
    company_id = known.company(cells)
    record = known.match(cells, company_id)
    own = {key: cells[key] for key in FIELDS if key in cells}
    if record is None:
        return _new(row, person_values({"name": "", **own}), company_id, known, seen)
    values = person_values(own)
    if values.get("email", "").casefold() == record["email"].casefold():
        values.pop("email", None)
    if company_id is not None:
        values["company_id"] = company_id
    refuse_again(row, record["id"], seen, "person")
    found = differences(values, record, named=["company_id"])
    if values.get("company_id", record["company_id"]) != record["company_id"]:
        _refuse_out_of_use(values["company_id"], known)
        found = (*found, _moved(record, values["company_id"], known))
    _refuse_above(record, values, known)
    changed = {one.field if one.field != "company" else "company_id" for one in found}
    return PlannedRow(
        number=row.number,
        outcome=Outcome.CHANGED if found else Outcome.SAME,
        name=str(values.get("name", record["name"])),
        email=record["email"],
        target_id=record["id"],
        version=record["version"],
        differences=found,
        values={key: values[key] for key in FIELDS if key in changed},
    )


def _new(
    row: FileRow,
    values: dict[str, Any],
    company_id: int | None,
    known: KnownPeople,
    seen: dict[object, int],
) -> PlannedRow:
    if company_id is None:
        raise Faulty("Say which company the person works for.")
    _refuse_out_of_use(company_id, known)
    email = values.get("email", "")
    refuse_again(row, email.casefold() or (values["name"].casefold(), company_id), seen, "person")
    return PlannedRow(
        number=row.number,
        outcome=Outcome.NEW,
        name=values["name"],
        email=email,
        values={**values, "company_id": company_id},
    )


def _moved(record: Record, company_id: int, known: KnownPeople) -> Difference:
    names = known.companies.records
    before = names.get(record["company_id"])
    return Difference("company", before["name"] if before else "", names[company_id]["name"])


def _refuse_out_of_use(company_id: int, known: KnownPeople) -> None:
    company = known.companies.records[company_id]
    if not company["is_active"]:
        raise Faulty(f"{company['name']} is no longer in use.")


def _refuse_above(record: Record, values: Mapping[str, Any], known: KnownPeople) -> None:
    """What ``change_person`` refuses about rights is refused here too."""
    touched = any(
        values.get(key, record[key]) != record[key] for key in ("is_active", "company_id")
    )
    if touched and record["account_template_id"] in known.above:
        raise Faulty(f"{record['name']} may do more in this account than you.")
    if values.get("is_active") is False and record["id"] == known.actor.person_id:
        raise Faulty("You cannot take yourself out of use.")
