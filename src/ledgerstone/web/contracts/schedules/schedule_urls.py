"""The addresses of the schedule of values of a contract."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import schedule_editor, schedule_import, schedule_list

_SCHEDULE = "contracts/<int:contract_id>/schedule/"

urlpatterns: list[URLPattern] = [
    path(_SCHEDULE, schedule_editor.schedule, name="contract_schedule"),
    path(f"{_SCHEDULE}lines", schedule_editor.lines, name="schedule_lines"),
    path(f"{_SCHEDULE}split", schedule_editor.split, name="schedule_split"),
    path(f"{_SCHEDULE}move-amount", schedule_editor.move_amount, name="schedule_move_amount"),
    path(f"{_SCHEDULE}list/", schedule_list.schedule_as_list, name="schedule_as_list"),
    path(f"{_SCHEDULE}import/", schedule_import.add_from_file, name="schedule_import"),
    path(f"{_SCHEDULE}file", schedule_import.export, name="schedule_file"),
]
