"""What is held as retention, what was released and what is due: of a contract, and of a project.

Every figure of the past is a certificate's: read, never worked out again. Only what a planned event
is going to release is worked out, since nothing was certified of it: a share of what is held now.
A project is told in both directions: what we hold from those below, what is held from us above.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ledgerstone.access.actions import Action
from ledgerstone.claims import queries
from ledgerstone.claims.models import PENDING_OWNER_APPROVAL
from ledgerstone.contracts import policy, visibility
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract, Opening, ReleaseEvent, RetentionSecurity
from ledgerstone.contracts.retention import retention_security
from ledgerstone.core.rounding import ZERO, cents
from ledgerstone.tenancy.actor import Actor

# Days ahead in which an event is told as coming.
AHEAD = 60


class StatedClaim(NamedTuple):
    """A certified claim's part: what it held back and released, and what was held after it.

    ``event`` is the planned event, or another cause, that it gave for its release.
    """

    contract_id: int
    claim_id: int
    number: int
    status: str
    named_event: str
    period_end: dt.date
    issued_at: dt.datetime
    withheld: Decimal
    released: Decimal
    work: Decimal
    materials: Decimal
    held: Decimal

    @property
    def event(self) -> str:
        return self.named_event if self.released else ""

    @property
    def is_payable(self) -> bool:
        return self.status != PENDING_OWNER_APPROVAL


# As a ``StatedClaim`` has them.
_STATED = (
    "contract_id",
    "pk",
    "number",
    "status",
    "release_event",
    "period_end",
    "certificate__issued_at",
    "certificate__retention_this_period",
    "certificate__retention_released_this_period",
    "certificate__retention_on_work",
    "certificate__retention_on_materials",
    "certificate__total_retention",
)


@dataclass(frozen=True, slots=True)
class DueRelease:
    """A planned event that releases next: ``on`` is when it happened or is due, ``is_reached``
    whether that day has come, ``amount`` its share of what those before it leave."""

    event: ReleaseEvent
    on: dt.date
    is_reached: bool
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ContractStatement:
    """One contract. ``opening_held`` and ``opening_released`` were brought from elsewhere."""

    contract: Contract
    claims: tuple[StatedClaim, ...]
    opening_held: Decimal
    opening_released: Decimal
    due: tuple[DueRelease, ...]
    securities: tuple[RetentionSecurity, ...]
    security: Decimal
    is_opened: bool = False

    @property
    def opening_withheld(self) -> Decimal:
        """Held back elsewhere in all."""
        return self.opening_held + self.opening_released

    @property
    def held(self) -> Decimal:
        """Held now, by the last certificate; before the first, as it was brought here."""
        return self.claims[-1].held if self.claims else self.opening_held

    @property
    def work(self) -> Decimal | None:
        """Of that, on work; None where no certificate says it."""
        return self.claims[-1].work if self.claims else _unknown(self.opening_held)

    @property
    def materials(self) -> Decimal | None:
        return self.claims[-1].materials if self.claims else _unknown(self.opening_held)

    @property
    def released(self) -> Decimal:
        """Released to date, elsewhere and here."""
        return sum((row.released for row in self.claims), self.opening_released)

    @property
    def withheld(self) -> Decimal:
        """Held back to date in all: what is held and what was released."""
        return sum((row.withheld for row in self.claims), self.opening_withheld)

    @property
    def due_now(self) -> Decimal:
        return sum((one.amount for one in self.due if one.is_reached), ZERO)

    @property
    def due_soon(self) -> Decimal:
        return sum((one.amount for one in self.due if not one.is_reached), ZERO)


@dataclass(frozen=True, slots=True)
class Direction:
    """All contracts of one direction, with their sums."""

    statements: tuple[ContractStatement, ...] = ()

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(one, name) for one in self.statements), ZERO)

    @property
    def held(self) -> Decimal:
        return self._sum("held")

    @property
    def released(self) -> Decimal:
        return self._sum("released")

    @property
    def withheld(self) -> Decimal:
        return self._sum("withheld")

    @property
    def due_now(self) -> Decimal:
        return self._sum("due_now")

    @property
    def due_soon(self) -> Decimal:
        return self._sum("due_soon")

    @property
    def security(self) -> Decimal:
        return self._sum("security")

    @property
    def work(self) -> Decimal:
        return _known(one.work for one in self.statements)

    @property
    def materials(self) -> Decimal:
        return _known(one.materials for one in self.statements)


@dataclass(frozen=True, slots=True)
class ProjectStatement:
    """``below``: what is held from subcontractors and suppliers; ``above``: from us."""

    below: Direction = field(default_factory=Direction)
    above: Direction = field(default_factory=Direction)

    @property
    def net(self) -> Decimal:
        """What is held from us beyond what we hold: below 0 where we hold more."""
        return self.above.held - self.below.held

    @property
    def net_due_now(self) -> Decimal:
        return self.above.due_now - self.below.due_now

    @property
    def net_due_soon(self) -> Decimal:
        return self.above.due_soon - self.below.due_soon


def _unknown(held: Decimal) -> Decimal | None:
    return None if held else ZERO


def _known(figures: Iterable[Decimal | None]) -> Decimal:
    return sum((figure for figure in figures if figure is not None), ZERO)


def may_see(actor: Actor, contract: Contract) -> bool:
    """Whether the person sees the certified claims of a contract, which a statement lists. Who
    reads the schedule of a head contract alone sees none of them."""
    return policy.may_see_schedule(actor, contract) and policy.may(
        actor, contract, Action.VIEW_CLAIM
    )


def of_contract(actor: Actor, contract: Contract, today: dt.date) -> ContractStatement:
    """One contract, whose claims the person sees. Four queries."""
    (statement,) = _statements(actor, [contract], today)
    return statement


def of_contracts(
    actor: Actor, contracts: Sequence[Contract], today: dt.date
) -> list[ContractStatement]:
    """These contracts, whose claims the person sees, in their order. Four queries."""
    return _statements(actor, contracts, today)


def of_project(actor: Actor, project_id: int, today: dt.date) -> ProjectStatement:
    """The contracts of a project whose claims the person sees, where anything is or was held,
    planned or secured. Five queries, however many there are."""
    found = list(
        contracts.visible_to(actor)
        .filter(visibility.with_schedule(actor) & visibility.with_right(actor, Action.VIEW_CLAIM))
        .filter(project_id=project_id)
        .select_related("company", "project")
        .order_by("number", "pk")
    )
    told = [one for one in _statements(actor, found, today) if _says_something(one)]
    return ProjectStatement(
        Direction(tuple(one for one in told if not one.contract.is_upstream)),
        Direction(tuple(one for one in told if one.contract.is_upstream)),
    )


def _says_something(one: ContractStatement) -> bool:
    return bool(one.withheld or one.held or one.released or one.security or one.due)


def _statements(actor: Actor, found: Sequence[Contract], today: dt.date) -> list[ContractStatement]:
    ids = [contract.pk for contract in found]
    account = {"account_id": actor.account_id, "contract_id__in": ids}
    claims = _claims(actor, ids)
    openings = {one.contract_id: one for one in Opening.objects.filter(**account)}
    events: dict[int, list[ReleaseEvent]] = defaultdict(list)
    for event in ReleaseEvent.objects.filter(**account).order_by("contract_id", "position"):
        events[event.contract_id].append(event)
    securities: dict[int, list[RetentionSecurity]] = defaultdict(list)
    for one in RetentionSecurity.objects.filter(**account).order_by("received_on", "id"):
        securities[one.contract_id].append(one)
    return [
        _statement(
            contract,
            claims[contract.pk],
            openings.get(contract.pk),
            events[contract.pk],
            securities[contract.pk],
            today,
        )
        for contract in found
    ]


def _claims(actor: Actor, contract_ids: Sequence[int]) -> Mapping[int, list[StatedClaim]]:
    """The certified claims of these contracts in their order. One query."""
    found = queries.visible_to(actor).filter(
        contract_id__in=contract_ids, certificate__isnull=False
    )
    rows: dict[int, list[StatedClaim]] = defaultdict(list)
    for row in found.order_by("contract_id", "number").values_list(*_STATED):
        rows[row[0]].append(StatedClaim._make(row))
    return rows


def _statement(
    contract: Contract,
    claims: Sequence[StatedClaim],
    opening: Opening | None,
    events: Sequence[ReleaseEvent],
    securities: Sequence[RetentionSecurity],
    today: dt.date,
) -> ContractStatement:
    opened = ZERO if opening is None else opening.retention_held
    held = claims[-1].held if claims else opened
    done = {row.event for row in claims if row.event}
    return ContractStatement(
        contract=contract,
        claims=tuple(claims),
        opening_held=opened,
        opening_released=ZERO if opening is None else opening.retention_released,
        due=tuple(due_releases([event for event in events if event.name not in done], held, today)),
        securities=tuple(securities),
        security=retention_security.standing(securities, today),
        is_opened=opening is not None,
    )


def due_releases(
    events: Iterable[ReleaseEvent], held: Decimal, today: dt.date
) -> Iterable[DueRelease]:
    """Events whose day has come or comes soon. Each releases its share of what those before it,
    by day, leave; one without a day takes nothing away from the others."""
    dated = [
        (event.due_on if event.happened_on is None else event.happened_on, event)
        for event in events
    ]
    days = sorted(
        ((on, event) for on, event in dated if on is not None),
        key=lambda pair: (pair[0], pair[1].position),
    )
    for on, event in days:
        if on > today + dt.timedelta(days=AHEAD):
            return
        amount = cents(held * event.share)
        held -= amount
        yield DueRelease(event, on, on <= today, amount)
