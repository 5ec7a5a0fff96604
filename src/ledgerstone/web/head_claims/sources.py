"""Where the figures of a head contract claim came from: every line with what was carried to it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledgerstone.claims import policy, queries
from ledgerstone.claims.models import Claim
from ledgerstone.claims.prefill.provenance import (
    CarriedFigure,
    LineSources,
    line_sources,
    may_see_sources,
)
from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.claims.crumbs import crumbs
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.requests import ActorRequest, shown, view


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source in words."""

    figure: CarriedFigure
    name: str
    href: str
    state: str
    comes_back: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Of all lines."""

    billed: Decimal
    carried: Decimal
    own: Decimal


@view
@require_safe
def sources(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The lines of a claim with their sources: this claim's, or all to date; one line, or all."""
    claim = queries.get_claim(request.actor, claim_id)
    enter(request, claim.contract.project)
    if not (claim.is_upstream and may_see_sources(request.actor, claim)):
        raise NotThere
    request.tool = "web:head_contract_list"
    terms, formats = words(request)
    to_date = request.GET.get("of") == "all"
    asked = request.GET.get("line", "")
    line_id = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    lines = line_sources(request.actor, claim, to_date=to_date, line_id=line_id)
    if line_id is not None and not lines and not _is_line(claim, line_id):
        raise NotThere
    here = reverse("web:claim_sources", args=[claim.pk])
    name = f"{terms.claim_short.capitalised} {claim.number}"
    context = {
        "claim": claim,
        "lines": [(line, [_row(one, terms, formats) for one in line.figures]) for line in lines],
        "totals": _totals(lines),
        "to_date": to_date,
        "one_line": line_id is not None,
        "views": [
            {"label": f"In {name.lower()}", "href": here, "current": not to_date},
            {"label": "To date", "href": f"{here}?of=all", "current": to_date},
        ],
        "crumbs": [
            *crumbs(request.actor, claim, terms, formats)[:-1],
            {"label": name, "href": reverse("web:claim", args=[claim.pk])},
            {"label": "Sources", "href": ""},
        ],
        "may_prefill": claim.contract.prefill_by != "none"
        and policy.may_edit_claimed(request.actor, claim),
    }
    return shown(request, "head_claims/sources.html", context)


def _is_line(claim: Claim, line_id: int) -> bool:
    """Whether the contract has the line; one that is not approved was carried nothing to."""
    lines = ScheduleLine.objects.filter(account_id=claim.account_id, contract_id=claim.contract_id)
    return lines.filter(pk=line_id).exists()


def _totals(lines: tuple[LineSources, ...]) -> Totals:
    billed = sum((line.billed for line in lines), Decimal("0.00"))
    carried = sum((line.carried for line in lines), Decimal("0.00"))
    return Totals(billed, carried, billed - carried)


def _row(figure: CarriedFigure, terms: Terms, formats: Formats) -> SourceRow:
    if figure.claim is None:
        name, href = f"{terms.commitment.with_article} that you do not see".capitalize(), ""
    else:
        name = f"{figure.claim.contract.number} {terms.claim_short} {figure.claim.number}"
        href = reverse("web:claim", args=[figure.claim.pk])
    moment = figure.withdrawn_at or figure.certified_at
    day = formats.short_day(formats.local(moment).date())
    state = f"Withdrawn, {day}" if figure.withdrawn_at else day
    back = ""
    if figure.withdrawn_at:
        back = (
            f"comes back as {formats.money(-figure.comes_back)} with the next prefill"
            if figure.comes_back
            else "taken back since"
        )
    return SourceRow(figure, name, href, state, back)
