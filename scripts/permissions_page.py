"""Writes docs/permissions.md from the table of rights, so that the guide says what the code does.

``python scripts/permissions_page.py`` writes it; the tests hold it in step.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ledgerstone.access import words
from ledgerstone.access.levels import GRANTS, TOOLS, Level, Scope, Tool
from ledgerstone.access.matrix import RULES, Rule, When
from ledgerstone.projects.terminology import terms as catalogue

PAGE = Path(__file__).resolve().parents[1] / "docs" / "permissions.md"
TERMS = catalogue("en-AU")

_HEAD = """\
# Who may do what

<!-- Written by scripts/permissions_page.py from the table of rights; change it there. -->

A person has a permission template for the account's own tools, and on each project that they are \
on a template for its tools. A template gives a level on each tool: None, Read Only, Standard or \
Admin. Each level holds the ones below it. On top of Read Only and Standard a template may grant \
single tasks.

What is done to a contract, or to a claim on it, needs besides that the contract be visible to the \
person, and what shows its lines that its schedule of values be. A private contract is visible to \
Admin, to its claim contacts, and to people on its private list.

Claim contacts need no level. Being named on a contract lets them see it with its schedule of \
values, its claims, certificates and documents, and nothing else of the project. Whether contacts \
also claim, or fill the subcontractor's schedule, is a setting of the account, which a project and \
a contract may override.

Whatever a person may not see answers as if it were not there. What they see but may not do is \
refused with whom to ask.
"""
_EVERY_TOOL = "Account settings are also for Admin on the company directory."


def page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for scope, title in ((Scope.ACCOUNT, "In the account"), (Scope.PROJECT, "On a project")):
        parts.append(f"## {title}\n")
        parts += [_of_tool(tool) for tool in TOOLS[scope]]
    return "\n".join(parts)


def _of_tool(tool: Tool) -> str:
    name, meaning = (words.said(text, TERMS) for text in words.TOOLS[tool])
    lines = [f"### {name}\n", f"{meaning}\n"]
    levels = list(Level)
    lines.append(f"| A person may | {' | '.join(words.LEVELS[level] for level in levels)} |")
    lines.append(f"|---|{'---|' * len(levels)}")
    for rule in RULES:
        if rule.tool is tool:
            cells = " | ".join(_cell(rule, level) for level in levels)
            lines.append(f"| {words.said(words.ACTIONS[rule.action], TERMS)} | {cells} |")
    if tool is Tool.ADMIN:
        lines.append(f"\n{_EVERY_TOOL}")
    granted = list(_granted(tool))
    if granted:
        lines += ["\nTasks that can be granted:\n", *granted]
    return "\n".join([*lines, ""])


def _cell(rule: Rule, level: Level) -> str:
    cell = rule.cell(level)
    return "; ".join(words.GROUNDS[when] for when in When if when in cell) or "–"


def _granted(tool: Tool) -> Iterator[str]:
    for grant, tools in GRANTS.items():
        if tool in tools:
            name, meaning = (words.said(text, TERMS) for text in words.GRANTS[grant])
            yield f"- **{name}.** {meaning}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
