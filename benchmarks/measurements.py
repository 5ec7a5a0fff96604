"""The measurements by name, each with what it needs around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.live import LiveInstallation
from tests.support.visitor import Visitor

from benchmarks import (
    claims_over_http,
    memory,
    month_end,
    schedule_in_browser,
    sheet_in_browser,
    typeset_claim,
    value_lines,
)
from benchmarks import lists as listing
from benchmarks import prefill as prefilling
from benchmarks import reports as reporting
from benchmarks.processor import Processor
from benchmarks.report import Figure, medians
from benchmarks.work import Work
from ledgerstone.tenancy import context


def lines(database: str, state: Path) -> list[Figure]:
    """The engine, against the same arithmetic on plain lists."""
    long, floor, short = medians(
        9,
        lambda: value_lines.value_seconds(10_000, 3),
        lambda: value_lines.floor_seconds(10_000, 3),
        lambda: value_lines.value_seconds(1_000, 9),
    )
    return [
        Figure("value 10,000 lines", long, "s", floor, 3, 0.5),
        Figure("  time a line, against 1,000 lines", long / 10, "s", short, 1.5),
    ]


def documents(database: str, state: Path) -> list[Figure]:
    """A PDF, against a bare table of the same rows; the schedule that answers it, with a reason
    for each line."""
    short, long = typeset_claim.measure(1_000), typeset_claim.measure(5_000, 1)
    _, answered, _ = typeset_claim.measure_schedule(1_000)
    seconds, answered_long, memory = typeset_claim.measure_schedule(5_000)
    a_line = "  processor time a line, against 1,000 lines"
    return [
        Figure("PDF of 1,000 lines", short.ours, "s", short.bare, 1.3),
        Figure(
            "  times the bare table's processor time", short.processor_ratio, "", None, None, 1.3
        ),
        Figure("PDF of 5,000 lines", long.ours, "s", long.bare),
        Figure(a_line, long.processor / 5, "s", short.processor, 1.5),
        Figure("  its memory", long.ours_megabytes, "MB", largest=300),
        Figure("payment schedule of 5,000 lines", seconds, "s"),
        Figure(a_line, answered_long / 5, "s", answered, 1.5),
        Figure("  its memory", memory, "MB", largest=300),
    ]


def claims(database: str, state: Path) -> list[Figure]:
    """Starting claims and saving cells over HTTP."""
    with _served("claims", database, state) as (work, live, visitor):
        return claims_over_http.measure(work, visitor, Processor(live))


def prefill(database: str, state: Path) -> list[Figure]:
    """Filling a head contract claim."""
    with _served("prefill", database, state) as (work, _, visitor):
        return prefilling.measure(work, visitor)


def lists(database: str, state: Path) -> list[Figure]:
    """The lists of a project with very many contracts."""
    with _served("lists", database, state) as (work, _, visitor):
        return listing.measure(work, visitor)


def schedule(database: str, state: Path) -> list[Figure]:
    """The schedule editor in a browser."""
    with _served("schedule", database, state) as (work, live, _):
        return schedule_in_browser.measure(work, live)


def sheet(database: str, state: Path) -> list[Figure]:
    """The claim sheet in a browser."""
    with _served("sheet", database, state) as (work, live, _):
        return sheet_in_browser.measure(work, live)


def at_month_end(database: str, state: Path) -> list[Figure]:
    """A project with three years of claims behind it."""
    with _served("month end", database, state) as (work, live, visitor):
        return month_end.measure(work, visitor, live)


def reports(database: str, state: Path) -> list[Figure]:
    """The reports of a project with three years of claims behind it."""
    with _served("reports", database, state) as (work, _, visitor):
        return reporting.measure(work, visitor)


def memory_held(database: str, state: Path) -> list[Figure]:
    """What processes hold."""
    with _served("memory", database, state) as (work, live, visitor):
        return memory.measure(work, live, visitor)


@contextmanager
def _served(
    name: str, database: str, state: Path
) -> Iterator[tuple[Work, LiveInstallation, Visitor]]:
    """An account of its own, in context, and somebody signed in to a fresh web server."""
    work = Work(name)
    live = LiveInstallation(database, state)
    live.start()
    try:
        with context.accounts([work.account_id]):
            work.prepare()
            yield work, live, work.visitor(live)
    finally:
        live.stop()


BY_NAME = {
    "lines": lines,
    "documents": documents,
    "claims": claims,
    "prefill": prefill,
    "lists": lists,
    "month-end": at_month_end,
    "reports": reports,
    "schedule": schedule,
    "sheet": sheet,
    "memory": memory_held,
}
