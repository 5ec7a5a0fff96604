"""Pages of one company: its record in tabs, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.contracts import queries as contracts
from ledgerstone.directory import identifiers, operations, policy, queries
from ledgerstone.directory.models import Company, Person
from ledgerstone.directory.particulars import COUNTRIES
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.directory.record_history import records_of_company
from ledgerstone.history.queries import changes_of
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.changes import change_table, page_asked
from ledgerstone.web.contracts.figures import figures_of
from ledgerstone.web.directory.company_form import CompanyChangeForm, CompanyForm, initial
from ledgerstone.web.directory.contract_rows import contract_rows
from ledgerstone.web.directory.frame import account_words, company_frame, crumbs, enter_to_edit
from ledgerstone.web.directory.lists import PersonRow
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view


@view
@require_safe
def company(request: ActorRequest, company_id: int) -> HttpResponse:
    """Who the company is and how it is reached."""
    found = queries.get_company(request.actor, company_id)
    people = queries.all_people(request.actor, found.pk)
    named = [
        PersonRow(one, why_unreachable(one))
        for one in people
        if one.is_primary_contact or one.is_default_claim_contact
    ]
    context = company_frame(request, found, "general", people=_active(people)) | {
        "facts": _facts(found),
        "primary": [row for row in named if row.person.is_primary_contact],
        "contacts": [row for row in named if row.person.is_default_claim_contact],
        "claim_contacts_label": f"{account_words(request)[0].claim_short.capitalised} contacts",
        "has_people": bool(people),
    }
    return shown(request, "directory/company.html", context)


@view
@require_safe
def company_people(request: ActorRequest, company_id: int) -> HttpResponse:
    """Everybody of the company, those out of use last."""
    found = queries.get_company(request.actor, company_id)
    people = queries.all_people(request.actor, found.pk)
    context = company_frame(request, found, "people", people=_active(people)) | {
        "rows": [PersonRow(one, why_unreachable(one)) for one in people],
        "contact_word": f"{account_words(request)[0].claim_short.capitalised} contact",
        "company_key": str(found.pk),
    }
    return shown(request, "directory/company_people.html", context)


@view
@require_safe
def company_contracts(request: ActorRequest, company_id: int) -> HttpResponse:
    """The contracts that name the company, as far as the person sees them."""
    found = queries.get_company(request.actor, company_id)
    listed = list(
        contracts.visible_to(request.actor)
        .filter(Q(company_id=found.pk) | Q(certifier_id=found.pk))
        .select_related("project")
        .order_by("project__name", "number", "id")
    )
    figures = figures_of(request.actor, [contract.pk for contract in listed])
    context = company_frame(request, found, "contracts", contracts=len(listed)) | {
        "rows": contract_rows(listed, figures, found.pk)
    }
    return shown(request, "directory/company_contracts.html", context)


@view
@require_safe
def company_history(request: ActorRequest, company_id: int) -> HttpResponse:
    """Every change of the record, of its people and of what the person sees of its insurance."""
    found = queries.get_company(request.actor, company_id)
    records = records_of_company(request.actor, found.pk)
    page = changes_of(request.actor, records, page=page_asked(request.GET.get("page")))
    terms, formats = account_words(request)
    changes = change_table(page, formats, terms, here=request.get_full_path())
    context = company_frame(request, found, "history") | {"changes": changes}
    return shown(request, "directory/company_history.html", context)


@view
def company_new(request: ActorRequest) -> HttpResponse:
    """Add a company."""
    enter_to_edit(request, policy.may_edit_companies(request.actor))
    terms, formats = account_words(request)
    own = queries.own_company(request.actor)
    form = CompanyForm(
        request.POST or None,
        terms=terms,
        formats=formats,
        initial={"country": own.country if own is not None else ""},
    )

    def create() -> Done:
        made = operations.create_company(actor=request.actor, **form.particulars())
        address = reverse("web:company", args=[made.pk])
        return Done(address, f"{made.name} is in the directory.", warnings=_namesakes(made))

    if request.method == "POST" and (answer := submit(request, form, create)) is not None:
        return answer
    context = {"crumbs": crumbs(("New company", "")), "cancel": reverse("web:company_list")}
    return shown(request, "directory/company_form.html", context, form=form)


@view
def company_edit(request: ActorRequest, company_id: int) -> HttpResponse:
    """Change a company, and who is named for it."""
    found = queries.get_company(request.actor, company_id)
    enter_to_edit(request, policy.may_edit_companies(request.actor))
    people = queries.all_people(request.actor, found.pk)
    terms, formats = account_words(request)
    form = CompanyChangeForm(
        request.POST or None,
        people=people,
        terms=terms,
        formats=formats,
        initial=initial(found, people),
    )

    def change() -> Done:
        changed = operations.change_company(
            actor=request.actor,
            company_id=found.pk,
            expected_version=form.cleaned_data["version"],
            **form.changes(),
        )
        address = reverse("web:company", args=[changed.pk])
        return Done(address, f"{changed.name} is saved.", warnings=_namesakes(changed))

    if request.method == "POST" and (answer := submit(request, form, change)) is not None:
        return answer
    address = reverse("web:company", args=[found.pk])
    context = {
        "company": found,
        "people": people,
        "crumbs": crumbs((found.name, address), ("Edit", "")),
        "cancel": address,
    }
    return shown(request, "directory/company_form.html", context, form=form)


@view
@require_POST
def company_use(request: ActorRequest, company_id: int) -> HttpResponse:
    """Take a company out of use, or into use again."""
    found = queries.get_company(request.actor, company_id)
    is_active = request.POST.get("active") == "yes"

    def act() -> Done:
        changed = operations.change_company(
            actor=request.actor,
            company_id=found.pk,
            expected_version=posted_version(request),
            is_active=is_active,
        )
        state = "in use again" if changed.is_active else "out of use. It is no longer offered"
        return Done(reverse("web:company", args=[found.pk]), f"{changed.name} is {state}.")

    return act_once(request, act)


def posted_version(request: ActorRequest) -> int:
    """The version that the page showed."""
    version = request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise Invalid("Reload the page and try again.")
    return int(version)


def _active(people: list[Person]) -> int:
    return sum(person.is_active for person in people)


def _facts(company: Company) -> list[dict[str, Any]]:
    """What is known of the company, pair by pair; what is unknown is left out."""
    facts = [
        ("Trading name", company.trading_name),
        ("Country", COUNTRIES.get(company.country, company.country)),
        *(
            (
                identifiers.word_of(company.country, which),
                identifiers.shown(getattr(company, which), company.country, which),
            )
            for which in ("identifier", "registration_number")
        ),
        ("Registered for tax on sales", "" if company.is_tax_registered else "No"),
        ("Address", company.address),
        ("Postal address", company.postal_address),
        ("Tags", ", ".join(company.tags)),
    ]
    always = ("Country", "Address")
    return [{"label": label, "value": value} for label, value in facts if value or label in always]


def _namesakes(company: Company) -> list[str]:
    """Said where another company has the same number: they may be one."""
    if not company.identifier:
        return []
    others = Company.objects.filter(
        account_id=company.account_id, identifier=company.identifier, merged_into__isnull=True
    ).exclude(pk=company.pk)
    names = ", ".join(others.order_by("name").values_list("name", flat=True)[:3])
    word = identifiers.word_of(company.country, "identifier")
    return [f"{names} has the same {word}. If they are one, merge them."] if names else []
