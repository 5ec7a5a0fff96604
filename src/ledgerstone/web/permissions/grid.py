"""The editor's grid: tool by level, with the single tasks under each tool, and what both mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from ledgerstone.access import words
from ledgerstone.access.levels import GRANTS, TOOLS, Grant, Level, Scope, Tool, grants_of
from ledgerstone.access.matrix import RULES, When
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Rights


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: a level of a tool, or a task."""

    value: str
    label: str
    is_chosen: bool
    help: str = ""


@dataclass(frozen=True, slots=True)
class Adds:
    """What a level adds to the ones below it, as it follows "may"."""

    level: str
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A tool with its levels, the tasks that can be granted on it, and what each level adds."""

    name: str
    label: str
    help: str
    levels: tuple[Choice, ...]
    tasks: tuple[Choice, ...]
    adds: tuple[Adds, ...]


def tool_rows(scope: Scope, rights: Rights, terms: Terms) -> list[ToolRow]:
    """The grid of a template of this scope, with what is chosen."""
    shown: set[Grant] = set()
    rows = []
    for tool in TOOLS[scope]:
        label, meaning = (words.said(text, terms) for text in words.TOOLS[tool])
        chosen = rights.levels.get(tool, 0)
        tasks = [grant for grant in _granted(tool, scope) if grant not in shown]
        shown.update(tasks)
        rows.append(
            ToolRow(
                name=f"level-{tool.value}",
                label=label,
                help=meaning,
                levels=tuple(
                    Choice(str(int(level)), words.LEVELS[level], level == chosen) for level in Level
                ),
                tasks=tuple(_tasks(tasks, rights.grants, terms)),
                adds=tuple(_adds(tool, terms)),
            )
        )
    return rows


def _granted(tool: Tool, scope: Scope) -> list[Grant]:
    return [grant for grant in grants_of(scope) if tool in GRANTS[grant]]


def _tasks(grants: Collection[Grant], held: Collection[str], terms: Terms) -> Iterator[Choice]:
    for grant in grants:
        label, meaning = (words.said(text, terms) for text in words.GRANTS[grant])
        yield Choice(grant.value, label, grant.value in held, meaning)


def _adds(tool: Tool, terms: Terms) -> Iterator[Adds]:
    """What each level is enough for by itself and the one below is not."""
    enough = {When.ALWAYS, When.NOT_CONTACT}
    for level in list(Level)[1:]:
        acts = tuple(
            words.said(words.ACTIONS[rule.action], terms)
            for rule in RULES
            if rule.tool is tool
            and rule.cell(level) & enough
            and not rule.cell(Level(level - 1)) & enough
        )
        if acts:
            yield Adds(words.LEVELS[level], acts)


def chosen(posted: QueryDict, scope: Scope) -> Rights:
    """What a form chose; a tool that it does not name has no level."""
    levels: Mapping[str, int] = {
        tool.value: _number(posted.get(f"level-{tool.value}", "0")) for tool in TOOLS[scope]
    }
    return Rights(levels, frozenset(posted.getlist("task")))


def _number(text: str) -> int:
    """A level as posted; -1, which no level is, for anything else."""
    return int(text) if text in {"0", "1", "2", "3"} else -1
