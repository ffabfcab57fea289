"""The page at /api/docs, written from the OpenAPI document alone: it needs no script and nothing from other hosts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from agency_core.api.answers import ROOT
from agency_core.api.reference import examples, problem_codes, shape

router = APIRouter(include_in_schema=False)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 Inter, "Segoe UI", system-ui, sans-serif; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem 1.25rem 4rem; }
nav a { margin-right: 1rem; white-space: nowrap; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #8886; }
summary { cursor: pointer; padding: .35rem 0; } summary b { display: inline-block; min-width: 4rem; }
details { border-bottom: 1px solid #8884; } details > :not(summary) { margin-left: 4.2rem; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .6rem; border: 1px solid #8886; }
table { border-collapse: collapse; } td, th { text-align: left; vertical-align: top; padding: .15rem .9rem .15rem 0; }
"""
_INTRO = """<h1>The agency as an interface for programs</h1>
<p>Send and read JSON. Times are ISO 8601 with a zone; times without one are refused. Lists answer
<code>{"&lt;noun&gt;": [...], "count": n, "next_cursor": "..."}</code>: send <code>next_cursor</code> back as
<code>cursor</code> for the next page. Calls that create something take an <code>Idempotency-Key</code> header.
Where people sign in, each call shows who makes it: <code>-H 'Authorization: Bearer TOKEN'</code>, with an access token from
<a href="#token_exchange"><code>POST /api/token</code></a>, the token of an agent, or a key of your own.
Refusals are problem documents (RFC 9457) that name the field and the remedy.
The same as a document for tools: <a href="openapi.json">openapi.json</a>.</p>"""


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """The reference as a page."""
    base = str(request.base_url).rstrip("/") + ROOT
    page = "".join(_page(request.app.openapi(), base))
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})


def _page(document: Mapping[str, Any], base: str) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><meta charset="utf-8"><title>Agency API</title>'
    yield f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style><main>{_INTRO}'
    tags = _by_tag(document)
    yield "<nav>" + " ".join(f'<a href="#{escape(tag)}">{escape(tag)}</a>' for tag in tags)
    yield ' <a href="#problems">Problems</a></nav>'
    for tag, operations in tags.items():
        yield f'<h2 id="{escape(tag)}">{escape(tag)}</h2>'
        for method, path, operation in operations:
            yield from _operation(document, base, method, path, operation)
    yield '<h2 id="problems">Problems</h2><table><tr><th>code</th><th>status</th><th>means</th></tr>'
    for code, status, meaning in problem_codes():
        yield f'<tr id="problem-{code}"><td><code>{code}</code><td>{status}<td>{escape(meaning)}</tr>'
    yield "</table></main></html>"


def _by_tag(document: Mapping[str, Any]) -> dict[str, list[tuple[str, str, Mapping[str, Any]]]]:
    found: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append((method.upper(), path, operation))
    return found


def _operation(
    document: Mapping[str, Any], base: str, method: str, path: str, operation: Mapping[str, Any]
) -> Iterator[str]:
    yield f'<details id="{escape(operation["operationId"])}"><summary><b>{method}</b> <code>/api{escape(path)}</code>'
    yield f" {escape(operation.get('description', ''))}</summary>"
    rows = [
        (each["name"], shape(document, each["schema"]), each["in"] + (", required" if each.get("required") else ""),
         each.get("description", ""))
        for each in operation.get("parameters", ())
    ]
    yield from _table("Parameters", rows)
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield from _table(f"Body ({kind})", _fields(document, content["schema"]))
    example = examples(base, method, path, operation, document)
    yield f"<pre>{escape(example)}</pre>"
    for status, answer in operation["responses"].items():
        content = answer.get("content", {}).get("application/json")
        if content:
            rows = _fields(document, content["schema"])
            yield from _table(f"Answer {status}", [(field, kind, "", meaning) for field, kind, _, meaning in rows])
    yield "</details>"


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    found = _resolved(document, schema)
    required = set(found.get("required", ()))
    return [
        (name, shape(document, each), "required" if name in required else f"default {json.dumps(each.get('default'))}",
         each.get("description", ""))
        for name, each in found.get("properties", {}).items()
    ]


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    for option in schema.get("anyOf", ()):
        if option.get("type") != "null":
            return _resolved(document, option)
    if "$ref" in schema:
        named: Mapping[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return named
    return schema


def _table(title: str, rows: list[tuple[str, str, str, str]]) -> Iterator[str]:
    if not rows:
        return
    yield f"<h4>{escape(title)}</h4><table>"
    for name, kind, need, meaning in rows:
        yield f"<tr><td><code>{escape(name)}</code><td>{escape(kind)}<td>{escape(need)}<td>{escape(meaning)}</tr>"
    yield "</table>"
