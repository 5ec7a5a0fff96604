"""Forms that carry a schedule of values: a new contract, a schedule put in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.urls import reverse

from ledgerstone.access.actions import Action
from ledgerstone.contracts import contacts, fixed, operations, policy, queries, tool_settings
from ledgerstone.contracts.models import (
    HEAD_CONTRACT,
    PURCHASE_ORDER,
    STATUSES,
    SUBCONTRACT,
    Contract,
)
from ledgerstone.contracts.numbering import proposed_number
from ledgerstone.contracts.operations.particulars import assignable
from ledgerstone.contracts.retention.retention_words import describe
from ledgerstone.directory import operations as directory
from ledgerstone.directory import policy as directory_policy
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.documents.spreadsheets.schedule_files import schedule_template_xlsx
from ledgerstone.projects import queries as projects
from ledgerstone.projects import roll
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, Stale, WrongState
from ledgerstone.web.contracts.contract_form import ContractForm
from ledgerstone.web.contracts.papers.mailing_views import also_emailed, may_email_new
from ledgerstone.web.contracts.schedules.schedule_form import (
    TypedSchedule,
    checked,
    from_lines,
    sheet_config,
    typed_schedule,
)
from ledgerstone.web.entrance import enter_contract, enter_project, words
from ledgerstone.web.forms import RegionalForm, WholeNumberField
from ledgerstone.web.requests import ActorRequest, Done, act_once, first_answer, place, shown, view

_KINDS = {SUBCONTRACT, PURCHASE_ORDER}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@view
def template(request: ActorRequest) -> HttpResponse:
    """An empty spreadsheet with the columns that a schedule has."""
    answer = HttpResponse(schedule_template_xlsx(), content_type=_XLSX)
    answer["Content-Disposition"] = 'attachment; filename="schedule-of-values.xlsx"'
    return answer


@view
def contract_new(request: ActorRequest, project_id: int, kind: str = SUBCONTRACT) -> HttpResponse:
    """A new contract with its schedule of values."""
    if kind != HEAD_CONTRACT:
        kind = request.GET.get("kind", kind)
        if kind not in _KINDS:
            raise Http404
    project = enter_project(request, project_id)
    if not policy.may_create(request.actor, project.pk, kind):
        raise NotAllowed("Ask an administrator of the project to set up the contract.")
    request.tool = "web:head_contract_list" if kind == HEAD_CONTRACT else "web:commitment_list"
    form = _contract_form(request, project, kind)
    method = request.POST.get("accounting_method") or form.initial["accounting_method"]
    context = {
        "kind": kind,
        "kind_word": words(request)[0][kind],
        "list_href": reverse(request.tool, args=[project.pk]),
        "may_email": may_email_new(request, project.pk, kind),
    }

    if request.method == "POST" and form.is_valid():
        context["retention_said"] = describe(form.retention(), *words(request))

    def create(typed: TypedSchedule) -> Done:
        return _create(request, project, form, typed)

    return with_schedule(
        request, form, "contracts/new.html", context, create, method=method, needs_rows=False
    )


def _contract_form(request: ActorRequest, project: Project, kind: str) -> ContractForm:
    terms, formats = words(request)
    visible = queries.visible_to(request.actor).filter(project_id=project.pk)
    settings = tool_settings.of_commitments(project.account_id, project.pk)
    is_head = kind == HEAD_CONTRACT
    agreed = policy.may_put_into_effect(request.actor, project.pk, kind)
    return ContractForm(
        request.POST or None,
        kind=kind,
        people=[one.person for one in assignable(request.actor, project.pk)],
        statuses=STATUSES[kind] if agreed else policy.EDITABLE_STATUSES,
        initial={
            "is_private": not is_head and settings.private_by_default,
            "accounting_method": "amount" if is_head else tool_settings.method_of(settings, kind),
        },
        companies=list(roll.companies_offered(request.actor, project.pk)),
        may_add_company=directory_policy.may_edit_companies(request.actor),
        head_contracts=list(visible.filter(kind=HEAD_CONTRACT).order_by("number")),
        suggested_number=proposed_number(project, kind),
        terms=terms,
        formats=formats,
    )


# What an operation takes as the form cleaned it.
_AS_CLEANED = (
    "number",
    "title",
    "status",
    "accounting_method",
    "is_private",
    "payment_days",
    "description",
    "tax_rate",
    "tax_base",
)


def _create(
    request: ActorRequest, project: Project, form: ContractForm, typed: TypedSchedule
) -> Done:
    given = form.cleaned_data
    company_id = _company_id(request, given)
    certifier = given.get("certifier")
    made = operations.create_contract(
        actor=request.actor,
        project_id=project.pk,
        kind=form.kind,
        company_id=company_id,
        rows=typed.checked.lines if typed.checked is not None else (),
        create_codes=typed.create_codes,
        head_contract_id=form.head_contract_id(),
        certifier_id=int(certifier) if certifier else None,
        certifier_name=given.get("certifier_name", ""),
        retention=form.retention(),
        **{name: given[name] for name in _AS_CLEANED},
        **form.grouped(),
    )
    said, left_out = _contacts_said(request, made)
    where = reverse("web:contract", args=[made.pk])
    done = Done(where, f"{made.number} {made.title} is set up.{said}", warnings=left_out)
    return also_emailed(request, made, done)


def _contacts_said(request: ActorRequest, made: Contract) -> tuple[str, list[str]]:
    """Which claim contacts a new commitment starts with, and whom nothing reaches."""
    if made.kind == HEAD_CONTRACT:
        return "", []
    terms = words(request)[0]
    names = [one.person.name for one in contacts.of_contract(request.actor, made)]
    left_out = [
        f"{person.name} is not named as {terms.claim_contact}. {why}"
        for person in contacts.default_contacts(made)
        if (why := why_unreachable(person, made.company_id))
    ]
    if not names:
        return "", left_out
    what = terms.claim_contact if len(names) == 1 else terms.claim_contact.plural
    are = "is its" if len(names) == 1 else "are its"
    return f" {' and '.join(names)} {are} {what}, and on its private list.", left_out


def _company_id(request: ActorRequest, given: dict[str, Any]) -> int:
    """The company that was chosen, or the one that was typed, added to the directory."""
    if given["company"]:
        return int(given["company"])
    try:
        company = directory.create_company(actor=request.actor, name=given["new_company"])
    except Invalid as refusal:
        sentence = refusal.fields.get("name", refusal.message)
        raise Invalid(sentence, fields={"new_company": sentence}) from refusal
    return company.pk


class ReplacementForm(RegionalForm):
    """The version of the contract that was looked at."""

    version = WholeNumberField()

    def take_version(self, version: int) -> None:
        """Be the form of somebody who has been told what changed, and may send it again."""
        self.data = dict(self.data.items()) | {"version": str(version)}


@view
def replace(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Type the schedule anew, while nothing stands on it."""
    contract = administered(request, contract_id, Action.UPDATE)
    terms, formats = words(request)
    form = ReplacementForm(
        request.POST or None,
        initial={"version": contract.version},
        terms=terms,
        formats=formats,
    )
    why = fixed.why_schedule_is_fixed(contract, terms)
    if why is not None:
        raise WrongState(why)

    def put(typed: TypedSchedule) -> Done:
        try:
            operations.replace_schedule(
                actor=request.actor,
                contract_id=contract.pk,
                rows=typed.checked.lines if typed.checked is not None else (),
                expected_version=form.cleaned_data["version"],
                create_codes=typed.create_codes,
            )
        except Stale:
            form.take_version(contract.version)
            raise
        said = f"The {terms.schedule_of_values} of {contract.number} is saved."
        return Done(reverse("web:contract_schedule", args=[contract.pk]), said)

    return with_schedule(
        request,
        form,
        "contracts/schedule_edit.html",
        {"contract": contract},
        put,
        method=contract.accounting_method,
        start=TypedSchedule(rows=from_lines(queries.lines(contract))),
    )


