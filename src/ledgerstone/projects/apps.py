"""The room `projects` as Django's registry knows it."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "ledgerstone.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .record_words import describe_records

        describe_records()
