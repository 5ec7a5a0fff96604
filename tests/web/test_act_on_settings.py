"""The settings page says which Act documents name, and what nobody has checked yet."""

from __future__ import annotations

import pytest
from django.test import Client

from ledgerstone.projects.models import Project
from tests.support.scene import Scene
from tests.web.posting import text_of


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("AU-NSW", "Here: Building and Construction Industry Security of Payment Act 1999 (NSW)."),
        ("AU-TAS", "was not checked against the Act yet"),
        ("AU-NT", "None is known for the place of this project"),
    ],
)
def test_the_settings_say_which_act_it_is(
    signed_in: Client, scene: Scene, place: str, sentence: str
) -> None:
    Project.objects.update(jurisdiction=place)
    assert sentence in text_of(signed_in.get(f"/projects/{scene.project.pk}/settings/"))
