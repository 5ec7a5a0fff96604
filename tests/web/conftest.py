"""Tests of pages begin with a scene, and with its administrator signed in."""

import pytest
from django.test import Client

from tests.support.scene import Scene, scene

__all__ = ["scene"]


@pytest.fixture
def signed_in(scene: Scene) -> Client:
    """A browser in which the scene's administrator is signed in."""
    client = Client()
    client.force_login(scene.user)
    return client
