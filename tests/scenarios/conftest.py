"""Stories happen on a project of a scene."""

from tests.support.scene import scene

__all__ = ["scene"]
