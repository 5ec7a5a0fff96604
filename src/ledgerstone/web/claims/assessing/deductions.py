"""The deductions of a claim: amounts taken or given back outside the nine lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ledgerstone.claims import operations, policy
from ledgerstone.claims.allowed import not_allowed
from ledgerstone.claims.models import Claim, ClaimDeduction
from ledgerstone.claims.operations.deductions import NewDeduction
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.claims.crumbs import page_crumbs
from ledgerstone.web.claims.papers.papers_views import entered
from ledgerstone.web.claims.sheets.sheet_config import ENTRY, READ, mode_of
from ledgerstone.web.entrance import words
from ledgerstone.web.forms import words_field
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view

# Empty rows for more.
_SPARE = 3
_COLUMNS = ("category", "description", "amount", "taxable")


class DeductionsForm(forms.Form):
    """Rows of a kind, words, a signed amount, and whether tax is on it."""

    def __init__(
        self, *args: Any, formats: Formats, standing: list[ClaimDeduction], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.formats = formats
        posted = sum(1 for name in self.data if name.endswith("_category")) if self.is_bound else 0
        self.count = max(posted, len(standing) + _SPARE)
        for number in range(1, self.count + 1):
            one = standing[number - 1] if number <= len(standing) else None
            self._add(number, one)

    def _add(self, number: int, one: ClaimDeduction | None) -> None:
        shown = "" if one is None else self.formats.money(one.amount)
        self.fields[f"{number}_category"] = words_field(
            f"Kind {number}", 60, required=False, initial=one.category if one else ""
        )
        self.fields[f"{number}_description"] = words_field(
            f"In words {number}", 300, required=False, initial=one.description if one else ""
        )
        self.fields[f"{number}_amount"] = forms.CharField(
            required=False, max_length=40, label=f"Amount {number}", initial=shown,
            widget=forms.TextInput(attrs={"inputmode": "text", "class": "num"}),
        )  # fmt: skip
        self.fields[f"{number}_taxable"] = forms.BooleanField(
            required=False, label=f"Taxable {number}", initial=bool(one and one.is_taxable)
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields, row by row."""
        return [
            {column: self[f"{number}_{column}"] for column in _COLUMNS}
            for number in range(1, self.count + 1)
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.deductions: list[NewDeduction] = []
        for number in range(1, self.count + 1):
            category = given.get(f"{number}_category", "")
            words_given = given.get(f"{number}_description", "")
            typed = given.get(f"{number}_amount", "")
            if not (category or words_given or typed):
                continue
            amount = self._amount(number, typed)
            if not category:
                self.add_error(f"{number}_category", "Say what kind it is.")
            elif amount is not None:
                taxable = given.get(f"{number}_taxable", False)
                self.deductions.append(NewDeduction(category, amount, words_given, taxable))
        return given

    def _amount(self, number: int, typed: str) -> Decimal | None:
        try:
            figure = parse_figure(typed, self.formats.locale)
        except FigureError as refused:
            self.add_error(f"{number}_amount", str(refused))
            return None
        if figure is None or figure.kind == "percent":
            self.add_error(f"{number}_amount", "Type an amount.")
            return None
        if figure.value != round(figure.value, 2):
            self.add_error(f"{number}_amount", "An amount has at most 2 decimals.")
            return None
        return figure.value


@view
def claim_deductions(request: ActorRequest, claim_id: int) -> HttpResponse:
    """What is taken from a claim or given back, by whoever edits or assesses it just now."""
    found = entered(request, claim_id)
    terms, formats = words(request)
    if not policy.may_speak(request.actor, found):
        raise not_allowed(request.actor, found.contract)
    mode = mode_of(request.actor, found)
    if mode == READ:
        return HttpResponseRedirect(reverse("web:claim", args=[found.pk]))
    standing = list(found.deductions.order_by("position"))
    form = DeductionsForm(request.POST or None, formats=formats, standing=standing)
    if request.method == "POST":
        answer = submit(request, form, lambda: _save(request, found, form, mode))
        if answer is not None:
            return answer
    context = {
        "claim": found,
        "is_review": mode != ENTRY,
        "has_tax": found.contract.tax_rate is not None,
        "crumbs": page_crumbs(
            request.actor, found, terms, formats, terms.deduction.plural_capitalised
        ),
    }
    return shown(request, "claims/deductions.html", context, form=form)


def _save(request: ActorRequest, found: Claim, form: DeductionsForm, mode: str) -> Done:
    version = request.POST.get("version", "")
    if not is_whole(version):
        raise Invalid("The page was incomplete. Reload it and try again.")
    operations.set_deductions(
        actor=request.actor,
        claim_id=found.pk,
        expected_version=int(version),
        deductions=form.deductions,
    )
    terms, formats = words(request)
    given_back = [
        f"{formats.money(one.amount)} of {one.category} is given back and adds to what is payable. "
        "Type it with a minus if it is taken."
        for one in form.deductions
        if one.amount > 0
    ]
    saved = f"The {terms.deduction.plural} are saved."
    if mode == ENTRY:
        return Done(reverse("web:claim", args=[found.pk]), saved, given_back)
    place = reverse("web:claim_assessment", args=[found.pk])
    return Done(place, f"{saved} What reduces the claim needs a reason.", given_back)
