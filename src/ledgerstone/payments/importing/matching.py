"""Finds what each line of a file pays.

A line is ``matched`` where what it names and the cents agree, and to be looked at where only one of
them does. Lines that name a claim go first, then those that name a contract, then those that name a
company, then those that say nothing but an amount, and then those that do not agree: each takes its
claims away from the ones after it. Nothing is guessed where two things fit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ledgerstone.core.rounding import ZERO

from .lines import Line
from .naming import Found, Names
from .sums import adding_up
from .targets import PayableClaim, PayableContract, Targets


class State(StrEnum):
    """What becomes of a line, as far as the file tells."""

    MATCHED = "matched"
    TO_LOOK_AT = "look"
    UNMATCHED = "unmatched"
    RECORDED = "recorded"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a line for a claim, or as credit of a contract. With the sign of the payment."""

    contract_id: int
    claim_id: int | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Match:
    """What a line pays, how sure that is, and why: one of the keys of ``words.REASONS``."""

    state: State
    reason: str
    parts: tuple[Part, ...] = ()
    about: str = ""


def by_contract(parts: Iterable[Part]) -> dict[int, Decimal]:
    """What parts come to under each contract."""
    sums: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for part in parts:
        sums[part.contract_id] += part.amount
    return dict(sums)


class Matcher:
    """Matches lines with claims, of which each is paid once."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self._names = Names(targets)
        self._open = {pk: claim.open for pk, claim in targets.claims.items()}
        self._of_company: defaultdict[int, list[PayableContract]] = defaultdict(list)
        for contract in targets.contracts.values():
            self._of_company[contract.company_id].append(contract)

    def take(self, parts: Iterable[Part]) -> None:
        """Let claims be paid by something that comes before all lines."""
        for part in parts:
            if part.claim_id in self._open:
                self._open[part.claim_id] -= part.amount

    def open_on(self, claim_id: int) -> Decimal:
        """What is open on a claim after what was matched so far."""
        return self._open[claim_id]

    def match(self, lines: Sequence[Line]) -> dict[int, Match]:
        """What each of these good lines pays, by their numbers.

        What is sure goes before what is to be looked at, so that a doubtful line takes nothing away
        from one that agrees to the cent.
        """
        found = {line.number: self._names.found_in(line.cells) for line in lines}
        named = sorted(
            (line for line in lines if found[line.number].rank),
            key=lambda one: found[one.number].rank,
        )
        matches: dict[int, Match] = {}
        for is_sure in (True, False):
            for line in named:
                if line.number in matches:
                    continue
                match = self._doubted(self._named(line, found[line.number]), found[line.number])
                if match.state is State.MATCHED or not is_sure:
                    matches[line.number] = match
                    self.take(match.parts)
            if is_sure:
                matches |= self._by_amount([one for one in lines if not found[one.number].rank])
        return matches

    def _named(self, line: Line, found: Found) -> Match:
        """What a line pays by the closest that it names."""
        if found.claims:
            return self._by_claims(line, found)
        if found.contracts:
            contracts = [self._targets.contracts[pk] for pk in sorted(found.contracts)]
            return self._among(line, contracts, "contract")
        return self._among(line, self._of_companies(found), "company")

    def _doubted(self, match: Match, found: Found) -> Match:
        """A match as one to be looked at, where the line also names what it does not pay."""
        contracts = [self._targets.contracts[part.contract_id] for part in match.parts]
        if match.state is not State.MATCHED:
            return match
        if found.contracts and not found.contracts & {one.contract_id for one in contracts}:
            return Match(State.TO_LOOK_AT, "other_contract", match.parts)
        if found.companies and not found.companies & {one.company_id for one in contracts}:
            return Match(State.TO_LOOK_AT, "other_company", match.parts)
        return match

    # --- by what is named -------------------------------------------------------------------------

    def _by_claims(self, line: Line, found: Found) -> Match:
        claims = self._named_claims(found)
        wanted = _paid(line, self._targets.contracts[claims[0].contract_id])
        open_ = [self._open[one.claim_id] for one in claims]
        if any(_paid(line, self._targets.contracts[one.contract_id]) != wanted for one in claims):
            return Match(State.UNMATCHED, "two_ways")
        if sum(open_, ZERO) == wanted and all(by_contract(self._whole(claims)).values()):
            return Match(State.MATCHED, "claims_named", self._whole(claims))
        if len(claims) > 1:
            chosen = adding_up(open_, wanted)
            if len(chosen) == 1:
                picked = [claims[place] for place in chosen[0]]
                return Match(State.MATCHED, "claims_named", self._whole(picked))
        return self._in_turn(claims, wanted, named=True)

    def _named_claims(self, found: Found) -> list[PayableClaim]:
        """The claims that are named. A number that several contracts use counts for the one that
        is named with it, by itself or by its company."""
        claims = [self._targets.claims[pk] for pk in found.claims]
        if len({one.contract_id for one in claims}) > 1:
            meant = found.contracts or {one.contract_id for one in self._of_companies(found)}
            claims = [one for one in claims if one.contract_id in meant] or claims
        return sorted(claims, key=lambda one: (one.contract_id, one.number))

    def _of_companies(self, found: Found) -> list[PayableContract]:
        return [
            contract
            for company_id in sorted(found.companies)
            for contract in self._of_company[company_id]
        ]

    def _among(self, line: Line, contracts: Sequence[PayableContract], by: str) -> Match:
        """What a line pays of the claims of these contracts, which it names."""
        # What went out is paid rather than paid back, where both are named.
        contracts = [one for one in contracts if _paid(line, one) > 0] or contracts
        wanted = _paid(line, contracts[0])
        claims = [
            claim
            for contract in contracts
            for claim in contract.claims
            if self._open[claim.claim_id] != 0
        ]
        exact = [claim for claim in claims if self._open[claim.claim_id] == wanted]
        if exact and (len(exact) == 1 or len(contracts) == 1):
            return Match(State.MATCHED, f"{by}_and_amount", self._whole(exact[:1]))
        if exact:
            return Match(State.UNMATCHED, "several_of_amount")
        chosen = adding_up([self._open[claim.claim_id] for claim in claims], wanted)
        if len(chosen) == 1:
            parts = self._whole([claims[place] for place in chosen[0]])
            if all(by_contract(parts).values()):
                return Match(State.MATCHED, f"{by}_and_sum", parts)
        if chosen:
            return Match(State.UNMATCHED, "several_sums")
        if len(contracts) > 1:
            return Match(State.UNMATCHED, "no_sum", about=contracts[0].company)
        return self._in_turn(claims, wanted, contract=contracts[0])

    def _in_turn(
        self,
        claims: Sequence[PayableClaim],
        wanted: Decimal,
        *,
        contract: PayableContract | None = None,
        named: bool = False,
    ) -> Match:
        """The claims one after the other, as far as the amount goes; what is left is credit."""
        parts: list[Part] = []
        left = wanted
        for claim in claims:
            open_ = self._open[claim.claim_id]
            if left == 0 or (open_ < 0) != (wanted < 0) or open_ == 0:
                continue
            share = min(open_, left) if wanted > 0 else max(open_, left)
            parts.append(Part(claim.contract_id, claim.claim_id, share))
            left -= share
        contract_id = contract.contract_id if contract is not None else claims[0].contract_id
        if wanted < 0 and not parts:
            return Match(State.UNMATCHED, "paid_back")
        if left == 0:
            # A part of the one claim that is named is nothing to wonder about, unless it is all
            # that is open on another.
            is_sure = named and len(parts) == 1 and not self._is_all_of_another(parts[0])
            return Match(State.MATCHED if is_sure else State.TO_LOOK_AT, "part", tuple(parts))
        if len({claim.contract_id for claim in claims}) > 1:
            return Match(State.UNMATCHED, "no_sum")
        parts.append(Part(contract_id, None, left))
        reason = "more_than_open" if len(parts) > 1 else "nothing_open"
        return Match(State.TO_LOOK_AT, reason, tuple(parts))

    def _is_all_of_another(self, part: Part) -> bool:
        claims = self._targets.contracts[part.contract_id].claims
        return any(
            self._open[one.claim_id] == part.amount and one.claim_id != part.claim_id
            for one in claims
        )

    # --- by the amount alone ----------------------------------------------------------------------

    def _by_amount(self, lines: Sequence[Line]) -> dict[int, Match]:
        """Lines that name nothing: a claim of which just this is open, where there is one only."""
        by_amount: defaultdict[Decimal, list[PayableClaim]] = defaultdict(list)
        for pk, open_ in self._open.items():
            claim = self._targets.claims[pk]
            if open_ > 0:
                by_amount[open_ * self._targets.contracts[claim.contract_id].sign].append(claim)
        asking: defaultdict[Decimal | None, int] = defaultdict(int)
        for line in lines:
            asking[line.amount] += 1
        matches: dict[int, Match] = {}
        for line in lines:
            claims = by_amount.get(line.amount, []) if line.amount is not None else []
            if not claims:
                matches[line.number] = Match(State.UNMATCHED, "nothing_named")
            elif len(claims) > 1 or asking[line.amount] > 1:
                matches[line.number] = Match(State.UNMATCHED, "several_of_amount")
            else:
                match = Match(State.TO_LOOK_AT, "amount_alone", self._whole(claims))
                matches[line.number] = match
                self.take(match.parts)
        return matches

    def _whole(self, claims: Sequence[PayableClaim]) -> tuple[Part, ...]:
        return tuple(
            Part(one.contract_id, one.claim_id, self._open[one.claim_id])
            for one in claims
            if self._open[one.claim_id] != 0
        )


def _paid(line: Line, contract: PayableContract) -> Decimal:
    """The amount of a line as a payment under a contract: what goes back is negative."""
    amount = ZERO if line.amount is None else line.amount
    return amount * contract.sign
