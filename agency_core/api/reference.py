"""What the reference page needs to know of a schema: its shape in words, a call to copy, and every code of refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from agency_core.errors import AgencyError

_HTTP = {
    "malformed_json": (400, "The body is not JSON."),
    "bad_request": (400, "The request cannot be read."),
    "foreign_host": (403, "The Host header is not this machine."),
    "foreign_origin": (403, "The page that asks is not the agency's own."),
    "method_not_allowed": (405, "The path is right, the method is not."),
    "not_json": (415, "Writes take application/json."),
    "not_multipart": (415, "The upload takes multipart/form-data."),
    "not_a_file": (415, "The library takes application/octet-stream."),
    "too_many_calls": (429, "More calls in a minute than are let through."),
    "unexpected": (500, "A fault on our side; the log has it under the id in the answer."),
}
_SIMPLE = {"string": "text", "integer": "number", "number": "number", "boolean": "true or false", "null": "null"}
_SAMPLES = {
    "AgentRegistration": {
        "id": "data_decoder_001", "name": "Data Decoder", "persona": "data_decoder",
        "primary_platforms": ["linkedin", "youtube", "twitter"],
        "content_types": ["text_post", "article", "video_post"], "posting_frequency": "weekly",
    },
    "StatusWish": {"status": "maintenance"},
    "MessageSent": {
        "sender_agent_id": "data_decoder_001", "receiver_agent_id": "strategic_storyteller_001",
        "message_type": "content_request", "payload": {"topic": "What the quarter taught us"}, "priority": 2,
    },
    "Proposal": {
        "creator_agent_id": "strategic_storyteller_001", "persona": "strategic_storyteller",
        "content_type": "text_post", "title": "What the quarter taught us", "content_body": "Three lessons ...",
        "target_platforms": ["linkedin"], "scheduled_time": "2026-11-22T09:00:00Z",
    },
    "At": {"scheduled_time": "2026-11-22T09:00:00Z"},
    "SentBack": {"note": "Name the source of the second figure."},
    "TokenWish": {"agent_token": "ag_..."},
    "TokenMade": {"agent_id": "data_decoder_001", "name": "The worker in the cellar", "days": 90},
    "Counted": {"content_id": "...", "platform": "linkedin", "metrics": {"views": 1200, "likes": 48, "comments": 6}},
}


def problem_codes() -> Iterator[tuple[str, int, str]]:
    """Every code of a refusal, its status and what it means."""
    for code, (status, meaning) in _HTTP.items():
        yield code, status, meaning
    waiting: list[type[AgencyError]] = list(AgencyError.__subclasses__())
    while waiting:
        kind = waiting.pop(0)
        if "code" in vars(kind):
            yield kind.code, kind.status, (kind.__doc__ or "").strip().splitlines()[0]
        waiting += kind.__subclasses__()


def shape(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """A schema in words: `text`, `list of text`, `one of: draft, in_review`, `moment`."""
    if "$ref" in schema:
        return shape(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(shape(document, option) for option in schema["anyOf"]))
    if "enum" in schema:
        return "one of: " + ", ".join(map(str, schema["enum"]))
    kind = schema.get("type", "")
    if kind == "array":
        return f"list of {shape(document, schema.get('items', {}))}"
    if kind == "object":
        return str(schema.get("title", "object"))
    if schema.get("format") == "date-time":
        return "moment"
    return _SIMPLE.get(kind, "anything")


def examples(base: str, method: str, path: str, operation: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """The call of an operation with curl, to be copied."""
    parts = ["curl"] if method == "GET" else [f"curl -X {method}"]
    address = f"{base}{path}"
    required = [
        f"{each['name']}=..." for each in operation.get("parameters", ()) if each["in"] == "query" and each.get("required")
    ]
    parts.append(f"'{address}{'?' + '&'.join(required) if required else ''}'")
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if kind == "multipart/form-data":
            parts.append("-F file=@export.csv -F dry_run=true")
            continue
        parts.append(f"-H 'Content-Type: {kind}'")
        if kind == "application/octet-stream":
            parts.append("-H 'X-Filename: photo.jpg' --data-binary @photo.jpg")
            continue
        parts.append(f"-d '{json.dumps(_sample(content['schema'], document))}'")
    return " \\\n  ".join(parts)


def _sample(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    options = [*schema.get("anyOf", ()), schema]
    name = next((option["$ref"].rpartition("/")[2] for option in options if "$ref" in option), "")
    if name in _SAMPLES:
        return _SAMPLES[name]
    named = document["components"]["schemas"].get(name, {})
    return {field: named["properties"][field].get("default", "...") for field in named.get("required", ())}
