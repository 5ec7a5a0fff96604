"""What every Django room stands on: accounts, users, the account context, refusals, the clock."""

from .tables import append_only_tables, tenant_tables

__all__ = ["append_only_tables", "tenant_tables"]
