"""Who may do what, as the specification and the decisions say it, in letters.

Written from their text and not from the table of rights, so that the two can be compared. A row is
an act; its columns are None, Read Only, Standard and Admin on the tool. A cell holds every ground
on which the level suffices:

  Y  the level itself            G  the single tasks named behind it are granted
  C  claim contact               B  claim contact, where contacts may claim
  F  claim contact, where contacts may fill the schedule
  P  on the private list         S  on the private list, which shows the schedule of values
  M  insurance manager
  N  everybody at the level but the contract's own claim contacts
"""

from __future__ import annotations

from dataclasses import dataclass

COMMITMENTS = """
configure_invoicing    -   -     -     Y
view_periods           -   Y     Y     Y
manage_periods         -   -     -     Y
view_claims_tool       -   -     -     Y
view                   C   Y     Y     Y
view_private           C   CPG   CPG   Y   view_private
view_schedule          C   Y     Y     Y
view_private_schedule  C   CS    CS    Y
create                 -   G     G     Y   create
update                 -   G     G     Y   update
delete                 -   -     -     Y
configure              -   -     -     Y
name_contacts          -   -     -     Y
email_contract         -   -     Y     Y
fill_schedule          F   FG    FGS   Y   update
review_schedule        -   -     -     Y
approve_variation      -   -     -     Y
edit_variation         -   -     -     Y
view_draft_variation   -   N     N     Y
create_potential_variation  -   -     Y     Y
raise_variation        C   C     Y     Y
invite                 -   -     -     Y
answer_invitation      B   B     B     B
view_claim             C   Y     Y     Y
view_assessment        -   N     N     Y
export_claim           C   Y     Y     Y
forward_claim          -   -     N     Y
start_claim            B   B     Y     Y
start_claim_late       -   -     -     Y
edit_claim             B   B     Y     Y
submit_claim           B   B     Y     Y
withdraw_claim         B   B     B     Y
delete_claim           -   G     G     Y   update_subcontracts update_purchase_orders
release_retention      B   B     Y     Y
override_retention     -   -     -     Y
assess_claim           -   -     -     Y
decide_claim           -   -     -     Y
compile_backup         -   -     -     Y
request_signature      -   -     -     Y
record_payment         -   -     -     Y
"""

HEAD_CONTRACTS = """
view_periods           -   Y     Y     Y
view_claims_tool       -   -     -     Y
view                   -   Y     Y     Y
view_private           -   P     P     Y
view_schedule          -   Y     Y     Y
view_private_schedule  -   S     S     Y
create                 -   G     G     Y   create_head_contracts
update                 -   G     G     Y   update_head_contracts
delete                 -   G     G     Y   delete_head_contracts
configure              -   -     -     Y
email_contract         -   -     -     Y
approve_variation      -   -     -     Y
edit_variation         -   -     -     Y
view_draft_variation   -   Y     Y     Y
create_potential_variation  -   -     Y     Y
view_claim             -   G     G     Y   view_head_claims
view_assessment        -   G     G     Y   view_head_claims
export_claim           -   G     G     Y   view_head_claims
forward_claim          -   -     -     Y
start_claim            -   -     -     Y
start_claim_late       -   -     -     Y
edit_claim             -   -     -     Y
submit_claim           -   -     -     Y
withdraw_claim         -   -     -     Y
delete_claim           -   -     -     Y
release_retention      -   -     -     Y
override_retention     -   -     -     Y
assess_claim           -   -     -     Y
decide_claim           -   -     -     Y
compile_backup         -   -     -     Y
request_signature      -   -     -     Y
record_payment         -   -     -     Y
"""

DIRECTORY = """
view_directory         -   Y     Y     Y
edit_companies         -   G     G     Y   edit_companies
edit_people            -   G     G     Y   edit_people
edit_insurance         M   GM    GM    Y   edit_companies
"""

