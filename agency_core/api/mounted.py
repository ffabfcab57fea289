"""A mount that takes every path below it, also one with a line break in it."""

from __future__ import annotations

import re

from starlette.routing import Mount
from starlette.types import ASGIApp


class Mounted(Mount):
    """As the framework's mount, which knows no path with a line break: that would fall to whatever stands next to it."""

    def __init__(self, path: str, app: ASGIApp) -> None:
        """Serve all below `path` with `app`."""
        super().__init__(path, app)
        self.path_regex = re.compile(self.path_regex.pattern, re.DOTALL)
