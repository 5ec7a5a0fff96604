"""Claim documents in the browser: a contract as a file, and one from a file after a look at it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from ledgerstone.claims.exchange import Plan, claim_document, import_contract, plan_import, written
from ledgerstone.contracts import policy
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT
from ledgerstone.contracts.numbering import proposed_number
from ledgerstone.core import Cover
from ledgerstone.core.document.tie_out import Difference
from ledgerstone.projects import roll
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere
from ledgerstone.web.claims.cover import CoverCard, CoverLine
from ledgerstone.web.entrance import enter_contract, enter_project, words
from ledgerstone.web.forms import RegionalForm, words_field
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view

LARGEST_FILE = 8 * 1024 * 1024
_LISTED = 25


class ImportForm(RegionalForm):
    """Whose contract a document becomes, and what it is called here."""

    document = forms.CharField(
        strip=False, widget=forms.HiddenInput, error_messages={"required": "Choose a file."}
    )
    company = forms.ChoiceField(error_messages={"required": "Choose a company."})
    head_contract = forms.ChoiceField(required=False)
    number = words_field("Number", length=40)
    title = words_field("Title")

    def fit(self, request: ActorRequest, project: Project, kind: str) -> None:
        """Offer what this kind of contract can be given on the project."""
        terms = self.terms
        companies = roll.companies_offered(request.actor, project.pk)
        party = terms.owner if kind == HEAD_CONTRACT else terms[kind]
        hint = "" if kind == HEAD_CONTRACT else f"Who is paid under the {party}."
        self.call("company", "Company", hint or f"The {party} who pays under it.")
        listed = [(str(company.pk), company.name) for company in companies]
        self.choose("company", [("", "Choose a company"), *listed])
        heads = contracts.visible_to(request.actor).filter(
            kind=HEAD_CONTRACT, project_id=project.pk
        )
        offered = [(str(one.pk), f"{one.number} {one.title}") for one in heads.order_by("number")]
        if kind == HEAD_CONTRACT or len(offered) < 2:
            del self.fields["head_contract"]
            return
        self.call("head_contract", terms.head_contract.capitalised)
        self.choose("head_contract", [("", f"Choose a {terms.head_contract}"), *offered])


@view
@require_safe
def contract_export(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The contract with its claims as a claim document, to keep or to take elsewhere."""
    contract = enter_contract(request, contract_id)
    document = claim_document(request.actor, contract.pk)
    answer = HttpResponse(written(document), content_type="application/json; charset=utf-8")
    name = f"{contract.number} claim document.json"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@view
@require_http_methods(["GET", "POST"])
def contract_import(request: ActorRequest, project_id: int) -> HttpResponse:
    """Choose a claim document, look at what it would bring, and take the contract over."""
    project = enter_project(request, project_id)
    request.tool = "web:commitment_list"
    _refuse_unless_allowed(request, project)
    terms, formats = words(request)
    if request.method != "POST":
        return shown(request, "contracts/exchange_import.html", {"told": ""})
    try:
        text = _text(request)
        plan = plan_import(text, project)
    except Invalid as refusal:
        context = {"told": refusal.message}
        answer = shown(request, "contracts/exchange_import.html", context)
        answer.status_code = 422
        return answer
    kind = plan.document.terms.kind.value
    is_look = request.POST.get("act") != "import"
    form = ImportForm(
        None if is_look else request.POST,
        initial={
            "document": text,
            "number": proposed_number(project, kind),
            "title": plan.document.title,
        },
        terms=terms,
        formats=formats,
    )
    form.fit(request, project, kind)
    if not is_look:
        done = submit(request, form, lambda: _taken_over(request, project, form))
        if done is not None:
            return done
    return shown(request, "contracts/exchange_preview.html", _looked(plan, request), form=form)


