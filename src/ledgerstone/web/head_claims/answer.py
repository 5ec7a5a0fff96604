"""The owner's answer from a file: what it would change first, then all of it or nothing."""

from __future__ import annotations

import json
from dataclasses import asdict

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ledgerstone.claims import operations, policy, queries
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.answers import AnswerRow
from ledgerstone.claims.transitions import Action
from ledgerstone.documents.spreadsheets.answer_files import answer_template, read_answer
from ledgerstone.documents.spreadsheets.spreadsheet_text import FORMS
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from ledgerstone.tenancy.typed_text import one_line
from ledgerstone.web.claims.crumbs import crumbs
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, place, shown, view
from ledgerstone.web.uploads import uploaded

_FIELDS = ("number", "item", "to_date", "this_period", "reason", "kind", "fault")


class FileForm(forms.Form):
    """The file; what is wrong with it stands beside it."""

    file = forms.FileField(required=False)


@view
@require_http_methods(["GET", "POST"])
def answer(request: ActorRequest, claim_id: int) -> HttpResponse:
    """Choose the file; see what it would change; enter it."""
    claim = _claim(request, claim_id)
    if request.method == "POST" and request.POST.get("act") == "store":
        return act_once(request, lambda: _store(request, claim))
    form = FileForm(request.POST if request.method == "POST" else None)
    context = _around(request, claim)
    if request.method == "POST":
        form.is_valid()
        try:
            name, content = uploaded(request)
            rows = read_answer(content, name)
            plan = operations.plan_owner_answer(actor=request.actor, claim_id=claim.pk, rows=rows)
        except Invalid as refusal:
            place(form, refusal)
        else:
            shown_plan = {"plan": plan, "rows": json.dumps([asdict(row) for row in rows])}
            return shown(request, "head_claims/answer_plan.html", context | shown_plan)
    return shown(request, "head_claims/answer.html", context, form=form)


@view
@require_safe
def template(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The lines of the claim as a file to fill in."""
    claim = _claim(request, claim_id)
    form = request.GET.get("form", "")
    form = form if form in FORMS else "xlsx"
    sheet = queries.sheet_for(request.actor, claim)
    reply = HttpResponse(answer_template(sheet, form), content_type=FORMS[form])
    reply["Content-Disposition"] = f'attachment; filename="answer-claim-{claim.number}.{form}"'
    return reply


def _claim(request: ActorRequest, claim_id: int) -> Claim:
    """A head contract claim that the person may assess now."""
    claim = queries.get_claim(request.actor, claim_id)
    enter(request, claim.contract.project)
    request.tool = "web:head_contract_list"
    if not claim.is_upstream:
        raise NotThere
    terms, _formats = words(request)
    if not policy.is_entitled(request.actor, claim, Action.EDIT_ASSESSED):
        raise NotAllowed(
            f"The {terms.owner}'s answer is entered by an administrator of "
            f"{terms.head_contract.plural}."
        )
    if not policy.may_edit_assessed(request.actor, claim):
        raise WrongState(
            f"The {terms.owner}'s answer is entered once the {terms.claim_short} is issued."
        )
    return claim


def _around(request: ActorRequest, claim: Claim) -> dict[str, object]:
    terms, formats = words(request)
    name = f"{terms.claim_short.capitalised} {claim.number}"
    return {
        "claim": claim,
        "crumbs": [
            *crumbs(request.actor, claim, terms, formats)[:-1],
            {"label": name, "href": reverse("web:claim", args=[claim.pk])},
            {"label": f"The {terms.owner}'s answer", "href": ""},
        ],
    }


def _store(request: ActorRequest, claim: Claim) -> Done:
    terms, _formats = words(request)
    version = request.POST.get("version", "")
    rows = _given(request.POST.get("rows", ""))
    if not is_whole(version) or not rows:
        raise Invalid("The page was incomplete. Choose the file again.")
    operations.import_owner_answer(
        actor=request.actor, claim_id=claim.pk, expected_version=int(version), rows=rows
    )
    said = (
        f"The {terms.owner}'s answer is entered on {terms.claim_short} {claim.number}. Look it "
        "over and certify it."
    )
    return Done(reverse("web:claim", args=[claim.pk]), said)


def _given(text: str) -> list[AnswerRow]:
    """The rows that the preview sent back; none where they are not what it sent."""
    try:
        rows = [[row[name] for name in _FIELDS] for row in json.loads(text)]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
    if not all(isinstance(one, str) for _number, *texts in rows for one in texts):
        return []
    return [
        AnswerRow(number if isinstance(number, int) else 0, *map(one_line, texts))
        for number, *texts in rows
    ]