COMPANY_DIRECTORY = f"""{DIRECTORY}
merge_companies        -   -     -     Y
"""

INVOICING_SETTINGS = """
configure_invoicing    -   -     -     Y
"""

ADMIN = """
configure_account      -   -     -     Y
create_project         -   -     -     Y
edit_templates         -   -     -     Y
"""

TABLES = {
    "commitments": COMMITMENTS,
    "head_contracts": HEAD_CONTRACTS,
    "directory": DIRECTORY,
    "company_directory": COMPANY_DIRECTORY,
    "invoicing_settings": INVOICING_SETTINGS,
    "admin": ADMIN,
}

# What is seen of a contract before anything else, and what shows its schedule line by line.
OF_THE_CONTRACT_ITSELF = {"view", "view_private"}
OF_ITS_SCHEDULE = {"view_schedule", "view_private_schedule"}
SHOW_THE_SCHEDULE = {
    "fill_schedule", "view_claim", "view_assessment", "export_claim", "start_claim",
    "start_claim_late", "edit_claim", "submit_claim", "withdraw_claim", "delete_claim",
    "release_retention", "view_draft_variation", "create_potential_variation", "raise_variation",
    "forward_claim",
}  # fmt: skip

KINDS = {
    "commitments": ("subcontract", "purchase_order"),
    "head_contracts": ("head_contract",),
}


@dataclass(frozen=True)
class Row:
    """One act: the grounds at each level, and the tasks that stand behind ``G``."""

    cells: tuple[str, ...]
    tasks: tuple[str, ...]

    def tasks_for(self, kind: str) -> frozenset[str]:
        """The tasks for one kind of contract; those of commitments have one for each kind."""
        return frozenset(
            f"{task}_{kind}s" if task in {"view_private", "create", "update"} else task
            for task in self.tasks
        )


def rows(tool: str) -> dict[str, Row]:
    """The acts of a tool by name."""
    found = {}
    for line in TABLES[tool].strip().splitlines():
        action, *cells = line.split() or [""]
        if action:
            found[action] = Row(tuple(cells[:4]), tuple(cells[4:]))
    return found


@dataclass(frozen=True)
class Case:
    """A person before a contract."""

    kind: str
    level: int
    is_contact: bool = False
    may_claim: bool = False
    may_fill: bool = False
    is_listed: bool = False
    is_private: bool = False
    shows_schedule: bool = False
    tasks: frozenset[str] = frozenset()

    @property
    def tool(self) -> str:
        return next(tool for tool, kinds in KINDS.items() if self.kind in kinds)

    def holds(self, action: str) -> bool:
        """Whether any of the grounds in the cell is there."""
        row = rows_of[self.tool].get(action)
        if row is None:
            return False
        on_list = self.is_listed or self.is_contact
        grounds = {
            "-": False,
            "Y": True,
            "G": bool(row.tasks) and row.tasks_for(self.kind) <= self.tasks,
            "C": self.is_contact,
            "B": self.is_contact and self.may_claim,
            "F": self.is_contact and self.may_fill,
            "P": on_list,
            "S": on_list and self.shows_schedule,
            "M": False,
            "N": not self.is_contact,
        }
        return any(grounds[letter] for letter in row.cells[self.level])

    @property
    def sees(self) -> bool:
        return self.holds("view_private" if self.is_private else "view")

    @property
    def sees_schedule(self) -> bool:
        shown = "view_private_schedule" if self.is_private else "view_schedule"
        return self.sees and self.holds(shown)

    def may(self, action: str) -> bool:
        """What the specification answers."""
        if action in OF_THE_CONTRACT_ITSELF:
            return self.sees
        if action in OF_ITS_SCHEDULE:
            return self.sees_schedule
        if action in SHOW_THE_SCHEDULE and not self.sees_schedule:
            return False
        return self.sees and self.holds(action)


rows_of = {tool: rows(tool) for tool in TABLES}
