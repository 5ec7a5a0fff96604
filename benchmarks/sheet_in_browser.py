"""The claim sheet in a real browser: how long its longest frame is while somebody works.

A frame is the time between two chances to draw. What is recorded, on a claim of 5,000 lines:
opening it, scrolling from the top to the bottom, typing in a cell, pasting a thousand cells, a
figure on a group of lines, and gathering the lines another way.
"""

from __future__ import annotations

import time

from playwright.sync_api import Locator, Page, expect
from tests.support.live import LiveInstallation

from benchmarks.report import Figure
from benchmarks.schedule_in_browser import Frames, open_browser, settle
from benchmarks.work import Work
from ledgerstone.claims.models import Claim, ClaimLine

LINES = 5_000
PASTED = 1_000
RUNS = 3
PATIENCE = 60_000
_BODY = 'revogr-data[type="rgRow"]'


def measure(work: Work, live: LiveInstallation) -> list[Figure]:
    """All figures, each the median of a few runs on a claim of its own."""
    seen = Frames()
    claims = [work.draft(work.contract(LINES)) for _ in range(RUNS)]
    with open_browser(live, work) as page:
        for claim in claims:
            _work(page, live, claim, seen)
    for claim in claims:
        entered = ClaimLine.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
        if entered.filter(claimed_mode="work_this_period").count() < PASTED:
            raise RuntimeError("Not everything was saved.")
    return seen.figures()


def _work(page: Page, live: LiveInstallation, claim: Claim, seen: Frames) -> None:
    begun = time.perf_counter()
    page.goto(f"{live.address}/claims/{claim.pk}/")
    expect(page.locator("#claim-sheet[data-ready]")).to_be_visible(timeout=PATIENCE)
    settle(page)
    seen.note("open 5,000 lines", page, begun)

    begun = time.perf_counter()
    _scroll(page)
    seen.note("scroll from top to bottom", page, begun)

    _middle(page)
    page.mouse.down()
    page.mouse.up()
    page.keyboard.press("Control+Home")
    settle(page)
    _cell(page, 1, "work_this_period").click()
    page.evaluate("() => window.frames_seen.take()")
    begun = time.perf_counter()
    page.keyboard.type("12.50")
    page.keyboard.press("Enter")
    _saved(page)
    seen.note("type in a cell and save it", page, begun)

    _paste(page, seen)
    begun = time.perf_counter()
    _cell(page, 0, "work_this_period").click()
    page.keyboard.type("100.00")
    page.keyboard.press("Enter")
    _saved(page)
    seen.note("a figure on a group", page, begun)

    begun = time.perf_counter()
    page.locator("summary").filter(has_text="View").click()
    page.locator("#sheet-view").get_by_label("Budget code", exact=True).check()
    expect(_first(page)).to_be_visible()
    settle(page)
    seen.note("gather by budget code", page, begun)


def _scroll(page: Page) -> None:
    _middle(page)
    for _ in range(90):
        page.mouse.wheel(0, 2_000)
    settle(page)


def _middle(page: Page) -> None:
    """The pointer over the middle of the sheet."""
    sheet = page.locator("revo-grid").bounding_box()
    assert sheet is not None
    page.mouse.move(sheet["x"] + sheet["width"] / 2, sheet["y"] + sheet["height"] / 2)


def _first(page: Page) -> Locator:
    return page.locator(f'{_BODY}[col-type="colPinStart"] [data-rgcol="1"]').first


def _cell(page: Page, row: int, key: str) -> Locator:
    shown = (page.locator("#claim-sheet").get_attribute("data-columns") or "").split()
    column = shown.index(key) - 2
    return page.locator(f'{_BODY}[col-type="rgCol"] [data-rgrow="{row}"][data-rgcol="{column}"]')


def _paste(page: Page, seen: Frames) -> None:
    text = "\n".join(f"{number}.25" for number in range(1, PASTED + 1))
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    _cell(page, 1, "work_this_period").click()
    settle(page)
    page.evaluate("() => window.frames_seen.take()")
    begun = time.perf_counter()
    page.keyboard.press("Control+V")
    expect(page.locator(".ls-sheet-said")).to_contain_text("pasted", timeout=PATIENCE)
    settle(page)
    seen.note("paste 1,000 cells", page, begun)
    begun = time.perf_counter()
    _saved(page)
    seen.note("save them", page, begun)
    page.keyboard.press("Control+Home")
    settle(page)


def _saved(page: Page) -> None:
    """Everything typed was answered by the server, and nothing was refused."""
    state = page.locator("#save-state")
    page.wait_for_timeout(400)
    expect(state).to_have_attribute("data-state", "saved", timeout=PATIENCE)
    settle(page)
