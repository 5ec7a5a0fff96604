"""Which records the change history of a company is made of: its own, its people's, its insurance's.

The insurance for one project is a matter of that project: who does not see it there does not read
of it here, also once it was removed.
"""

from __future__ import annotations

from ledgerstone.history.models import RowChange
from ledgerstone.history.queries import records_under
from ledgerstone.tenancy.actor import Actor

from . import insurance_queries, policy
from .models import Company, InsurancePolicy, Person

_POLICIES = InsurancePolicy._meta.db_table
_PEOPLE = Person._meta.db_table


def records_of_company(actor: Actor, company_id: int) -> list[tuple[str, int]]:
    """The records whose changes the person may read on a company's page, by table and id."""
    policies = {pk for _, pk in records_under(actor, _POLICIES, "company_id", company_id)}
    return [
        (Company._meta.db_table, company_id),
        *records_under(actor, _PEOPLE, "company_id", company_id),
        *((_POLICIES, pk) for pk in sorted(_seen(actor, policies))),
    ]


def _seen(actor: Actor, policies: set[int]) -> set[int]:
    """Those of some policies, removed ones among them, that the person sees or would see."""
    if not policies:
        return set()
    living = InsurancePolicy.objects.filter(account_id=actor.account_id, pk__in=policies)
    seen = insurance_queries.visible(actor).filter(pk__in=policies)
    gone = policies - set(living.values_list("pk", flat=True))
    return set(seen.values_list("pk", flat=True)) | _seen_once(actor, gone)


def _seen_once(actor: Actor, gone: set[int]) -> set[int]:
    """Those that were removed, by the project that they were for at the end."""
    removed = RowChange.objects.filter(
        account_id=actor.account_id, table_name=_POLICIES, row_id__in=gone, kind="removed"
    )
    return {
        row_id
        for row_id, changed in removed.values_list("row_id", "changed")
        if _may_read(actor, (changed.get("project_id") or [None])[0])
    }


def _may_read(actor: Actor, project_id: int | None) -> bool:
    if project_id is None or policy.may_see_all_insurance(actor):
        return True
    return policy.may_see_project_insurance(actor, project_id)
