"""The page on which two records of one company are looked at side by side and made one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.directory import identifiers, operations, policy, queries
from ledgerstone.directory.imports import HEADINGS
from ledgerstone.directory.imports.plan import in_words
from ledgerstone.directory.models import Company
from ledgerstone.directory.operations.merging import taken_over
from ledgerstone.directory.particulars import COUNTRIES
from ledgerstone.directory.references import counted
from ledgerstone.tenancy.refusals import Invalid, WrongState
from ledgerstone.web.directory.frame import crumbs, enter_to_edit
from ledgerstone.web.directory.lists import company_called
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view

_FIELDS = (
    "name", "trading_name", "country", "identifier", "registration_number", "address",
    "postal_address", "phone", "email", "website", "tags",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """A field of both records, and what the one that stays says afterwards."""

    label: str
    kept: str
    other: str
    result: str
    from_other: bool


@view
def company_merge(request: ActorRequest, company_id: int) -> HttpResponse:
    """Choose the duplicate of a company, see what would move, and merge."""
    company = queries.get_company(request.actor, company_id)
    enter_to_edit(request, policy.may_merge(request.actor))
    if company.merged_into_id is not None:
        raise WrongState(f"{company.name} was merged into another record already.")
    if request.method == "POST":
        return _merge(request, company)
    typed = request.GET.get("company", "")
    address = reverse("web:company", args=[company.pk])
    context = {
        "company": company,
        "typed": typed,
        "error": "",
        "crumbs": crumbs((company.name, address), ("Merge a duplicate", "")),
    }
    duplicate = _asked(request, typed)
    if duplicate is None or duplicate.pk == company.pk:
        if typed or duplicate is not None:
            context["error"] = _not_found(typed, duplicate)
        status = 422 if context["error"] else 200
        answer = shown(request, "directory/merge_choose.html", context)
        answer.status_code = status
        return answer
    taken = taken_over(company, duplicate)
    context |= {
        "duplicate": duplicate,
        "sides": _sides(company, duplicate, taken),
        "moves": [
            reference.words(count) for reference, count in counted(company.account_id, duplicate.pk)
        ],
        "swapped": f"{reverse('web:company_merge', args=[duplicate.pk])}?duplicate={company.pk}",
        "stays_by_itself": duplicate.is_own,
    }
    return shown(request, "directory/merge.html", context)


def _merge(request: ActorRequest, company: Company) -> HttpResponse:
    numbers = {key: request.POST.get(key, "") for key in ("duplicate", "version", "other_version")}
    if not all(text.isdecimal() and len(text) < 19 for text in numbers.values()):
        raise Invalid("Reload the page and choose the other record again.")

    def act() -> Done:
        merged = operations.merge_companies(
            actor=request.actor,
            company_id=company.pk,
            duplicate_id=int(numbers["duplicate"]),
            expected_version=int(numbers["version"]),
            expected_duplicate_version=int(numbers["other_version"]),
        )
        moved = ", ".join(reference.words(count) for reference, count in merged.moved)
        address = reverse("web:company", args=[company.pk])
        return Done(address, f"The two records are one. Moved: {moved or 'nothing'}.")

    return act_once(request, act)


def _asked(request: ActorRequest, typed: str) -> Company | None:
    """The other record: by its id, or by what was typed."""
    given = request.GET.get("duplicate", "")
    if given.isdecimal() and len(given) < 19:
        found = queries.visible_to(request.actor).filter(pk=int(given), merged_into=None)
        return found.first()
    if not typed.strip():
        return None
    named = company_called(request, typed)
    if named is not None:
        return named
    every = queries.visible_to(request.actor).filter(merged_into=None)
    return every.filter(name__iexact=" ".join(typed.split())).first()


def _not_found(typed: str, duplicate: Company | None) -> str:
    if duplicate is not None:
        return "This is the same record. Choose the other one."
    return f"There is no company “{typed}”. Choose one of the names that are offered."


def _sides(company: Company, duplicate: Company, taken: dict[str, object]) -> list[Side]:
    """Both records field by field; where neither says anything, nothing."""
    sides = []
    for key in _FIELDS:
        kept, other = getattr(company, key), getattr(duplicate, key)
        if not kept and not other:
            continue
        result = taken.get(key, kept)
        place = str(taken.get("country", company.country))
        sides.append(
            Side(
                HEADINGS[key],
                _said(key, kept, company.country),
                _said(key, other, duplicate.country),
                _said(key, result, place),
                key in taken,
            )
        )
    return sides


def _said(key: str, value: object, country: str) -> str:
    if key == "country":
        return COUNTRIES.get(str(value), str(value))
    if key in ("identifier", "registration_number"):
        which: identifiers.Which = "identifier" if key == "identifier" else "registration_number"
        return identifiers.printed(str(value), country, which)
    return in_words(key, value)
