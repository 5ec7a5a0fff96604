"""Pages of permission templates."""
