"""A page that nobody can find is no page."""

from __future__ import annotations

import ast

import pytest

from tests.house.tree import ROOT, core, pages, parsed

SHELL = ROOT / "agency_core" / "ui" / "shell.py"


def test_every_page_is_in_the_navigation():
    if not SHELL.exists():
        pytest.skip("there is no shell yet")
    ui = [path for path in core() if path.is_relative_to(SHELL.parent)]
    constants = [node.value for path in ui for node in ast.walk(parsed(path)) if isinstance(node, ast.Constant)]
    listed = {text.removeprefix("pages/").removesuffix(".py") for text in constants if isinstance(text, str)}
    assert [page.stem for page in pages() if page.stem not in listed] == []
