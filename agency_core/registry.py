"""Open sets: a table of names to dotted paths, imported on first use."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Generic, TypeVar

from agency_core.errors import NotFound

T = TypeVar("T")


class Registry(Generic[T]):
    """Names of members and where they live; a member is imported when it is first asked for.

    >>> Registry("clock", {"utc": "datetime:UTC"})["utc"]
    datetime.timezone.utc
    """

    def __init__(self, noun: str, paths: dict[str, str]) -> None:
        """Remember `paths`, a mapping of name to `module:attribute`."""
        self._noun = noun
        self._paths = paths
        self._loaded: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        """Return the member.

        Raises:
            NotFound: no member has this name.
        """
        if name not in self._loaded:
            if name not in self._paths:
                raise NotFound(
                    f"There is no {self._noun} called {name!r}.", field=self._noun, remedy=f"Known: {', '.join(self)}."
                )
            module, _, attribute = self._paths[name].partition(":")
            loaded: Any = getattr(import_module(module), attribute)
            self._loaded[name] = loaded
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        """Walk the names in their written order."""
        return iter(self._paths)

    def __contains__(self, name: object) -> bool:
        """Whether a member has this name."""
        return name in self._paths

    def __len__(self) -> int:
        """How many members there are."""
        return len(self._paths)

    def all(self) -> tuple[T, ...]:
        """Every member, loaded."""
        return tuple(self[name] for name in self)
