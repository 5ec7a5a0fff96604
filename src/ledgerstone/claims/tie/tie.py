"""How the claims on a head contract tie with the claims under it, line by line, to date.

What was carried stands on the line that it was carried to. What was claimed or certified below and
is not carried is put where prefill would look for its line: the one that a person named, the
variation that recovers it, or the first with its budget code; what has none stands apart. The
number of queries is the same for any number of contracts, lines and claims.

Own work is what was claimed upstream beyond what was carried. The margin is what was claimed
upstream less what was certified below. Both are the same once everything certified is carried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action as Right
from ledgerstone.access.levels import Tool
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.contracts.visibility import with_schedule
from ledgerstone.projects.models import Project
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, NotThere

from .tie_rows import Above, Below, Unrecovered, read_above, read_below, read_unrecovered

ZERO = Decimal("0.00")


@dataclass(slots=True)
class TieLine:
    """A line of a head contract. All figures are to date; ``id`` None: what has no line."""

    id: int | None
    item: str
    description: str
    scheduled: Decimal = ZERO
    claimed_above: Decimal = ZERO
    certified_above: Decimal = ZERO
    claimed_below: Decimal = ZERO
    certified_below: Decimal = ZERO
    carried: Decimal = ZERO
    not_carried: Decimal = ZERO

    @property
    def own_work(self) -> Decimal:
        """Claimed upstream and not carried from anybody."""
        return self.claimed_above - self.carried

    @property
    def margin(self) -> Decimal:
        """Claimed upstream beyond what was certified below."""
        return self.claimed_above - self.certified_below

    @property
    def ahead(self) -> Decimal:
        """Certified below beyond what the owner certified: what is paid ahead."""
        return max(ZERO, self.certified_below - self.certified_above)

    @property
    def has_figures(self) -> bool:
        return bool(
            self.scheduled or self.claimed_above or self.claimed_below or self.certified_below
        )

    def add(self, other: TieLine) -> None:
        """Take another line's figures in, for a total."""
        for name in (
            "scheduled", "claimed_above", "certified_above", "claimed_below", "certified_below",
            "carried", "not_carried",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class HeadTie:
    """A head contract: its lines, what has no line, and the total of both."""

    contract: Contract
    lines: tuple[TieLine, ...]
    apart: TieLine
    total: TieLine
    unrecovered: tuple[Unrecovered, ...] = ()

    @property
    def ahead(self) -> tuple[TieLine, ...]:
        """The lines on which more is certified below than the owner certified."""
        return tuple(line for line in self.lines if line.ahead)

    @property
    def paid_ahead(self) -> Decimal:
        return sum((line.ahead for line in self.ahead), ZERO)

    @property
    def unrecovered_sum(self) -> Decimal:
        return sum((one.amount for one in self.unrecovered), ZERO)


def may_see(actor: Actor, project_id: int) -> bool:
    """Whether the person administers the head contracts of a project."""
    return access.may_with(actor, Tool.HEAD_CONTRACTS, Right.VIEW_CLAIMS_TOOL, project_id)


def tie(actor: Actor, project: Project) -> tuple[HeadTie, ...]:
    """Every head contract of a project with what is claimed under it, in order of their numbers.

    NotThere for who does not administer head contracts; NotAllowed where a commitment's figures are
    not for the person to see: a sum without them would not be the whole.
    """
    if not may_see(actor, project.pk):
        raise NotThere
    heads = [one for one in contracts.head_contracts(actor, project.pk) if one.status != "void"]
    _refuse_unless_seen(actor, project)
    above = read_above(project.account_id, [one.pk for one in heads])
    only = heads[0].pk if len(heads) == 1 else None
    below = read_below(project.account_id, project.pk, only)
    unrecovered = read_unrecovered(project.account_id, project.pk, only)
    return tuple(_tie(head, above, below, unrecovered) for head in heads)


def _refuse_unless_seen(actor: Actor, project: Project) -> None:
    if access.may_with(actor, Tool.COMMITMENTS, Right.VIEW_CLAIMS_TOOL, project.pk):
        return
    commitments = Contract.objects.filter(
        account_id=actor.account_id, project_id=project.pk
    ).exclude(kind=HEAD_CONTRACT)
    if commitments.filter(with_schedule(actor)).count() < commitments.count():
        terms, _formats = words(project)
        raise NotAllowed(
            f"This adds up {terms.commitment.plural} that you do not all see. Ask somebody who "
            "administers them."
        )


def _tie(
    head: Contract,
    above: Iterable[Above],
    below: Iterable[Below],
    unrecovered: Mapping[int, Sequence[Unrecovered]],
) -> HeadTie:
    ground = _Ground.of([one for one in above if one.contract_id == head.pk])
    for source in below:
        if source.head_contract_id == head.pk:
            ground.add(source)
    total = TieLine(None, "", "")
    for line in (*ground.lines.values(), ground.apart):
        total.add(line)
    return HeadTie(
        contract=head,
        lines=tuple(ground.lines.values()),
        apart=ground.apart,
        total=total,
        unrecovered=tuple(unrecovered.get(head.pk, ())),
    )


@dataclass(slots=True)
class _Ground:
    """The lines of one head contract, found by code and by variation."""

    lines: dict[int, TieLine] = field(default_factory=dict)
    by_code: dict[int, int] = field(default_factory=dict)
    by_variation: dict[int, int] = field(default_factory=dict)
    apart: TieLine = field(default_factory=lambda: TieLine(None, "", ""))

    @classmethod
    def of(cls, above: Sequence[Above]) -> _Ground:
        ground = cls()
        for one in above:
            ground.lines[one.line_id] = TieLine(
                id=one.line_id,
                item=one.item,
                description=one.description,
                scheduled=one.scheduled,
                claimed_above=one.claimed,
                certified_above=one.certified,
                carried=one.carried,
            )
            if one.is_markup:
                continue
            if one.code_id is not None:
                ground.by_code.setdefault(one.code_id, one.line_id)
            for variation in one.variations:
                ground.by_variation.setdefault(variation, one.line_id)
        return ground

    def add(self, source: Below) -> None:
        """Put a commitment line's figures on the lines that it was carried to, and the rest on the
        one that it would be carried to. What was taken over was carried elsewhere."""
        carried = ZERO
        for line_id, amount in source.carried.items():
            if line_id in self.lines:
                self.lines[line_id].claimed_below += amount
                self.lines[line_id].certified_below += amount
                carried += amount
        rest = self._rest(source)
        rest.carried += source.taken_over
        rest.claimed_below += source.claimed - carried
        rest.certified_below += source.certified - carried
        rest.not_carried += source.certified - source.taken_over - carried

    def _rest(self, source: Below) -> TieLine:
        found: int | None = None
        if source.remembered_line_id in self.lines:
            found = source.remembered_line_id
        elif source.head_variation_id is not None:
            found = self.by_variation.get(source.head_variation_id)
        elif source.code_id is not None:
            found = self.by_code.get(source.code_id)
        return self.apart if found is None else self.lines[found]
