"""The room `projects` as Django's registry knows it."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "ledgerstone.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ledgerstone.directory.events import DirectoryImported, PersonChanged
        from ledgerstone.tenancy.events import subscribe

        from .record_words import describe_records
        from .standing import keep_rights, keep_rights_of_imported

        describe_records()
        subscribe(PersonChanged, keep_rights)
        subscribe(DirectoryImported, keep_rights_of_imported)
