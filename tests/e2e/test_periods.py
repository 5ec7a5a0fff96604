"""Billing periods in a real browser: their dates, later due dates, opening by themselves."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from ledgerstone.claims.models import Extension
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings
from ledgerstone.projects.operations import open_billing_period
from ledgerstone.tenancy import clock
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.support.scene import Scene


def test_periods_are_changed_extended_and_opened_by_themselves(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    scene = committed_scene
    contract = scene.contract(status="approved")
    period = _under_way(scene)
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/projects/{scene.project.pk}/periods/")
    desk.expect_accessible("periods")

    desk.follow("Extend due date")
    desk.expect_accessible("extension")
    later = period.due_date + timedelta(days=5)
    desk.fill(contract=str(contract.pk), due_date=later.isoformat(), reason="New foreman")
    desk.press("Extend the due date")
    longer = page.get_by_role("region", name="Later due dates", exact=True)
    expect(longer).to_contain_text("New foreman")
    desk.expect_accessible("periods with a later due date")
    assert Extension.objects.get().due_date == later

    page.get_by_role("button", name="Take back").click()
    desk.expect_said("The extension is taken back.")
    _change(desk, period, later)
    _have_them_open(desk, scene)


def _change(desk: Desk, period: BillingPeriod, later: date) -> None:
    """Other dates of a period: the billing date goes with the last day."""
    page = desk.page
    page.get_by_role("table").get_by_role("link").first.click()
    desk.expect_accessible("one period")
    shorter = period.end - timedelta(days=1)
    desk.fill(due_date=later.isoformat(), end=shorter.isoformat())
    page.keyboard.press("Tab")
    # Nobody chose it, so it goes with the last day.
    expect(desk.field("billing_date")).to_have_value(shorter.isoformat())
    desk.press("Save the dates")
    changed = BillingPeriod.objects.get(pk=period.pk)
    assert (changed.due_date, changed.billing_date) == (later, shorter)


def _have_them_open(desk: Desk, scene: Scene) -> None:
    """Periods that open by themselves from now on, as the page then says."""
    page = desk.page
    desk.go(f"/projects/{scene.project.pk}/settings/")
    desk.expect_accessible("settings of claims")
    page.get_by_label("Open by themselves").select_option("monthly")
    page.get_by_label("Last day of the month").fill("31")
    desk.press("Save the settings")
    desk.expect_said("The settings are saved.")
    assert InvoicingSettings.objects.get().period_frequency == "monthly"
    desk.go(f"/projects/{scene.project.pk}/periods/")
    expect(page.get_by_role("main")).to_contain_text("opens by itself on")


def _under_way(scene: Scene) -> BillingPeriod:
    """A period that the browser's own day lies in: no clock is fixed there."""
    today = clock.today(scene.project.time_zone)
    return open_billing_period(
        actor=scene.actor,
        project_id=scene.project.pk,
        start=today,
        end=today + timedelta(days=30),
        due_date=today + timedelta(days=20),
    ).period
