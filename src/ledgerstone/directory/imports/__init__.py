"""Companies and people from files: what each row would change, before anything is stored."""

from .companies import plan_companies
from .people import plan_people
from .plan import (
    COLUMNS,
    HEADINGS,
    FileRow,
    ImportPlan,
    Outcome,
    PlannedRow,
)

__all__ = [
    "COLUMNS",
    "HEADINGS",
    "FileRow",
    "ImportPlan",
    "Outcome",
    "PlannedRow",
    "plan_companies",
    "plan_people",
]
