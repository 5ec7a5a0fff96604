"""The addresses of a project's directory."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import adding, views

_DIRECTORY = "projects/<int:project_id>/directory/"

urlpatterns: list[URLPattern] = [
    path(_DIRECTORY, views.project_directory, name="project_directory"),
    path(f"{_DIRECTORY}add/", adding.project_directory_add, name="project_directory_add"),
    path(f"{_DIRECTORY}people/<int:person_id>/", views.project_member, name="project_member"),
    path(
        f"{_DIRECTORY}people/<int:person_id>/remove/",
        views.project_member_remove,
        name="project_member_remove",
    ),
    path(f"{_DIRECTORY}companies/<int:company_id>/", views.project_company, name="project_company"),
    path(
        f"{_DIRECTORY}companies/<int:company_id>/remove/",
        views.project_company_remove,
        name="project_company_remove",
    ),
]
