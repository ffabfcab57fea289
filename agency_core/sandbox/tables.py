"""What the sandbox remembers: tokens, uploads and containers, posts, faults that were ordered, and every call it got."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData()

TOKENS = Table(
    "token",
    METADATA,
    Column("platform", String, primary_key=True),
    Column("profile_id", String, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("state", String, nullable=False),
)

ASSETS = Table(
    "asset",
    METADATA,
    Column("id", String, primary_key=True),
    Column("platform", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("looks", Integer, nullable=False, default=0),
    Column("created_at", Float, nullable=False),
    Column("details", JSON, nullable=False),
)
"""Images and videos on LinkedIn, containers on Instagram. `looks` counts how often their state was asked for."""

POSTS = Table(
    "post",
    METADATA,
    Column("id", String, primary_key=True),
    Column("platform", String, nullable=False),
    Column("author", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("sent_text", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("deleted_at", Float),
    Column("details", JSON, nullable=False),
)
"""`text` is what readers see, `sent_text` what came over the wire; moments are seconds since 1970, UTC."""
Index("post_by_author", POSTS.c.platform, POSTS.c.author, POSTS.c.created_at)

THUMBS = Table(
    "thumb",
    METADATA,
    Column("id", String, primary_key=True),
    Column("picture", LargeBinary, nullable=False),
)

FAULTS = Table(
    "fault",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("platform", String, nullable=False),
    Column("route", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("times", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
)

CALLS = Table(
    "call",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("platform", String, nullable=False),
    Column("method", String, nullable=False),
    Column("path", String, nullable=False),
    Column("route", String, nullable=False),
    Column("phase", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("fault", String, nullable=False),
)

METERS = Table(
    "meter",
    METADATA,
    Column("platform", String, primary_key=True),
    Column("profile_id", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("start", Float, nullable=False),
    Column("spent", Integer, nullable=False),
)
"""How many calls (or points) a profile spent of a window that began at `start`."""
