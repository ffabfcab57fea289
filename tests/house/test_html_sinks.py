"""Where text could become a page's own code: nowhere, except in the places named here, each with its reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT, name, parsed, product

SWITCHES = {"unsafe_allow_html", "allow_html", "unsafe_allow_javascript"}
CALLS = {("st", "html"), ("st", "iframe"), ("components", "html"), ("components", "iframe"), ("v1", "html"), ("v1", "iframe")}
LOOSE = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\b")
ALLOWED = {
    ("agency_core/api/pages/drawing.py", "Markup(style)"): "our own style sheet; of a client it holds only checked colours",
    ("agency_core/analytics/report_page.py", "Markup('')"): "nothing",
    ("agency_core/analytics/report_page.py", "Markup(report_svg.trend(series, labels, first, last, words))"): "escapes its texts",
    ("agency_core/analytics/report_page.py", "Markup(report_svg.aims(entries, words, found['brand']['colour']))"):
        "escapes its texts",
    ("agency_core/analytics/report_page.py", "Markup(drawn)"): "a line of numbers by report_svg, which escapes its texts",
}
"""What may be, by file and words."""


def _is_sink(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in SWITCHES
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
        return (node.value.id if isinstance(node.value, ast.Name) else node.value.attr, node.attr) in CALLS
    return False


def _sinks(tree: ast.Module) -> Iterator[str]:
    """What in a module turns text into HTML; `Markup` counts where it is that of Jinja."""
    jinja = any(
        isinstance(node, ast.ImportFrom) and node.module == "markupsafe" and any(each.name == "Markup" for each in node.names)
        for node in ast.walk(tree)
    )
    for node in ast.walk(tree):
        if _is_sink(node) or (jinja and isinstance(node, ast.Call) and ast.unparse(node.func) == "Markup"):
            yield ast.unparse(node)
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "markupsafe.Markup":
            yield ast.unparse(node)


def _templates() -> Iterator[Path]:
    for path in sorted((ROOT / "agency_core").rglob("*")):
        if path.suffix in {".html", ".jinja", ".j2", ".svg"}:
            yield path


def test_text_becomes_html_only_where_it_is_named():
    found = {(name(path), sink) for path in product() for sink in _sinks(parsed(path))}
    assert found == set(ALLOWED)


def test_no_template_lets_text_through():
    templates = list(_templates())
    assert templates
    assert [name(path) for path in templates if LOOSE.search(path.read_text(encoding="utf-8"))] == []


def test_each_kind_of_sink_is_seen():
    spoken = (
        "from markupsafe import Markup\nst.html(a)\nst.iframe(a)\ncomponents.v1.html(a)\n"
        "st.markdown(a, unsafe_allow_html=True)\nst.html(a, unsafe_allow_javascript=True)\nMarkup(a)\n"
    )
    assert sorted(_sinks(ast.parse(spoken))) == [
        "Markup(a)", "components.v1.html", "st.html", "st.html", "st.iframe", "unsafe_allow_html=True",
        "unsafe_allow_javascript=True",
    ]  # fmt: skip
    assert LOOSE.search("{{ name | safe }}")
