"""Pages of one person: their record, its form, and the acts on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.directory import operations, policy, queries
from ledgerstone.directory.models import Company, Person
from ledgerstone.directory.operations.refusals import try_address_again
from ledgerstone.directory.particulars import MESSAGES
from ledgerstone.directory.reach import is_refused, why_unreachable
from ledgerstone.history.queries import changes_of
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.changes import change_table, page_asked
from ledgerstone.web.directory.companies import posted_version
from ledgerstone.web.directory.frame import account_words, crumbs, enter_to_edit, person_frame
from ledgerstone.web.directory.lists import company_called
from ledgerstone.web.directory.person_form import PersonForm, initial
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view

_NO_COMPANY = "There is no company of this name in use. Choose one, or add it first."


@view
@require_safe
def person(request: ActorRequest, person_id: int) -> HttpResponse:
    """Who somebody is, how they are reached and what they may do."""
    found = queries.get_person(request.actor, person_id)
    invitation = found.invitations.order_by("-pk").first()
    terms, formats = account_words(request)
    context = person_frame(request, found, "general") | {
        "unreachable": why_unreachable(found),
        "may_try_address": is_refused(found) and policy.may_edit_people(request.actor),
        "messages_word": MESSAGES[found.messages],
        "claim_contact_word": f"{terms.claim_short} contact",
        "invitation": invitation,
        "account_formats": formats,
        "rights": _rights(found),
        "is_oneself": found.pk == request.actor.person_id,
        "may_invite": policy.may_edit_people(request.actor)
        and found.is_active
        and bool(found.email)
        and (invitation is None or invitation.accepted_at is None),
    }
    return shown(request, "directory/person.html", context)


@view
@require_safe
def person_history(request: ActorRequest, person_id: int) -> HttpResponse:
    """Every change of somebody's record."""
    found = queries.get_person(request.actor, person_id)
    terms, formats = account_words(request)
    page = changes_of(
        request.actor,
        [("directory_person", found.pk)],
        page=page_asked(request.GET.get("page")),
    )
    table = change_table(page, formats, terms, here=request.get_full_path())
    context = person_frame(request, found, "history") | {"changes": table}
    return shown(request, "directory/person_history.html", context)


@view
def person_new(request: ActorRequest) -> HttpResponse:
    """Add somebody to a company, which the address may name."""
    enter_to_edit(request, policy.may_edit_people(request.actor))
    company = _company_of_address(request)
    terms, formats = account_words(request)
    form = PersonForm(
        request.POST or None,
        actor=request.actor,
        terms=terms,
        formats=formats,
        initial={"company": company.name if company else "", "messages": "email"},
    )

    def create() -> Done:
        made = operations.create_person(
            actor=request.actor, company_id=_chosen(request, form).pk, **form.particulars()
        )
        return Done(reverse("web:person", args=[made.pk]), f"{made.name} is in the directory.")

    if request.method == "POST" and (answer := submit(request, form, create)) is not None:
        return answer
    ways: list[tuple[str, str]] = [("New person", "")]
    cancel = reverse("web:person_list")
    if company is not None:
        cancel = reverse("web:company_people", args=[company.pk])
        ways.insert(0, (company.name, cancel))
    context = {"crumbs": crumbs(*ways), "cancel": cancel}
    return shown(request, "directory/person_form.html", context, form=form)


@view
def person_edit(request: ActorRequest, person_id: int) -> HttpResponse:
    """Change somebody's record."""
    found = queries.get_person(request.actor, person_id)
    enter_to_edit(request, policy.may_edit_people(request.actor))
    terms, formats = account_words(request)
    form = PersonForm(
        request.POST or None,
        actor=request.actor,
        person=found,
        terms=terms,
        formats=formats,
        initial=initial(found),
    )

    def change() -> Done:
        changes = form.particulars()
        if form.cleaned_data["company"].casefold() != found.company.name.casefold():
            changes["company_id"] = _chosen(request, form).pk
        changed = operations.change_person(
            actor=request.actor,
            person_id=found.pk,
            expected_version=form.cleaned_data["version"],
            **changes,
        )
        address = reverse("web:person", args=[found.pk])
        return Done(address, f"{changed.name} is saved.", warnings=_login_stays(found, changed))

    if request.method == "POST" and (answer := submit(request, form, change)) is not None:
        return answer
    address = reverse("web:person", args=[found.pk])
    context = {
        "person": found,
        "crumbs": crumbs((found.name, address), ("Edit", "")),
        "cancel": address,
    }
    return shown(request, "directory/person_form.html", context, form=form)


@view
@require_POST
def person_use(request: ActorRequest, person_id: int) -> HttpResponse:
    """Take somebody out of use, or into use again."""
    found = queries.get_person(request.actor, person_id)
    is_active = request.POST.get("active") == "yes"

    def act() -> Done:
        changed = operations.change_person(
            actor=request.actor,
            person_id=found.pk,
            expected_version=posted_version(request),
            is_active=is_active,
        )
        state = "in use again." if changed.is_active else "out of use. Nothing is sent to them."
        if found.user_id is not None:
            state += " They can sign in again." if is_active else " They can no longer sign in."
        return Done(reverse("web:person", args=[found.pk]), f"{changed.name} is {state}")

    return act_once(request, act)


@view
@require_POST
def person_try_address(request: ActorRequest, person_id: int) -> HttpResponse:
    """Have the next mail sent to an address that a mail server refused."""
    found = queries.get_person(request.actor, person_id)

    def act() -> Done:
        try_address_again(actor=request.actor, person_id=found.pk)
        address = reverse("web:person", args=[found.pk])
        return Done(address, f"The next mail to {found.name} is sent to {found.email} again.")

    return act_once(request, act)


@view
@require_POST
def person_invite(request: ActorRequest, person_id: int) -> HttpResponse:
    """Ask somebody by mail to sign in."""
    found = queries.get_person(request.actor, person_id)

    def act() -> Done:
        operations.invite_person(actor=request.actor, person_id=found.pk)
        address = reverse("web:person", args=[found.pk])
        return Done(address, f"{found.name} is invited to sign in: a mail goes to {found.email}.")

    return act_once(request, act)


def _company_of_address(request: ActorRequest) -> Company | None:
    """The company in whose list somebody is added."""
    given = request.GET.get("company", "")
    if not given.isdecimal() or len(given) > 18:
        return None
    return queries.companies(request.actor).filter(pk=int(given)).first()


def _chosen(request: ActorRequest, form: PersonForm) -> Company:
    company = company_called(request, form.cleaned_data["company"])
    if company is None:
        raise Invalid(_NO_COMPANY, fields={"company": _NO_COMPANY})
    return company


def _login_stays(before: Person, after: Person) -> list[str]:
    """Said where an address was changed under which somebody signs in."""
    login = before.user
    if login is None or before.email.casefold() == after.email.casefold():
        return []
    return [
        f"{after.name} still signs in as {login.email}, here and in every other account. Only they "
        "can change that."
    ]


def _rights(person: Person) -> list[dict[str, Any]]:
    """What somebody may do, pair by pair."""
    account, default = person.account_template, person.default_template
    return [
        {"label": "Account permissions", "value": account.name if account else "None"},
        {"label": "On new projects", "value": default.name if default else "Nothing proposed"},
        {
            "label": "Insurance manager",
            "value": "Yes" if person.is_insurance_manager else "No",
        },
    ]