def _refuse_unless_allowed(request: ActorRequest, project: Project) -> None:
    actor = request.actor
    kinds = (HEAD_CONTRACT, SUBCONTRACT)
    if not any(policy.may_see_tool(actor, project.pk, kind) for kind in kinds):
        raise NotThere
    if not any(
        policy.may_create(actor, project.pk, kind)
        and policy.may_put_into_effect(actor, project.pk, kind)
        for kind in kinds
    ):
        raise NotAllowed("Ask an administrator of the project to take the contract over.")


def _text(request: ActorRequest) -> str:
    """The document that was chosen, or that was looked at already."""
    upload: UploadedFile | None = request.FILES.get("file")
    if upload is None:
        text = request.POST.get("document", "")
        if not text:
            raise Invalid("Choose a file.", fields={"file": "Choose a file."})
        return text
    if upload.size is not None and upload.size > LARGEST_FILE:
        sentence = (
            "The file is larger than 8 MB. Ask whoever runs the installation to bring it in from "
            "the command line."
        )
        raise Invalid(sentence, fields={"file": sentence})
    try:
        return upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        sentence = "This is not a claim document: it is not text in UTF-8."
        raise Invalid(sentence, fields={"file": sentence}) from None


def _taken_over(request: ActorRequest, project: Project, form: ImportForm) -> Done:
    given = form.cleaned_data
    done = import_contract(
        actor=request.actor,
        project_id=project.pk,
        text=given["document"],
        company_id=int(given["company"]),
        number=given["number"],
        title=given["title"],
        head_contract_id=int(given["head_contract"]) if given.get("head_contract") else None,
    )
    terms, _formats = words(request)
    count = len(done.plan.claims)
    claims = f"{count} {terms.claim_short if count == 1 else terms.claim_short.plural}"
    said = f"{done.contract.number} is here, with {claims}."
    return Done(reverse("web:contract", args=[done.contract.pk]), said)


def _looked(plan: Plan, request: ActorRequest) -> dict[str, Any]:
    """What a document would bring."""
    terms, formats = words(request)
    document, last = plan.document, plan.last
    opening = document.claims[0].entry.opening if document.claims else None
    certified = sum(1 for one in plan.claims if one.certified)
    return {
        "plan": plan,
        "kind_word": terms[document.terms.kind.value],
        "last": last,
        "cover": None if last is None else _card(last.valuation.cover, terms),
        "brings": [
            {"label": "Lines", "value": str(plan.lines)},
            {"label": terms.variation.plural_capitalised, "value": str(len(document.variations))},
            {"label": terms.claim_short.plural_capitalised,
             "value": f"{len(plan.claims)}, {certified} certified"},
            {"label": "Taken over before",
             "value": "No" if opening is None
             else f"After {terms.claim_short} {document.claims[0].entry.number - 1}"},
        ],
        "differences": [_difference(one) for one in plan.differences[:_LISTED]],
        "more": max(0, len(plan.differences) - _LISTED),
        "warnings": [f"{terms.claim_short.capitalised} {n}: {told}"
                     for n, told in plan.warnings[:_LISTED]],
        "formats": formats,
    }  # fmt: skip


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "place": found.place,
        "what": found.key.replace("_", " "),
        "item": found.item or "",
        "stated": found.stated,
        "computed": found.computed,
        "difference": found.difference,
    }


def _card(cover: Cover, terms: Terms) -> CoverCard:
    total = f"{terms.contract_sum.capitalised} to date"
    return CoverCard(
        lines=(
            CoverLine("3", total, "", cover.contract_sum_to_date, "result"),
            CoverLine("4", "Completed and stored", "to date", cover.total_completed_and_stored),
            CoverLine("5", terms.retention.capitalised, "", -cover.total_retention),
            CoverLine("6", f"Earned less {terms.retention}", "4 − 5",
                      cover.total_earned_less_retention, "result"),
            CoverLine("7", "Previous certificates", "", -cover.less_previous_certificates),
            CoverLine("8", "Current payment due", "6 − 7", cover.current_payment_due, "result"),
            CoverLine("", "Payable", "", cover.payable, "payable"),
        ),
        ties_out=True,
        tie_text="As we value it",
    )  # fmt: skip
