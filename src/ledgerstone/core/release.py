"""What is held now: required × k less what was released, and how a release changes it.

``k`` starts at 1. A share released on an event scales what may be held later: k and all
earlier one-off releases are multiplied by (1 − share). Every other release is one-off: it
adds to ``released``, which is kept unrounded. held = max(0, round(required × k − released)),
and a release prints as the difference of two held figures.
Source of the rules: the claim document, section Release.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerstone.core.entry import Release
from ledgerstone.core.position import ONE
from ledgerstone.core.requirement import Required
from ledgerstone.core.rounding import ZERO, allocate, cents, settle


@dataclass(slots=True)
class Holding:
    """Retention held over one claim. ``by_line`` is what was released on each line so far
    (basis per_line only); ``above`` are the places where more was released than held."""

    required: Required
    k: Decimal
    released: Decimal
    by_line: list[Decimal] | None
    above: list[int | None] = field(default_factory=list)

    @property
    def exact(self) -> Decimal:
        return self.required.total * self.k - self.released

    @property
    def held(self) -> Decimal:
        """In cents, never below 0."""
        return max(ZERO, cents(self.exact))

    def line_targets(self) -> list[Decimal]:
        """Per line, required × k less what was released on it, unrounded."""
        required, released, k = self.required.by_line or (), self.by_line or (), self.k
        return [due * k - gone for due, gone in zip(required, released, strict=True)]

    def line_figures(self) -> list[Decimal]:
        """Per line in cents, summing to ``held``; a line may be below 0, the sheet not."""
        required = self.required.by_line
        if self.k == ONE and not self.released and required is not None:
            return required
        if self.exact < 0:
            return [ZERO] * len(required or ())
        return settle(self.line_targets(), self.held)

    def release_on_lines(self, amounts: Sequence[Decimal]) -> None:
        """Release on lines, each at most what the line holds and the sheet still holds."""
        printed, left = self.line_figures(), self.held
        by_line = list(self.by_line or ())
        for index, amount in enumerate(amounts):
            if not amount:
                continue
            given = max(ZERO, min(amount, printed[index], left))
            if given < amount:
                self.above.append(index)
            by_line[index] += given
            self.released += given
            left -= given
        self.by_line = by_line

    def release(self, release: Release) -> None:
        """Release on the whole claim, after this claim's own withholding."""
        share = ZERO if release.share_of_held is None else release.share_of_held
        if release.amount is not None:
            self._release_amount(release.amount)
        elif release.event is None:
            self._release_share(share)
        else:
            self._scale(ONE - share)

    def _release_amount(self, amount: Decimal) -> None:
        held = self.held
        if amount > held:
            self.above.append(None)
            amount = held
        if self.by_line is not None and amount:
            shares = allocate(amount, self.line_figures())
            self.by_line = [gone + share for gone, share in zip(self.by_line, shares, strict=True)]
        self.released += amount

    def _release_share(self, share: Decimal) -> None:
        exact = self.exact
        if exact <= 0:
            return
        if self.by_line is not None:
            self.by_line = [
                gone + share * target
                for gone, target in zip(self.by_line, self.line_targets(), strict=True)
            ]
        self.released += share * exact

    def _scale(self, kept: Decimal) -> None:
        self.k *= kept
        self.released *= kept
        if self.by_line is not None:
            self.by_line = [gone * kept for gone in self.by_line]
