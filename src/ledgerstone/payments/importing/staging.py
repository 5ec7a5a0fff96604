"""Files of payments that wait for somebody to take them: kept, looked at, changed, thrown away.

A file is gone once it was taken, or after a day. The columns that were chosen for it stay, so that
the next file of the project is read as the last one was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT
from ledgerstone.contracts.policy import tool_of
from ledgerstone.payments.models import METHODS, StagedPayments
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere

from .columns import Columns, guess, of_kept
from .lines import Line, lines_of
from .plan import LEAVE, TAKE, ImportPlan, Part, first_day, plan_lines
from .reading import FileRow
from .targets import known_keys, targets_of

KEPT_FOR = dt.timedelta(days=1)


def may_import(actor: Actor, project_id: int) -> bool:
    """Whether the person records payments on the project, under contracts of either direction."""
    return any(
        access.may_with(actor, tool_of(kind), Action.RECORD_PAYMENT, project_id)
        for kind in (SUBCONTRACT, HEAD_CONTRACT)
    )


def stage_payments(
    *, actor: Actor, project_id: int, filename: str, rows: Sequence[FileRow]
) -> StagedPayments:
    """Keep the rows of a file until somebody takes what they pay. Nothing else is stored."""
    project = projects.get_project(actor, project_id)
    if not may_import(actor, project_id):
        raise NotAllowed("Ask an administrator of the project to record payments.")
    before = _last(actor, project_id)
    columns = guess(
        rows,
        order="mdy" if project.terminology == "en-US" else "dmy",
        before=None if before is None else of_kept(before.columns),
    )
    if not any(number > columns.heading for number, _ in rows):
        sentence = "There are no lines below the headings."
        raise Invalid(sentence, fields={"file": sentence})
    with transaction.atomic():
        empty_old(actor.account_id, clock.now())
        return StagedPayments.objects.create(
            account_id=actor.account_id,
            project_id=project_id,
            user_id=actor.user_id,
            filename=filename[:200],
            rows=[[number, cells] for number, cells in rows],
            columns=columns.kept(),
        )


def get_staged(actor: Actor, staged_id: int, *, locked: bool = False) -> StagedPayments:
    """A file that the person uploaded within the last day and did not take yet; else NotThere."""
    found = (
        StagedPayments.objects.filter(
            account_id=actor.account_id,
            user_id=actor.user_id,
            pk=staged_id,
            created_at__gte=clock.now() - KEPT_FOR,
        )
        .exclude(rows=[])
        .select_related("project")
    )
    staged = (found.select_for_update(of=("self",)) if locked else found).first()
    if staged is None or not may_import(actor, staged.project_id):
        raise NotThere
    return staged


def columns_of(staged: StagedPayments) -> Columns:
    """How the file is read."""
    return of_kept(staged.columns)


def rows_of(staged: StagedPayments) -> list[FileRow]:
    """The rows of the file with their numbers."""
    return [(number, cells) for number, cells in staged.rows]


def staged_lines(staged: StagedPayments) -> list[Line]:
    """The lines of the file as they are read now; none where the columns are not enough."""
    columns = columns_of(staged)
    if not columns.are_enough:
        return []
    project: Project = staged.project
    return lines_of(
        rows_of(staged),
        columns,
        currency=project.currency,
        today=clock.today(project.time_zone),
    )


def plan_of(
    actor: Actor, staged: StagedPayments, lines: Sequence[Line] | None = None
) -> ImportPlan:
    """What the file would record as things stand now. ``lines`` where they were read already."""
    lines = staged_lines(staged) if lines is None else lines
    targets = targets_of(actor, staged.project_id, first_day(lines))
    return plan_lines(lines, targets, lambda keys: known_keys(actor, keys), choices=staged.choices)


def change_columns(*, actor: Actor, staged_id: int, columns: Columns) -> StagedPayments:
    """Read the file by other columns. What was chosen for its lines is asked again."""
    problems: dict[str, str] = {}
    if columns.date is None:
        problems["date"] = "Say which column holds the date."
    if not columns.figures:
        problems["amount"] = "Say which column holds the amount, or debit and credit."
    if columns.amount is not None and len(columns.figures) > 1:
        problems["amount"] = "Choose one column of amounts, or debit and credit; not both."
    if columns.method not in METHODS:
        problems["method"] = "Choose one from the list."
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)
    with transaction.atomic():
        staged = get_staged(actor, staged_id, locked=True)
        staged.columns = columns.kept()
        staged.choices = {}
        staged.save(update_fields=["columns", "choices"])
    return staged


def tick_lines(
    *, actor: Actor, staged_id: int, shown: Iterable[int], ticked: Iterable[int]
) -> StagedPayments:
    """Take the ticked ones of the lines that were shown, and leave the others of them out.

    What was chosen by hand for a line stays unless the line is unticked.
    """
    with transaction.atomic():
        staged = get_staged(actor, staged_id, locked=True)
        plan = plan_of(actor, staged)
        taken = {one.number for one in plan.taken}
        takeable = {one.number for one in plan.lines if one.can_be_taken}
        asked, wanted = set(shown) & takeable, set(ticked)
        choices: dict[str, Any] = dict(staged.choices)
        for number in asked:
            if (number in wanted) != (number in taken):
                choices[str(number)] = TAKE if number in wanted else LEAVE
        staged.choices = choices
        staged.save(update_fields=["choices"])
    return staged


def choose_parts(
    *, actor: Actor, staged_id: int, number: int, parts: Sequence[Part]
) -> StagedPayments:
    """Say by hand what a line is for; with no parts, as the file says again."""
    with transaction.atomic():
        staged = get_staged(actor, staged_id, locked=True)
        choices: dict[str, Any] = dict(staged.choices)
        choices.pop(str(number), None)
        if parts:
            choices[str(number)] = [
                [part.contract_id, part.claim_id, str(part.amount)] for part in parts
            ]
        staged.choices = choices
        staged.save(update_fields=["choices"])
    return staged


def discard_staged(*, actor: Actor, staged_id: int) -> int:
    """Throw a file away; gives the project. Its columns stay known."""
    with transaction.atomic():
        staged = get_staged(actor, staged_id, locked=True)
        empty(staged)
    return int(staged.project_id)


def empty(staged: StagedPayments) -> None:
    """Let go of a file's lines. Of its kind only the last is kept, for its columns."""
    StagedPayments.objects.filter(
        account_id=staged.account_id,
        project_id=staged.project_id,
        user_id=staged.user_id,
        rows=[],
    ).delete()
    staged.rows, staged.choices = [], {}
    staged.save(update_fields=["rows", "choices"])


def empty_old(account_id: int, now: dt.datetime) -> None:
    """Let go of what nobody took within a day."""
    old = StagedPayments.objects.filter(account_id=account_id, created_at__lt=now - KEPT_FOR)
    for staged in old.exclude(rows=[]).order_by("created_at"):
        empty(staged)


def _last(actor: Actor, project_id: int) -> StagedPayments | None:
    found = StagedPayments.objects.filter(
        account_id=actor.account_id, project_id=project_id, user_id=actor.user_id
    )
    return found.defer("rows", "choices").order_by("-created_at", "-pk").first()
