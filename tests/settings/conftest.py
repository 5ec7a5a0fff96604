"""Tests of settings begin with a scene, and somebody signed in to it."""

from tests.support.scene import scene
from tests.web.conftest import signed_in

__all__ = ["scene", "signed_in"]
