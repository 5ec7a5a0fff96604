"""The addresses of insurance."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import papers, views

_COMPANY = "companies/<int:company_id>/insurance/"
_POLICY = "insurance/<int:policy_id>/"
_PAPER = "insurance/papers/<int:attachment_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_COMPANY, views.company_insurance, name="company_insurance"),
    path(f"{_COMPANY}new/", views.insurance_new, name="insurance_new"),
    path("projects/<int:project_id>/insurance/", views.project_insurance, name="project_insurance"),
    path(_POLICY, views.insurance_policy, name="insurance_policy"),
    path(f"{_POLICY}edit/", views.insurance_edit, name="insurance_edit"),
    path(f"{_POLICY}remove/", views.insurance_remove, name="insurance_remove"),
    path(f"{_POLICY}papers/", papers.insurance_attach, name="insurance_attach"),
    path(_PAPER, papers.insurance_paper, name="insurance_paper"),
    path(f"{_PAPER}remove/", papers.insurance_paper_remove, name="insurance_paper_remove"),
]
