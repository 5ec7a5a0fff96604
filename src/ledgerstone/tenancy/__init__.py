"""What every Django room stands on: accounts, users, the account context, refusals, the clock."""

from .tables import append_only_tables, tenant_tables, tracked_tables, trigger_written_tables

__all__ = ["append_only_tables", "tenant_tables", "tracked_tables", "trigger_written_tables"]
