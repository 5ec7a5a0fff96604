"""What an administrator of claims sees first: of every project in a row, of one project in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.urls import NoReverseMatch, reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import CLAIMABLE_STATUSES, HEAD_CONTRACT, Contract
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor

from .contract_figures import ContractFigures, ContractRow, figures_of, total

_NOT_COUNTED = ("withdrawn",)
# More than this many acts is a list, and there are pages for lists.
_ACTS = 6


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in the list of projects."""

    project: Project
    period: BillingPeriod | None
    commitments: int
    under_review: int
    formats: Formats

    @property
    def review_word(self) -> str:
        """How many claims wait for a decision."""
        return f"{self.under_review} to review"


def project_rows(actor: Actor) -> list[ProjectRow]:
    """Every project that the person is on, with its open period and counts. Four queries."""
    visible = list(projects.visible_to(actor))
    ids = [project.pk for project in visible]
    open_periods = {
        period.project_id: period
        for period in BillingPeriod.objects.filter(
            account_id=actor.account_id, project_id__in=ids, status=BillingPeriod.OPEN
        )
    }
    commitments = _counts(
        Contract.objects.filter(account_id=actor.account_id, project_id__in=ids)
        .exclude(kind=HEAD_CONTRACT)
        .values_list("project_id")
        .annotate(count=Count("pk"))
        .order_by()
    )
    waiting = _counts(
        Claim.objects.filter(
            account_id=actor.account_id,
            contract__project_id__in=ids,
            is_upstream=False,
            status="under_review",
        )
        .values_list("contract__project_id")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return [
        ProjectRow(
            project=project,
            period=open_periods.get(project.pk),
            commitments=commitments.get(project.pk, 0),
            under_review=waiting.get(project.pk, 0),
            formats=projects.words(project)[1],
        )
        for project in visible
    ]


def _counts(pairs: object) -> dict[int, int]:
    return dict(pairs)  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class NextAct:
    """One thing to do next: what, for which record, and where."""

    label: str
    detail: str
    href: str
    icon: str = "chevron-right"


@dataclass(frozen=True, slots=True)
class PeriodPosition:
    """How far the open period is."""

    period: BillingPeriod
    days_left: int
    expected: int
    received: int
    decided: int
    under_review: int
    drafts: int
    claimed: Decimal
    assessed: Decimal

    @property
    def is_late(self) -> bool:
        """Whether the due date has passed."""
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class ProjectOverview:
    """A project on its first page."""

    position: PeriodPosition | None
    head_contracts: Sequence[ContractRow]
    commitments: Sequence[ContractRow]
    commitments_total: ContractFigures
    acts: Sequence[NextAct]
    more_acts: int


def project_overview(actor: Actor, project: Project) -> ProjectOverview:
    """Everything on a project's first page. Six queries, however many contracts."""
    found = list(
        contracts.visible_to(actor)
        .filter(project_id=project.pk)
        .select_related("company")
        .order_by("number", "id")
    )
    figures = figures_of(actor, [contract.pk for contract in found])
    rows = [ContractRow(contract, figures[contract.pk]) for contract in found]
    heads = [row for row in rows if row.contract.is_upstream]
    commitments = [row for row in rows if not row.contract.is_upstream]
    period = projects.open_period(actor, project.pk)
    claims = _claims(actor, [contract.pk for contract in found])
    position = _position(project, period, commitments, claims) if period is not None else None
    acts = _acts(project, position, heads, commitments, claims)
    return ProjectOverview(
        position=position,
        head_contracts=heads,
        commitments=commitments,
        commitments_total=total(row.figures for row in commitments),
        acts=acts[:_ACTS],
        more_acts=max(0, len(acts) - _ACTS),
    )


def _claims(actor: Actor, contract_ids: Sequence[int]) -> list[Claim]:
    """Claims that stand, newest first."""
    return list(
        Claim.objects.filter(account_id=actor.account_id, contract_id__in=contract_ids)
        .exclude(status__in=_NOT_COUNTED)
        .select_related("contract")
        .order_by("submitted_at", "id")
    )


def _position(
    project: Project,
    period: BillingPeriod,
    commitments: Sequence[ContractRow],
    claims: Sequence[Claim],
) -> PeriodPosition:
    here = [claim for claim in claims if claim.period_id == period.pk and not claim.is_upstream]
    handed_in = [claim for claim in here if claim.status != "draft"]
    decided = [claim for claim in handed_in if claim.certificate_id is not None]
    reviewed = [claim for claim in handed_in if claim.status == "under_review"]
    today = clock.today(project.time_zone)
    return PeriodPosition(
        period=period,
        days_left=(period.due_date - today).days,
        expected=sum(1 for row in commitments if row.contract.status in CLAIMABLE_STATUSES),
        received=len({claim.contract_id for claim in handed_in}),
        decided=len(decided),
        under_review=len(reviewed),
        drafts=len(here) - len(handed_in),
        claimed=sum((claim.claimed_this_period for claim in handed_in), Decimal("0.00")),
        assessed=sum((claim.assessed_this_period for claim in decided), Decimal("0.00")),
    )


def _acts(
    project: Project,
    position: PeriodPosition | None,
    heads: Sequence[ContractRow],
    commitments: Sequence[ContractRow],
    claims: Sequence[Claim],
) -> list[NextAct]:
    terms, formats = projects.words(project)
    acts = _set_up_acts(project, terms, position, heads, commitments)
    acts += _claim_acts(claims, terms, formats)
    acts += [
        NextAct(
            f"Approve the {terms.schedule_of_values}",
            f"{row.contract.number} {row.contract.title}",
            address("web:contract", row.contract.pk),
            "file-text",
        )
        for row in commitments
        if row.contract.status in ("draft", "out_for_signature", "processing", "submitted")
    ]
    return acts


def _claim_acts(claims: Sequence[Claim], terms: Terms, formats: Formats) -> list[NextAct]:
    """Claims to review, then those of our own to finish."""
    review = [
        NextAct(
            f"Review {terms.claim_short} {claim.number}",
            f"{claim.contract.number} {claim.contract.title}, "
            f"{formats.money(claim.claimed_this_period)}",
            address("web:claim", claim.pk),
            "clipboard-list",
        )
        for claim in claims
        if claim.status == "under_review" and not claim.is_upstream
    ]
    finish = [
        NextAct(
            f"Finish {terms.head_claim} {claim.number}",
            f"{claim.contract.number} {claim.contract.title}",
            address("web:claim", claim.pk),
            "arrow-up-right",
        )
        for claim in claims
        if claim.status == "draft" and claim.is_upstream
    ]
    return review + finish


def _set_up_acts(
    project: Project,
    terms: Terms,
    position: PeriodPosition | None,
    heads: Sequence[ContractRow],
    commitments: Sequence[ContractRow],
) -> list[NextAct]:
    acts = []
    if not heads:
        acts.append(
            NextAct(
                f"Add the {terms.head_contract}",
                f"What the {terms.owner} pays you under, with its {terms.schedule_of_values}.",
                address("web:head_contract_new", project.pk),
                "building",
            )
        )
    if not commitments:
        acts.append(
            NextAct(
                f"Add the first {terms.commitment}",
                f"A {terms.subcontract} or {terms.purchase_order} that you pay under.",
                address("web:contract_new", project.pk),
                "file-text",
            )
        )
    if position is None:
        acts.append(
            NextAct(
                f"Open {terms.billing_period.with_article}",
                f"{terms.claim.plural_capitalised} are made for one.",
                address("web:period_new", project.pk),
                "calendar-plus",
            )
        )
    return acts


def address(name: str, *args: int) -> str:
    """The address of a page, or nothing where an installation does not have the page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def claims_of(actor: Actor, contract: Contract) -> list[Claim]:
    """Every claim on a contract, newest first, withdrawn ones too."""
    return list(
        Claim.objects.filter(account_id=actor.account_id, contract_id=contract.pk)
        .select_related("certificate", "period")
        .order_by("-number")
    )


def has_draft(claims: Sequence[Claim]) -> Claim | None:
    """The claim that is with its claimant: while there is one no other can be started."""
    return next((c for c in claims if c.status in ("draft", "revise_and_resubmit")), None)


def days_sentence(days: int) -> str:
    """How far away a due date is."""
    if days == 0:
        return "today"
    if days > 0:
        return "tomorrow" if days == 1 else f"in {days} days"
    return "yesterday" if days == -1 else f"{-days} days ago"
