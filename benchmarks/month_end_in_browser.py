"""The page of a project's claims in a real browser: how long until somebody can work on it."""

from __future__ import annotations

import statistics
from typing import Any

from playwright.sync_api import Page, sync_playwright
from tests.support.chromium import FLAGS, path
from tests.support.live import LiveInstallation

from benchmarks.work import PASSWORD, Work
from ledgerstone.projects.models import BillingPeriod

RUNS = 5

# Long tasks keep a page from answering; it is interactive behind the last of them.
_RECORDER = """
(() => {
  window.last_task = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      window.last_task = Math.max(window.last_task, entry.startTime + entry.duration);
    }
  }).observe({ type: "longtask", buffered: true });
})()
"""
_INTERACTIVE = """
() => new Promise((done) => {
  const look = () => {
    const [drawn] = performance.getEntriesByName("first-contentful-paint");
    if (!drawn) {
      requestAnimationFrame(look);
      return;
    }
    const [page] = performance.getEntriesByType("navigation");
    done({
      answered: page.responseStart / 1000,
      drawn: drawn.startTime / 1000,
      interactive: Math.max(page.domContentLoadedEventEnd, window.last_task) / 1000,
    });
  };
  requestAnimationFrame(() => setTimeout(look));
})
"""


def seconds_until_interactive(
    work: Work, live: LiveInstallation, period: BillingPeriod
) -> dict[str, float]:
    """The medians of a few visits, from pressing the link on."""
    here = f"{live.address}/projects/{work.scene.project.pk}/claims/?period={period.pk}"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path(), args=list(FLAGS))
        context = browser.new_context(viewport={"width": 1440, "height": 1000})
        context.add_init_script(_RECORDER)
        page = context.new_page()
        _sign_in(page, live, work)
        seen = [_visit(page, here) for _ in range(RUNS + 1)][1:]
        browser.close()
    names = {
        "answered": "the claims of a month: first byte",
        "drawn": "something is drawn",
        "interactive": "it can be worked on",
    }
    return {told: statistics.median(one[name] for one in seen) for name, told in names.items()}


def _visit(page: Page, address: str) -> dict[str, float]:
    page.goto(address)
    found: dict[str, Any] = page.evaluate(_INTERACTIVE)
    return {name: float(seconds) for name, seconds in found.items()}


def _sign_in(page: Page, live: LiveInstallation, work: Work) -> None:
    page.goto(f"{live.address}/accounts/login/")
    page.locator("#id_login, [name=login]").first.fill(work.scene.user.email)
    page.locator("[name=password]").first.fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
