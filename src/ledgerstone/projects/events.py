"""What happens to projects, their members and their billing periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectCreated(Event):
    """A project was set up."""

    kind: ClassVar[str] = "project.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetCodesAdded(Event):
    """Budget codes were added to a project."""

    kind: ClassVar[str] = "project.budget_codes_added"

    codes: tuple[str, ...]

    def details(self) -> dict[str, Any]:
        return {"codes": list(self.codes)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdded(Event):
    """A person was added to a project, or given another permission template."""

    kind: ClassVar[str] = "project.member_added"

    person_id: int
    template: str

    def details(self) -> dict[str, Any]:
        return {"person_id": self.person_id, "template": self.template}


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeaving(Event):
    """A person is about to leave a project. Rooms above let go of what they were there.

    ``confirmed`` names the records, of whatever room, that the one who removes them was shown.
    """

    kind: ClassVar[str] = "project.member_leaving"

    project_id: int
    person_id: int
    confirmed: frozenset[int] = frozenset()

    def details(self) -> dict[str, Any]:
        return {"person_id": self.person_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyJoined(Event):
    """A company was put into the directory of a project."""

    kind: ClassVar[str] = "project.company_joined"

    company_id: int

    def details(self) -> dict[str, Any]:
        return {"company_id": self.company_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyLeaving(Event):
    """A company is about to leave a project. Rooms above refuse it while they need it there."""

    kind: ClassVar[str] = "project.company_leaving"

    project_id: int
    company_id: int
    name: str

    def details(self) -> dict[str, Any]:
        return {"company_id": self.company_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodsMoving(Event):
    """A period of a project is about to close. Rooms above lock now what they will write then:
    contracts are locked before the project and its periods. No act by itself, it has no kind."""

    project_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _PeriodEvent(Event):
    period_id: int

    def details(self) -> dict[str, Any]:
        return {"period_id": self.period_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodOpened(_PeriodEvent):
    """A billing period was made and opened."""

    kind: ClassVar[str] = "period.opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodClosed(_PeriodEvent):
    """A billing period was closed."""

    kind: ClassVar[str] = "period.closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodReopened(_PeriodEvent):
    """A closed billing period was opened again."""

    kind: ClassVar[str] = "period.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChanged(_PeriodEvent):
    """A billing period was given other dates; ``changes`` holds each date before and after."""

    kind: ClassVar[str] = "period.changed"

    changes: dict[str, list[str]]

    def details(self) -> dict[str, Any]:
        return {"period_id": self.period_id, "changes": self.changes}


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodExtended(_PeriodEvent):
    """The due date of a billing period became later for all."""

    kind: ClassVar[str] = "period.extended"

    before: str
    due_date: str
    reason: str = ""

    def details(self) -> dict[str, Any]:
        return {
            "period_id": self.period_id,
            "before": self.before,
            "due_date": self.due_date,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLeaving(_PeriodEvent):
    """A billing period is about to be deleted. Rooms above refuse it while they need it."""

    kind: ClassVar[str] = "period.leaving"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicingSettingsChanged(Event):
    """How claims work on a project was changed."""

    kind: ClassVar[str] = "project.invoicing_settings_changed"

    changes: dict[str, Any]

    def details(self) -> dict[str, Any]:
        return dict(self.changes)
