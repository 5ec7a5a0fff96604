"""What a measurement says: ours, its floor, their ratio, and the target that it is held to."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEAD = ("what", "measured", "floor", "ratio", "target", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``unit`` is seconds, milliseconds, MB or a count.

    A target is a largest ratio, a largest figure, or both.
    """

    what: str
    measured: float
    unit: str
    floor: float | None = None
    largest_ratio: float | None = None
    largest: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if not self.floor else self.measured / self.floor

    @property
    def verdict(self) -> str:
        """Nothing where there is no target."""
        over = [
            bound is not None and value is not None and value > bound
            for value, bound in ((self.ratio, self.largest_ratio), (self.measured, self.largest))
        ]
        if self.largest_ratio is None and self.largest is None:
            return ""
        return "over" if any(over) else "ok"

    def cells(self) -> tuple[str, ...]:
        targets = []
        if self.largest_ratio is not None:
            targets.append(f"≤ {self.largest_ratio:g}")
        if self.largest is not None:
            targets.append(f"< {written(self.largest, self.unit)}".rstrip())
        return (
            self.what,
            written(self.measured, self.unit),
            "" if self.floor is None else written(self.floor, self.unit),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            ", ".join(targets),
            self.verdict,
        )


def written(value: float, unit: str) -> str:
    """A figure with as many decimals as it deserves."""
    if unit == "s" and value < 1:
        value, unit = value * 1000, "ms"
    if unit == "":
        return f"{value:g}" if value == int(value) else f"{value:.2f}"
    return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2}f} {unit}"


def table(figures: Sequence[Figure]) -> str:
    """The figures as text in columns."""
    rows = [HEAD, *(figure.cells() for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = []
    for row in rows:
        first, *middle = (cell for cell in row)
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(middle, widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "-" * max(len(line) for line in lines))
    return "\n".join(lines)


def medians(runs: int, *acts: Callable[[], float]) -> list[float]:
    """Let acts take turns, each as often, and return the median of what each says it took.

    Turns, because a machine that is busy for a moment is then busy for all of them.
    """
    taken: list[list[float]] = [[] for _ in acts]
    for _ in range(runs):
        for act, times in zip(acts, taken, strict=True):
            times.append(act())
    return [statistics.median(times) for times in taken]
