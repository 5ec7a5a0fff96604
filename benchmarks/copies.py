"""One contract with all its claims and certificates, copied many times inside the database.

What the engine made of the first one is what it would have made of each: lines, figures, covers and
the position that the next claim starts from are the same, only ids differ. Written past triggers
and foreign keys, by the owner of the server; what they would have written is copied as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, LiteralString, cast

import psycopg

# The tables in their order, each with the column by which its rows belong to the contract, or to
# rows of a table before; and the columns to which a copy gives something of its own.
_OWN_NUMBER = "src.number || '-' || lpad((copy.n + 1)::text, 3, '0')"
_TABLES: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("contracts_contract", "id", "", {"number": _OWN_NUMBER}),
    ("contracts_contractfigures", "contract_id", "contracts_contract", {}),
    ("contracts_contractperson", "contract_id", "contracts_contract", {}),
    ("contracts_retentionrule", "contract_id", "contracts_contract", {}),
    ("contracts_scheduleline", "contract_id", "contracts_contract", {}),
    ("claims_claim", "contract_id", "contracts_contract", {}),
    ("claims_submission", "claim_id", "claims_claim", {"lines": "'[]'::jsonb"}),
    ("claims_claimline", "claim_id", "claims_claim", {}),
    (
        "claims_certificate",
        "contract_id",
        "contracts_contract",
        {"code": "'LB-' || copy.n || '-' || src.id"},
    ),
    ("claims_certificateline", "certificate_id", "claims_certificate", {}),
    ("history_event", "contract_id", "contracts_contract", {}),
)
_REFERENCES = {
    "contract_id": "contracts_contract",
    "rule_id": "contracts_retentionrule",
    "claim_id": "claims_claim",
    "line_id": "contracts_scheduleline",
    "certificate_id": "claims_certificate",
    "previous_id": "claims_certificate",
}
_COLUMNS = """
SELECT attname FROM pg_attribute
 WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
 ORDER BY attnum
"""


@dataclass
class Copies:
    """Copies of one contract. ``session`` is one of the owner of the server."""

    session: psycopg.Connection
    contract_id: int
    times: int
    first: dict[str, tuple[int, int]] = field(default_factory=dict)  # the first new id, how many

    def write(self) -> None:
        """Everything of the contract, so many times. Each copy lies together on the disk."""
        with self.session.transaction():
            self._do("SET LOCAL session_replication_role = replica")
            for table, by, of, _ in _TABLES:
                self._set_aside(table, by, of)
            statements = [self._statement(table, own) for table, _, _, own in _TABLES]
            for copy in range(self.times):
                for statement in statements:
                    self._do(statement, {"copy": copy})

    def _set_aside(self, table: str, by: str, of: str) -> None:
        """Set aside what is copied, each row with its place, and take new ids for the copies."""
        among = f"SELECT id FROM of_{of}" if of else str(self.contract_id)  # noqa: S608
        where = f"{by} IN ({among})"
        self._do(
            f"CREATE TEMP TABLE of_{table} ON COMMIT DROP AS "  # noqa: S608
            f"SELECT *, row_number() OVER (ORDER BY id) - 1 AS n FROM {table} WHERE {where}"
        )
        self._do(f"ANALYZE of_{table}")
        ((last, count),) = self._do(
            f"SELECT (SELECT max(id) FROM {table}), count(*) FROM of_{table}"  # noqa: S608
        )
        self.first[table] = (last + 1, count)
        self._do(
            "SELECT setval(pg_get_serial_sequence(%(table)s, 'id'), %(last)s)",
            {"table": table, "last": last + count * self.times + 1},
        )

    def _statement(self, table: str, own: dict[str, str]) -> str:
        """Writes one copy of what was set aside, given its number."""
        chosen, joins = [], []
        columns = [str(row[0]) for row in self._do(_COLUMNS.format(table=table))]
        for column in columns:
            of = table if column == "id" else _REFERENCES.get(column)
            if column in own:
                chosen.append(own[column])
            elif of is None:
                chosen.append(f'src."{column}"')
            else:
                base, count = self.first[of]
                named = "src" if column == "id" else f"at_{column}"
                chosen.append(f"{base} + copy.n * {count} + {named}.n")
                if column != "id":
                    joins.append(f"LEFT JOIN of_{of} {named} ON {named}.id = src.{column}")
        listed = ", ".join(f'"{column}"' for column in columns)
        return (
            f"INSERT INTO {table} ({listed}) SELECT {', '.join(chosen)} "  # noqa: S608
            f"FROM of_{table} src {' '.join(joins)} "
            "CROSS JOIN (SELECT %(copy)s::bigint AS n) copy ORDER BY src.n"
        )

    def _do(self, statement: str, given: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All names in a statement are those of tables and columns above."""
        cursor = self.session.execute(cast(LiteralString, statement), given)
        return cursor.fetchall() if cursor.description else []
