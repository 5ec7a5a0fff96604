"""Starting a claim and saving a cell, as a browser asks for it, from a real web server.

The floors: the same rows by bare SQL, and a view that does nothing but one bare UPDATE. Seconds
are those of the one who asks, so they have the way to the server and back in them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from tests.support.visitor import Answer, Visitor

from benchmarks.bare_sql import insert_claim
from benchmarks.processor import Processor
from benchmarks.report import Figure, medians
from benchmarks.work import Work
from ledgerstone.claims.models import Claim, ClaimLine
from ledgerstone.contracts.models import Contract

RUNS = 9
STARTED = 2.5
SAVED = 0.030


@dataclass
class Typist:
    """Somebody who types a new figure into one line of a claim, again and again."""

    visitor: Visitor
    claim: Claim
    figures: count[int] = field(default_factory=lambda: count(1))
    was: str | None = None
    version: int = 1

    def __post_init__(self) -> None:
        line = ClaimLine.objects.filter(account_id=self.claim.account_id, claim_id=self.claim.pk)
        self.row, self.line = line.order_by("id").values_list("id", "line_id")[3]

    def type(self) -> float:
        """Save one cell; the seconds until the answer."""
        figure = f"{next(self.figures)}.00"
        cell = {"line": self.line, "column": "work_to_date", "value": figure, "was": self.was}
        sent = {"edits": [cell], "since": self.version}
        begun = time.perf_counter()
        answer = self.visitor.post_json(f"/claims/{self.claim.pk}/cells", sent, uuid4())
        taken = time.perf_counter() - begun
        saved = _expect(answer, 200).json()
        if saved["errors"] or saved["conflicts"]:
            raise RuntimeError(f"The cell was not saved: {saved['errors'] or saved['conflicts']}")
        self.was, self.version = figure, saved["version"]
        return taken

    def update(self) -> float:
        """The floor: the same line by a bare UPDATE behind an empty view."""
        fields = {"figure": f"{next(self.figures)}.00", "line": self.row}
        return _seconds(lambda: self.visitor.post("/floor/cell", fields), 200)


def measure(work: Work, visitor: Visitor, processor: Processor) -> list[Figure]:
    """All figures, on contracts made for them."""
    first, bare_first = _starts(work, visitor, 1_000)
    long, bare_long = _starts(work, visitor, 10_000, runs=3)
    typing = _typing(work, visitor, 1_000)
    cell, bare = medians(3 * RUNS, *typing)
    spent, bare_spent = medians(RUNS, *(lambda act=act: processor.used_by(act) for act in typing))
    long_cell, long_bare = medians(RUNS, *_typing(work, visitor, 10_000))
    return [
        Figure("start a claim of 1,000 lines", first, "s", bare_first, STARTED),
        Figure("start a claim of 10,000 lines", long, "s", bare_long, STARTED),
        Figure("  time a line, against 1,000 lines", long / 10, "s", first, 1.5),
        Figure("save a cell of 1,000 lines", cell, "s", bare, largest=SAVED),
        Figure("  processor time of server and database", spent, "s", bare_spent),
        Figure("save a cell of 10,000 lines", long_cell, "s", long_bare),
        Figure("  time a line, against 1,000 lines", long_cell / 10, "s", cell, 1.5),
        _second(work, visitor),
        *_history(work, visitor),
    ]


def _starts(work: Work, visitor: Visitor, lines: int, runs: int = RUNS) -> list[float]:
    """First claims, each on a contract of its own: over HTTP, and by bare SQL."""
    contracts = iter([work.contract(lines) for _ in range(2 * runs + 2)])
    user = work.scene.user.pk
    start(visitor, next(contracts))
    insert_claim(next(contracts), user)
    return medians(
        runs,
        lambda: start(visitor, next(contracts)),
        lambda: insert_claim(next(contracts), user),
    )


def _typing(work: Work, visitor: Visitor, lines: int) -> list[Callable[[], float]]:
    typist = Typist(visitor, work.draft(work.contract(lines)))
    floor = Typist(visitor, work.draft(work.contract(lines)))
    for warm in (typist.type, floor.update):
        warm()
    return [typist.type, floor.update]


def _second(work: Work, visitor: Visitor, lines: int = 1_000) -> Figure:
    """The claim after a certified one: its lines stand where they were certified."""
    contract = work.contract(lines)
    before = work.certified(contract, 1)
    user = work.scene.user.pk

    def insert_and_delete() -> float:
        taken = insert_claim(contract, user, after=before)
        _delete_draft(visitor, contract)
        return taken

    started, bare = medians(RUNS, lambda: start_and_delete(visitor, contract), insert_and_delete)
    return Figure("start claim 2 of 1,000 lines", started, "s", bare, STARTED)


def _history(work: Work, visitor: Visitor, lines: int = 200) -> list[Figure]:
    """The second claim of a contract, and the fortieth of another: nothing grows with history."""
    young, old = work.contract(lines), work.contract(lines)
    work.certified(young, 1)
    for number in range(1, 40):
        work.certified(old, number)
    for warm in (young, old):
        start_and_delete(visitor, warm)
    second, fortieth = medians(
        RUNS,
        lambda: start_and_delete(visitor, young),
        lambda: start_and_delete(visitor, old),
    )
    pages = _pages(visitor, (work.draft(young), work.draft(old)))
    typists = [Typist(visitor, _draft(contract), was="12.35") for contract in (young, old)]
    typists[1].was = "481.48"
    for typist in typists:
        typist.type()
    cell, late_cell = medians(RUNS, *(typist.type for typist in typists))
    return [
        Figure("start claim 40, against claim 2", fortieth, "s", second, 1.25),
        Figure("save a cell of claim 40, against claim 2", late_cell, "s", cell, 1.25),
        Figure("open claim 40, against claim 2", pages[1], "s", pages[0], 1.25),
    ]


def _pages(visitor: Visitor, claims: Iterable[Claim]) -> list[float]:
    addresses = [f"/claims/{claim.pk}/" for claim in claims]
    asks = [lambda place=place: _seconds(lambda: visitor.get(place), 200) for place in addresses]
    for ask in asks:
        ask()
    return medians(RUNS, *asks)


def start_and_delete(visitor: Visitor, contract: Contract) -> float:
    """Only the start counts."""
    taken = start(visitor, contract)
    _delete_draft(visitor, contract)
    return taken


def start(visitor: Visitor, contract: Contract) -> float:
    """Press "Start claim" on a contract."""
    return _seconds(lambda: visitor.post(f"/contracts/{contract.pk}/claims/new", {}, uuid4()), 302)


def _draft(contract: Contract) -> Claim:
    return Claim.objects.get(
        account_id=contract.account_id, contract_id=contract.pk, status="draft"
    )


def _delete_draft(visitor: Visitor, contract: Contract) -> None:
    claim = _draft(contract)
    _expect(visitor.post(f"/claims/{claim.pk}/do/delete", {"version": 1}, uuid4()), 302)
    if Claim.objects.filter(account_id=claim.account_id, pk=claim.pk).exists():
        raise RuntimeError("The draft was not deleted.")


def _seconds(ask: Callable[[], Answer], status: int) -> float:
    begun = time.perf_counter()
    answer = ask()
    taken = time.perf_counter() - begun
    _expect(answer, status)
    return taken


def _expect(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise RuntimeError(f"The server answered {answer.status}: {answer.body[:500]!r}")
    return answer
