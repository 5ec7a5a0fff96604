"""The markups of a contract: percentages that become lines of its variations."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse

from ledgerstone.access.actions import Action
from ledgerstone.contracts import operations, policy
from ledgerstone.contracts.models import Contract, Markup
from ledgerstone.contracts.operations import NewMarkup
from ledgerstone.contracts.variations import variations
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, Stale, WrongState
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.forms import RegionalForm, WholeNumberField
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, first_answer, place, shown, view

_SPARE = 2
_HUNDRED = Decimal(100)


class MarkupsForm(RegionalForm):
    """The version of the contract that was looked at; the rows travel beside it."""

    version = WholeNumberField()


@dataclass(slots=True)
class TypedMarkup:
    """A row as typed, with what is wrong in it."""

    id: str = ""
    name: str = ""
    kind: str = Markup.HORIZONTAL
    rate: str = ""
    compounds: bool = False
    errors: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not (self.name.strip() or self.rate.strip())


@view
def contract_markups(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The markups of a contract in their order, to be changed together."""
    contract = enter_contract(request, contract_id)
    if not policy.may(request.actor, contract, Action.CONFIGURE):
        raise NotAllowed("Ask an administrator of the project to do this.")
    if not contract.markups_enabled:
        raise WrongState("Markups are switched off in the advanced settings of this contract.")
    request.tool = "web:head_contract_list" if contract.is_upstream else "web:commitment_list"
    terms, formats = words(request)
    initial = {"version": contract.version}
    form = MarkupsForm(request.POST or None, initial=initial, terms=terms, formats=formats)
    if request.method == "POST":
        rows = _typed(request.POST)
        if request.POST.get("act") != "more":
            answer = _answer(request, contract, form, rows, formats)
            if answer is not None:
                return answer
    else:
        rows = _kept(contract, formats)
    blank = [TypedMarkup() for _ in range(_SPARE)]
    context = {
        "contract": contract,
        "rows": [*(row for row in rows if not row.is_blank), *blank],
        "back": reverse("web:contract_variations", args=[contract.pk]),
    }
    return shown(request, "contracts/markups.html", context, form=form)


def _kept(contract: Contract, formats: Formats) -> list[TypedMarkup]:
    return [
        TypedMarkup(
            id=str(one.pk),
            name=one.name,
            kind=one.kind,
            rate=formats.rate(one.rate).removesuffix("%"),
            compounds=one.compounds,
        )
        for one in variations.markups_of(contract)
    ]


def _typed(post: QueryDict) -> list[TypedMarkup]:
    """The rows of the form, in the order that their places say."""
    rows = []
    for number, name in enumerate(post.getlist("name")):
        place_of = post.getlist("place")
        row = TypedMarkup(
            id=_at(post, "id", number),
            name=name,
            kind=_at(post, "kind", number),
            rate=_at(post, "rate", number),
            compounds=_at(post, "compounds", number) == "yes",
        )
        asked = place_of[number] if number < len(place_of) else ""
        rows.append((int(asked) if is_whole(asked) else number + 1, number, row))
    return [row for _place, _number, row in sorted(rows, key=lambda one: one[:2])]


def _at(post: QueryDict, name: str, number: int) -> str:
    values = post.getlist(name)
    return values[number] if number < len(values) else ""


def _answer(
    request: ActorRequest,
    contract: Contract,
    form: MarkupsForm,
    rows: list[TypedMarkup],
    formats: Formats,
) -> HttpResponse | None:
    """Keep the rows; None where the page has to be shown again."""
    given = [row for row in rows if not row.is_blank]
    markups = [_read(row, formats) for row in given]
    if not form.is_valid() or any(row.errors for row in given):
        form.add_error(None, "Correct what is marked. Nothing is saved yet.")
        return first_answer(request)

    def act() -> Done:
        operations.define_markups(
            actor=request.actor,
            contract_id=contract.pk,
            markups=markups,
            expected_version=form.cleaned_data["version"],
        )
        return Done(request.path, "The markups are saved; what is not approved follows them.")

    try:
        return act_once(request, act)
    except (Invalid, WrongState, Stale) as refusal:
        _mark(given, refusal.fields)
        place(form, refusal)
        if isinstance(refusal, Stale):
            form.data = dict(form.data.items()) | {"version": str(contract.version)}
        return first_answer(request)


def _read(row: TypedMarkup, formats: Formats) -> NewMarkup:
    rate = Decimal(0)
    try:
        figure = parse_figure(row.rate, formats.locale)
        if figure is None:
            row.errors = ("Give a percentage, such as 10.",)
        else:
            rate = figure.value / _HUNDRED
    except FigureError:
        row.errors = ("Type a percentage such as 10 or 12.5.",)
    known = int(row.id) if is_whole(row.id) else None
    return NewMarkup(row.name, row.kind, rate, row.compounds, known)


def _mark(rows: list[TypedMarkup], fields: Any) -> None:
    for where, sentence in fields.items():
        kind, _, rest = where.partition(":")
        number = rest.partition(":")[0]
        if kind == "markup" and number.isdecimal() and int(number) <= len(rows):
            row = rows[int(number) - 1]
            row.errors = (*row.errors, sentence)
