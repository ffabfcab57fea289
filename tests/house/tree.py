"""The files of the house, and what each of them imports."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "agency_core" / "store" / "migrations" / "versions"


@cache
def core() -> tuple[Path, ...]:
    """Every module below agency_core."""
    return tuple(sorted((ROOT / "agency_core").rglob("*.py")))


@cache
def pages() -> tuple[Path, ...]:
    """Every page."""
    return tuple(sorted((ROOT / "pages").glob("*.py")))


@cache
def product() -> tuple[Path, ...]:
    """Everything that is shipped: the core, the pages and the launcher."""
    return (*core(), *pages(), *(path for path in [ROOT / "app.py"] if path.exists()))


@cache
def house() -> tuple[Path, ...]:
    """The product, its tests and its measurements."""
    return (*product(), *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py")))


def name(path: Path) -> str:
    """How a message names a file."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module or member that a file imports, wherever in the file, by its absolute dotted name."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found)


def reaches(imported: str, module: str) -> bool:
    """Whether importing `imported` is importing `module` or something in it."""
    return imported == module or imported.startswith(f"{module}.")
