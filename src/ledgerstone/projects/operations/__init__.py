"""Writes to projects: setting up, members, budget codes, billing periods, invoicing settings."""

from .budget import add_budget_codes
from .members import add_member
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
    "add_member",
    "change_invoicing_settings",
    "close_billing_period",
    "create_project",
    "open_billing_period",
    "reopen_billing_period",
]
