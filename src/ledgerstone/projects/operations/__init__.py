"""Writes to projects: setting up, members, budget codes, billing periods, invoicing settings."""

from .automatic_periods import open_due_periods
from .budget import add_budget_codes
from .changing_periods import (
    change_billing_period,
    dates_of,
    delete_billing_period,
    extend_billing_period,
)
from .leaving import remove_company, remove_member
from .members import add_company, add_member, add_people, change_template
from .periods import (
    OpenedPeriod,
    close_billing_period,
    open_billing_period,
    reopen_billing_period,
)
from .setting_up import create_project
from .settings import change_invoicing_settings

__all__ = [
    "OpenedPeriod",
    "add_budget_codes",
    "add_company",
    "add_member",
    "add_people",
    "change_billing_period",
    "change_invoicing_settings",
    "change_template",
    "close_billing_period",
    "create_project",
    "dates_of",
    "delete_billing_period",
    "extend_billing_period",
    "open_billing_period",
    "open_due_periods",
    "remove_company",
    "remove_member",
    "reopen_billing_period",
]
