"""Django's own backend for PostgreSQL, which knows a living connection without asking it."""
