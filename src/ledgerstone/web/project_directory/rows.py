"""The rows of a project's directory: companies with their people, and what they are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledgerstone.contracts import contacts
from ledgerstone.contracts.contacts import Touched
from ledgerstone.directory.models import Company
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.projects import policy, roll
from ledgerstone.projects.models import ProjectMember
from ledgerstone.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person on the project. ``may_change``: the reader holds all that they hold."""

    member: ProjectMember
    contact_of: Sequence[Touched]
    listed_on: Sequence[Touched]
    unreachable: str
    may_change: bool

    @property
    def touched(self) -> list[Touched]:
        """All that ends when they leave the project, each once."""
        return list({one.row.pk: one for one in (*self.contact_of, *self.listed_on)}.values())


@dataclass(frozen=True, slots=True)
class CompanyRows:
    """A company with its people on the project."""

    company: Company
    members: Sequence[MemberRow]
    is_on_project: bool = True


def directory_rows(actor: Actor, project_id: int) -> list[CompanyRows]:
    """Every company on a project with its people. Three queries, however many there are.

    People who moved to a company that is not on the project stand under that company.
    """
    companies = list(roll.companies(actor, project_id))
    by_company: dict[int, list[MemberRow]] = {}
    elsewhere: dict[int, Company] = {}
    known = {company.pk for company in companies}
    for row in member_rows(actor, project_id, roll.members(actor, project_id)):
        company = row.member.person.company
        by_company.setdefault(company.pk, []).append(row)
        if company.pk not in known:
            elsewhere[company.pk] = company
    return [CompanyRows(one, by_company.get(one.pk, [])) for one in companies] + [
        CompanyRows(one, by_company[one.pk], is_on_project=False) for one in elsewhere.values()
    ]


def member_rows(actor: Actor, project_id: int, members: Iterable[ProjectMember]) -> list[MemberRow]:
    """People on a project with what they are on its contracts. Two queries."""
    found = list(members)
    touched: dict[int, list[Touched]] = {}
    for one in contacts.touched(actor, project_id, [member.person_id for member in found]):
        touched.setdefault(one.row.person_id, []).append(one)
    return [_row(actor, member, touched.get(member.person_id, [])) for member in found]


def _row(actor: Actor, member: ProjectMember, touched: Sequence[Touched]) -> MemberRow:
    contact_of = [one for one in touched if one.row.is_contact]
    reasons = [why_unreachable(member.person, one.row.contract.company_id) for one in contact_of]
    return MemberRow(
        member=member,
        contact_of=contact_of,
        listed_on=[one for one in touched if one.row.is_listed],
        unreachable=next((reason for reason in reasons if reason), ""),
        may_change=policy.may_give(actor, member.template, member.project_id),
    )
