"""Values one claim: from the terms, the lines, what was entered and the last position.

Every figure is to date; a figure of this period is a difference of rounded figures to date.
The work is linear in the lines and does not depend on how many claims came before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, localcontext

from ledgerstone.core.claim_check import check_claim
from ledgerstone.core.entering import Figures
from ledgerstone.core.entry import ClaimEntry, Release
from ledgerstone.core.figures import Entered, read_entries
from ledgerstone.core.opening import open_position
from ledgerstone.core.passes import Pass, Setting, run_pass
from ledgerstone.core.position import LinePosition, OpenLinePosition, Position
from ledgerstone.core.refusals import EntryRefused, OpeningRefused
from ledgerstone.core.requirement import retention_base
from ledgerstone.core.rounding import EXACT, ZERO, percents
from ledgerstone.core.rows import without_collecting_cycles
from ledgerstone.core.schedule import Sheet, lay_out
from ledgerstone.core.terms import RetentionBasis, ScheduledLine, Terms
from ledgerstone.core.terms_check import check_terms
from ledgerstone.core.valuation import Cover, OpenValuedLine, Valuation, ValuedLine, Warning_


def value_claim(
    terms: Terms, lines: Sequence[ScheduledLine], entry: ClaimEntry, before: Position
) -> Valuation:
    """Value ``entry`` against ``before``, the position of the last certificate.

    ``lines`` in the order in which they print, contract lines first, those of rejected
    variations left out. All amounts come back in cents, rounded half up away from zero.
    Raises TermsRefused, ScheduleRefused, EntryRefused or OpeningRefused, each with the line,
    the field and what would be accepted. Source: the claim document, section Meaning.
    """
    with localcontext(EXACT), without_collecting_cycles():
        return _read_and_value(terms, lines, entry, before)


def value_covers(
    terms: Terms, lines: Sequence[ScheduledLine], entry: ClaimEntry, before: Position
) -> tuple[Cover, Cover]:
    """The covers of ``value_claim`` alone, as claimed and as assessed: what a list shows."""
    with localcontext(EXACT), without_collecting_cycles():
        setting, entered, _ = _read(terms, lines, entry, before)
        claimed, assessed = _passes(setting, entered)
        return claimed.cover, assessed.cover


def _read_and_value(
    terms: Terms, lines: Sequence[ScheduledLine], entry: ClaimEntry, before: Position
) -> Valuation:
    """A frame of its own: what was needed on the way is gone before cycles are collected."""
    return _value(*_read(terms, lines, entry, before))


def _read(
    terms: Terms, lines: Sequence[ScheduledLine], entry: ClaimEntry, before: Position
) -> tuple[Setting, Entered, list[Warning_]]:
    """What was given, checked and laid out, with what an opening has to be asked about."""
    check_terms(terms)
    check_claim(terms, entry)
    warnings: list[Warning_] = []
    if entry.opening is not None:
        if before.number is not None or before.lines:
            raise OpeningRefused("an opening stands on the first claim only", field="opening")
        before, told = open_position(terms, lines, entry.opening, entry.number)
        warnings.extend(told)
    if before.number is not None and entry.number <= before.number:
        raise EntryRefused(
            f"claim numbers ascend: above {before.number} is expected", field="number"
        )
    sheet = lay_out(terms, lines, before)
    entered = read_entries(terms, sheet, entry)
    base = retention_base(terms, sheet, entry.number, before)
    return Setting(terms, sheet, entry, before, base), entered, warnings


def _passes(setting: Setting, entered: Entered) -> tuple[Pass, Pass]:
    """As claimed and as assessed: one pass where both are the same."""
    entry = setting.entry
    claimed = run_pass(setting, entered.claimed, entry.release)
    if not entered.differ and entry.assessed_release is None:
        return claimed, claimed
    release = entry.release if entry.assessed_release is None else entry.assessed_release
    return claimed, run_pass(setting, entered.assessed, release)


def _value(setting: Setting, entered: Entered, warnings: list[Warning_]) -> Valuation:
    entry = setting.entry
    claimed, assessed = _passes(setting, entered)
    warnings.extend(entered.warnings)
    printed, beyond = _print_lines(setting.sheet, entered, claimed, assessed)
    warnings.extend(_over_billed(setting.sheet, assessed.earned, beyond))
    warnings.extend(_released_above(setting.sheet, claimed, assessed))
    if _release_cut_silently(entry, claimed, assessed):
        warnings.append(
            Warning_(
                None,
                "reason_missing",
                "The release of retention is assessed below what was claimed, without a reason.",
            )
        )
    return Valuation(
        cover=assessed.cover,
        claimed_cover=claimed.cover,
        lines=tuple(printed),
        warnings=tuple(warnings),
        after=_position_after(setting, entered.assessed, assessed),
    )


def _print_lines(
    sheet: Sheet, entered: Entered, claimed: Pass, valued: Pass
) -> tuple[list[ValuedLine], list[int]]:
    """The lines, and the places of those that earned more or less than from 0 to their value."""
    printed: list[ValuedLine] = []
    beyond: list[int] = []
    reasons = entered.reasons
    columns = zip(
        sheet.lines, sheet.printed, sheet.at, entered.before, entered.assessed, claimed.earned,
        valued.earned, percents(valued.earned, sheet.printed), valued.retention, strict=True,
    )  # fmt: skip
    for index, (line, value, at, before, figures, asked, earned, share, held) in enumerate(columns):
        work, stored, past = figures.work, figures.stored, before.work
        row = OpenValuedLine(
            line.key,
            value,
            past,
            work - past,
            stored,
            earned,
            share,
            value - earned,
            held,
            earned - at.work - at.stored,
            asked,
            earned,
            ZERO if asked is earned else earned - asked,
            reasons.get(index) if reasons else None,
        )
        row.__class__ = ValuedLine
        printed.append(row)
        if not ZERO <= earned <= value:
            beyond.append(index)
    return printed, beyond


def _position_after(setting: Setting, figures: Sequence[Figures], valued: Pass) -> Position:
    sheet, holding, base = setting.sheet, valued.holding, setting.base
    by_line = base is not None and base.rule.basis is RetentionBasis.PER_LINE
    required = holding.required
    after = Position(
        number=setting.entry.number,
        lines=_lines_after(sheet, figures, valued, by_line),
        earned_less_retention=valued.cover.total_earned_less_retention,
        total_retention=valued.cover.total_retention,
        deductions_to_date=valued.cover.deductions_to_date,
        k=holding.k,
        released=holding.released,
    )
    if base is None or by_line:
        return after
    return replace(
        after,
        rule_work=required.rule_work[0],
        rule_materials=required.rule_materials[0],
        kept=required.kept[0] if required.kept else None,
    )


def _lines_after(
    sheet: Sheet, figures: Sequence[Figures], valued: Pass, by_line: bool
) -> dict[str, LinePosition]:
    """The lines' positions; the rule's figures and what is kept are theirs only per line."""
    nothing = [ZERO] * len(sheet.lines)
    required = valued.holding.required
    columns = zip(
        sheet.lines, figures, valued.retention, valued.holding.by_line or nothing,
        required.rule_work if by_line else nothing,
        required.rule_materials if by_line else nothing, strict=True,
    )  # fmt: skip
    kept = required.kept if by_line else None
    lines: dict[str, LinePosition] = {}
    for index, (line, figure, held, gone, on_work, on_stored) in enumerate(columns):
        work, stored, quantity, of_stored, adjustment, _ = figure
        past = None if kept is None else kept[index]
        row = OpenLinePosition(
            work,
            stored,
            quantity,
            of_stored,
            held,
            adjustment,
            gone,
            on_work,
            on_stored,
            past,
        )
        row.__class__ = LinePosition
        lines[line.key] = row
    return lines


def _over_billed(sheet: Sheet, sums: Sequence[Decimal], beyond: Sequence[int]) -> list[Warning_]:
    """Lines that earned more than their scheduled value, or the other sign."""
    found: list[Warning_] = []
    for index in beyond:
        line, value, earned = sheet.lines[index], sheet.printed[index], sums[index]
        if value <= earned <= ZERO or not line.counts:
            continue
        message = f"Line {line.key} has earned {earned} of a scheduled value of {value}."
        found.append(Warning_(line.key, "over_billed", message))
    return found


def _released_above(sheet: Sheet, claimed: Pass, assessed: Pass) -> list[Warning_]:
    found: list[Warning_] = []
    for index in dict.fromkeys([*claimed.holding.above, *assessed.holding.above]):
        key = None if index is None else sheet.lines[index].key
        place = "" if key is None else f" on line {key}"
        message = f"More retention is released{place} than is held; what is held is released."
        found.append(Warning_(key, "release_above_held", message))
    return found


def _release_cut_silently(entry: ClaimEntry, claimed: Pass, assessed: Pass) -> bool:
    """Is the claim's release assessed below the claimed one, without a reason?"""
    answer = entry.assessed_release
    if answer is None or entry.release is None or (entry.assessed_reason or "").strip():
        return False
    asked: Release = entry.release
    if answer.amount is not None and asked.amount is not None:
        return answer.amount < asked.amount
    if answer.share_of_held is not None and asked.share_of_held is not None:
        return answer.share_of_held < asked.share_of_held
    return assessed.released < claimed.released
