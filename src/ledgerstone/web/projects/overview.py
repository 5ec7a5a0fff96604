"""What an administrator of claims sees first: of every project in a row, of one project in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import Claim
from ledgerstone.claims.models.statuses import DRAFT, UNDER_REVIEW, WITHDRAWN
from ledgerstone.claims.told import is_kept_back
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import CLAIMABLE_STATUSES, HEAD_CONTRACT
from ledgerstone.contracts.visibility import with_schedule
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.contracts.figures import ContractFigures, ContractRow, contract_rows, total
from ledgerstone.web.projects.next_acts import NextAct, next_acts

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
        contracts.visible_to(actor)
        .filter(project_id__in=ids)
        .exclude(kind=HEAD_CONTRACT)
        .values_list("project_id")
        .annotate(count=Count("pk"))
        .order_by()
    )
    waiting = _counts(
        Claim.objects.filter(
            with_schedule(actor, "contract__"),
            account_id=actor.account_id,
            contract__project_id__in=ids,
            is_upstream=False,
            status=UNDER_REVIEW,
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
    """Everything on a project's first page. Seven queries, however many contracts."""
    found = list(
        contracts.visible_to(actor)
        .filter(project_id=project.pk)
        .select_related("company")
        .order_by("number", "id")
    )
    rows = contract_rows(actor, found)
    heads = [row for row in rows if row.contract.is_upstream]
    commitments = [row for row in rows if not row.contract.is_upstream]
    period = projects.open_period(actor, project.pk)
    made = _claims(actor, [row.contract.pk for row in rows if row.figures is not None])
    position = _position(actor, project, period, commitments, made) if period is not None else None
    acts = next_acts(
        actor,
        project,
        has_period=period is not None,
        heads=heads,
        commitments=commitments,
        claims=made,
    )
    return ProjectOverview(
        position=position,
        head_contracts=heads,
        commitments=commitments,
        commitments_total=total(row.figures for row in commitments if row.figures is not None),
        acts=acts[:_ACTS],
        more_acts=max(0, len(acts) - _ACTS),
    )


def _claims(actor: Actor, contract_ids: Sequence[int]) -> list[Claim]:
    """Claims that stand, newest first."""
    return list(
        claims.visible_to(actor)
        .filter(contract_id__in=contract_ids)
        .exclude(status=WITHDRAWN)
        .select_related(None)
        .select_related("contract")
        .order_by("submitted_at", "id")
    )


def _position(
    actor: Actor,
    project: Project,
    period: BillingPeriod,
    commitments: Sequence[ContractRow],
    claims: Sequence[Claim],
) -> PeriodPosition:
    here = [claim for claim in claims if claim.period_id == period.pk and not claim.is_upstream]
    handed_in = [claim for claim in here if claim.status != DRAFT]
    decided = [claim for claim in handed_in if claim.certificate_id is not None]
    reviewed = [claim for claim in handed_in if claim.status == UNDER_REVIEW]
    told = [claim for claim in reviewed if not is_kept_back(actor, claim)]
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
        assessed=sum((claim.assessed_this_period for claim in (*decided, *told)), Decimal("0.00")),
    )
