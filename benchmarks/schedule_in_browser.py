"""The schedule editor in a real browser: how long its longest frame is while somebody works.

A frame is the time between two chances to draw. What is recorded: opening a schedule, scrolling
through all of it, pasting a thousand rows, and saving them; then one cell.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright
from tests.support.chromium import FLAGS, path
from tests.support.live import LiveInstallation

from benchmarks.report import Figure
from benchmarks.work import PASSWORD, Work
from ledgerstone.contracts.models import CommitmentSettings, Contract
from ledgerstone.contracts.schedules.schedule_lines import own

LINES = 5_000
PASTED = 1_000
LONGEST_FRAME = 0.200
RUNS = 3
PATIENCE = 60_000

# Kept from the first moment of each page; a page that is hidden draws nothing and is not counted.
_RECORDER = """
(() => {
  const seen = { longest: 0, task: 0, last: performance.now() };
  window.frames_seen = {
    take() {
      const now = performance.now();
      const found = { frame: Math.max(seen.longest, now - seen.last), task: seen.task };
      seen.longest = 0; seen.task = 0; seen.last = now;
      return found;
    },
  };
  const tick = () => {
    const now = performance.now();
    seen.longest = Math.max(seen.longest, now - seen.last);
    seen.last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.task = Math.max(seen.task, entry.duration);
  }).observe({ type: "longtask", buffered: true });
})()
"""


@dataclass
class Frames:
    """The longest frame and the longest task of each phase, a figure for each run."""

    frames: dict[str, list[float]] = field(default_factory=dict)
    tasks: dict[str, list[float]] = field(default_factory=dict)
    took: dict[str, list[float]] = field(default_factory=dict)

    def note(self, phase: str, page: Page, begun: float) -> None:
        """Take what was recorded since the last time."""
        found: dict[str, float] = page.evaluate("() => window.frames_seen.take()")
        self.frames.setdefault(phase, []).append(found["frame"] / 1000)
        self.tasks.setdefault(phase, []).append(found["task"] / 1000)
        self.took.setdefault(phase, []).append(time.perf_counter() - begun)

    def figures(self) -> list[Figure]:
        found = []
        for phase, frames in self.frames.items():
            longest = statistics.median(frames)
            found.append(Figure(f"longest frame: {phase}", longest, "s", largest=LONGEST_FRAME))
            found.append(Figure("  longest task", statistics.median(self.tasks[phase]), "s"))
            found.append(Figure("  all of it", statistics.median(self.took[phase]), "s"))
        return found


def measure(work: Work, live: LiveInstallation) -> list[Figure]:
    """All figures, each the median of a few runs on a schedule of its own."""
    CommitmentSettings.objects.update_or_create(
        account_id=work.account_id,
        project_id=work.scene.project.pk,
        defaults={"always_editable_schedule": True},
    )
    seen = Frames()
    contracts = [work.contract(LINES) for _ in range(RUNS)]
    with open_browser(live, work) as page:
        for contract in contracts:
            _work(page, live, contract, seen)
    kept = [own(contract).count() for contract in contracts]
    if kept != [LINES + PASTED] * RUNS:
        raise RuntimeError(f"Not everything was saved: {kept} lines.")
    return seen.figures()


@contextmanager
def open_browser(live: LiveInstallation, work: Work) -> Iterator[Page]:
    """A page of somebody who is signed in."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path(), args=list(FLAGS))
        context = browser.new_context(
            viewport={"width": 1440, "height": 1000},
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.add_init_script(_RECORDER)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{live.address}/accounts/login/")
        page.locator("#id_login, [name=login]").first.fill(work.scene.user.email)
        page.locator("[name=password]").first.fill(PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        yield page
        browser.close()


def _work(page: Page, live: LiveInstallation, contract: Contract, seen: Frames) -> None:
    begun = time.perf_counter()
    page.goto(f"{live.address}/contracts/{contract.pk}/schedule/")
    expect(page.locator("#schedule-editor[data-ready]")).to_be_visible(timeout=PATIENCE)
    settle(page)
    seen.note("open 5,000 lines", page, begun)
    page.select_option("#schedule-group", "")
    settle(page)
    page.evaluate("() => window.frames_seen.take()")

    begun = time.perf_counter()
    _scroll(page)
    seen.note("scroll through them", page, begun)

    _paste(page, seen)
    begun = time.perf_counter()
    _first_cell(page).click()
    page.keyboard.type("Typed over")
    page.keyboard.press("Enter")
    _saved(page)
    seen.note("save a cell", page, begun)


def _scroll(page: Page) -> None:
    sheet = page.locator("revo-grid").bounding_box()
    assert sheet is not None
    page.mouse.move(sheet["x"] + sheet["width"] / 2, sheet["y"] + sheet["height"] / 2)
    for _ in range(80):
        page.mouse.wheel(0, 2_000)
    settle(page)


def _first_cell(page: Page) -> Any:
    rows = 'revogr-data[type="rgRow"][col-type="colPinStart"]'
    return page.locator(f'{rows} [data-rgcol="1"]').first


def _paste(page: Page, seen: Frames) -> None:
    """A thousand rows behind the last."""
    rows = [
        f"P{number}\tPasted part {number}\tPasted\t01-10\t{number}.50" for number in range(PASTED)
    ]
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(rows))
    _first_cell(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Home")
    settle(page)
    page.evaluate("() => window.frames_seen.take()")
    begun = time.perf_counter()
    page.keyboard.press("Control+V")
    expect(page.locator(".ls-sheet-said")).to_contain_text("pasted", timeout=PATIENCE)
    settle(page)
    seen.note("paste 1,000 rows", page, begun)
    begun = time.perf_counter()
    _saved(page)
    seen.note("save 1,000 rows", page, begun)


def _saved(page: Page) -> None:
    """Everything typed was answered by the server, and nothing was refused."""
    page.wait_for_timeout(400)
    state = page.locator("#save-state")
    expect(state).to_have_attribute("data-state", "saved", timeout=PATIENCE)
    settle(page)


def settle(page: Page) -> None:
    """Two frames without anything to do."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
