"""Claims through their pages: filled in, submitted, reviewed, certified, carried upwards."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk
from tests.e2e.ironline import REASON
from tests.e2e.sheets import ClaimSheet


def start(desk: Desk, contract: str) -> ClaimSheet:
    """Start a claim from the page of its contract."""
    desk.go(contract)
    desk.press("Start a claim")
    return ClaimSheet(desk.page)


def start_upstream(desk: Desk, contract: str) -> ClaimSheet:
    """Start a claim to the owner, by its form, with nothing filled in yet."""
    desk.go(contract)
    desk.follow("Start a claim")
    desk.page.get_by_label("Fill it with the costs of the billing period").uncheck()
    desk.press("Start the claim")
    return ClaimSheet(desk.page)


def type_into(sheet: ClaimSheet, column: str, typed: dict[str, str]) -> None:
    """Type figures over cells of one column, one line after the other."""
    for item, text in typed.items():
        sheet.choose(item, column)
        sheet.type_on(text)
        sheet.keys("Enter")
    sheet.expect_saved()


def expect_status(page: Page, word: str) -> None:
    expect(page.locator(".status-pill").first).to_have_text(word)


def fill_concrete(desk: Desk, contract: str) -> str:
    """The first claim of the subcontract, worked as one works a spreadsheet; its address."""
    sheet = start(desk, contract)
    desk.expect_accessible("draft")
    sheet.choose("2.1", "work_this_period")
    sheet.type_on("600000")
    sheet.keys("Enter", "Tab")
    sheet.type_on("45%")
    sheet.keys("Enter")
    sheet.expect_shown("2.1", "work_this_period", "600,000.00")
    sheet.expect_shown("2.2", "work_this_period", "945,000.00")
    sheet.choose("2.3", "work_this_period")
    sheet.paste([["100,000.00"], ["=15000+5000"]])
    sheet.expect_shown("2.4", "work_this_period", "20,000.00")
    sheet.keys("Control+z")
    sheet.expect_shown("2.4", "work_this_period", "–")
    sheet.keys("Control+y")
    sheet.expect_shown("2.3", "work_this_period", "100,000.00")
    sheet.expect_shown("2.4", "work_this_period", "20,000.00")
    sheet.expect_saved()
    expect(desk.page.locator("#claim-cover")).to_contain_text("1,665,000.00")
    desk.expect_accessible("draft, filled in")
    return desk.path


def submit(desk: Desk) -> None:
    desk.press("Submit")
    expect_status(desk.page, "Under review")


def expect_listed(desk: Desk, project: str, number: str, status: str, figures: list[str]) -> None:
    """The period's list shows the commitment with this status and these figures."""
    desk.go(f"{project}claims/")
    row = desk.page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text(status)
    for figure in figures:
        expect(row).to_contain_text(figure)
    desk.expect_accessible("list of the period")


def cut_with_reason(desk: Desk, item: str, amount: str, difference: str) -> None:
    """Assess a line below what was claimed; without a reason it cannot be decided."""
    sheet = ClaimSheet(desk.page)
    type_into(sheet, "assessed", {item: amount})
    sheet.expect_shown(item, "difference", difference)
    missing = desk.page.locator("#sheet-missing-reasons")
    expect(missing).to_contain_text("reason")
    desk.expect_accessible("reason missing")
    missing.click()
    why = desk.page.get_by_role("dialog").filter(has_text="Save reason")
    why.get_by_role("radio", name="Not complete").check(force=True)
    why.get_by_role("textbox").fill(REASON)
    desk.expect_accessible("reason being given")
    why.get_by_role("button", name="Save reason").click()
    sheet.expect_shown(item, "reason", re.compile("Not complete"))
    expect(missing).to_be_hidden()
    sheet.expect_saved()


def approve(desk: Desk, *, as_noted: bool) -> None:
    desk.press("Approve as noted" if as_noted else "Approve")
    expect_status(desk.page, "Approved as noted" if as_noted else "Approved")
    ClaimSheet(desk.page)
    desk.expect_accessible("certified")


def certified_as_claimed(desk: Desk, contract: str, column: str, typed: dict[str, str]) -> str:
    """A claim that is filled in, submitted and approved; its address."""
    type_into(start(desk, contract), column, typed)
    submit(desk)
    approve(desk, as_noted=False)
    return desk.path


def prefill(desk: Desk, expected: dict[str, str], left: str | None) -> None:
    """Look at what a prefill would do, then let it: per line the amount that it brings."""
    page = desk.page
    page.get_by_role("link", name="Prefill", exact=True).click()
    page.wait_for_url("**/prefill/")
    lines = page.get_by_role("region", name="Lines and their sources")
    for item, amount in expected.items():
        row = lines.get_by_role("row").filter(has_text=item).filter(has_text=amount).first
        expect(row).to_be_visible()
    page.get_by_label(f"Show the sources of line {next(iter(expected))}").check(force=True)
    sources = page.get_by_role("link", name=re.compile("SC-001"))
    expect(sources.first).to_be_visible()
    if left is not None:
        kept_back = page.locator("section.card").filter(has_text="Not carried").last
        expect(kept_back).to_contain_text(left)
        expect(kept_back).to_contain_text("PO-001")
    expect(page.get_by_text("Ties out")).to_be_visible()
    desk.expect_accessible("prefill")
    desk.press(f"Apply to {len(expected)} lines")
    sheet = ClaimSheet(page)
    for item, amount in expected.items():
        sheet.expect_shown(item, "work_this_period", amount)


def issue(desk: Desk) -> None:
    """Issue a head contract claim, which certifies it as claimed."""
    desk.press("Issue to the principal")
    expect_status(desk.page, "Certified")
    ClaimSheet(desk.page)
    desk.expect_accessible("issued")