def administered(request: ActorRequest, contract_id: int, right: Action) -> Contract:
    """A contract whose schedule the person sees and may do this to."""
    contract = enter_contract(request, contract_id)
    is_head = contract.kind == HEAD_CONTRACT
    request.tool = "web:head_contract_list" if is_head else "web:commitment_list"
    may_see = policy.may_see_schedule(request.actor, contract)
    if not may_see or not policy.may(request.actor, contract, right):
        raise NotAllowed("Ask an administrator of the project to change the contract.")
    return contract


def with_schedule(
    request: ActorRequest,
    form: BaseForm,
    template_name: str,
    context: dict[str, Any],
    act: Callable[[TypedSchedule], Done],
    *,
    method: str,
    needs_rows: bool = True,
    taken_items: set[str] | None = None,
    start: TypedSchedule | None = None,
) -> HttpResponse:
    """A form beside a schedule: shown, read from a file, checked, acted on when all is clean."""
    terms, formats = words(request)
    typed = start or TypedSchedule()
    if request.method == "POST":
        typed = _read(request, method, taken_items or set())
        answer = _answer(request, form, typed, act, needs_rows=needs_rows)
        if answer is not None:
            return answer
    context |= {
        "typed": typed,
        "method": method,
        "total": typed.checked.total if typed.checked is not None else None,
        "sheet": sheet_config(typed, method=method, terms=terms, formats=formats),
    }
    answer = shown(request, template_name, context, form=form)
    if answer.status_code == 200 and (typed.problems or typed.refusal):
        answer.status_code = 422
    return answer


def _read(request: ActorRequest, method: str, taken_items: set[str]) -> TypedSchedule:
    """The schedule of the form, checked against what the project has."""
    project = request.project
    if project is None:
        raise LookupError("The page has not entered a project yet.")
    codes = projects.budget_codes(request.actor, project.pk)
    return checked(
        typed_schedule(request),
        method=method,
        codes=dict(codes.values_list("code", "pk")),
        locale=project.terminology,
        taken_items=taken_items,
    )


def _answer(
    request: ActorRequest,
    form: BaseForm,
    typed: TypedSchedule,
    act: Callable[[TypedSchedule], Done],
    *,
    needs_rows: bool,
) -> HttpResponse | None:
    """Act where everything is clean; None where the page has to be shown again."""
    if typed.from_file or request.POST.get("act") == "look":
        # A file is looked at before anything of it is stored; the rest of the form is kept, and
        # what is still missing in it is not held against anybody yet.
        form.errors.clear()
        return None
    valid = form.is_valid()
    if needs_rows and not typed.rows and not typed.refusal:
        form.add_error(None, "Type at least one line.")
        valid = False
    if not valid or not typed.is_clean:
        return first_answer(request)
    try:
        return act_once(request, lambda: act(typed))
    except (Invalid, WrongState, Stale) as refusal:
        place(form, refusal)
        return first_answer(request)
