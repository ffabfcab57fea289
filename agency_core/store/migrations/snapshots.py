"""The table of snapshots since 0003: times are whole milliseconds, uploads are numbers; on a server, one partition a month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

_COUNTS = ("views", "impressions", "reach", "likes", "comments", "shares", "saves", "clicks")
_MILLIS = {
    "sqlite": "CAST(strftime('%s', taken_at) AS INTEGER) * 1000 + CAST(substr(strftime('%f', taken_at), 4) AS INTEGER)",
    "postgresql": "CAST(floor(extract(epoch FROM taken_at) * 1000) AS BIGINT)",
}
_MONTHS = """
DO $$
DECLARE
    month date;
    first date := date_trunc('month', coalesce((SELECT min(taken_at) FROM snapshot_before), now()));
    last date := date_trunc('month', coalesce((SELECT max(taken_at) FROM snapshot_before), now())) + interval '3 months';
BEGIN
    month := first;
    WHILE month <= last LOOP
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF snapshot FOR VALUES FROM (%s) TO (%s)', 'snapshot_' || to_char(month, 'YYYYMM'),
            extract(epoch FROM month)::bigint * 1000, extract(epoch FROM month + interval '1 month')::bigint * 1000);
        month := month + interval '1 month';
    END LOOP;
END $$
"""


def renew() -> None:
    """Write the table anew, with every row that it has."""
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        op.drop_index("ix_snapshot_upload", "snapshot")
    op.rename_table("snapshot", "snapshot_before")
    if dialect != "sqlite":
        op.execute("ALTER TABLE snapshot_before RENAME CONSTRAINT pk_snapshot TO pk_snapshot_before")
    op.create_table(
        "snapshot",
        sa.Column("post_pk", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in _COUNTS),
        sa.Column("reported_rate", sa.Double(), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=True),
        sa.Column("upload", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("post_pk", "taken_at", "source", name=op.f("pk_snapshot")),
        sqlite_with_rowid=False, postgresql_partition_by="RANGE (taken_at)",
    )
    if dialect == "postgresql":
        op.execute(_MONTHS)
        op.execute("CREATE TABLE snapshot_other PARTITION OF snapshot DEFAULT")
    counts = ", ".join((*_COUNTS, "reported_rate"))
    extra = "extra" if dialect == "sqlite" else "extra::text"
    op.execute(
        f"INSERT INTO snapshot (post_pk, taken_at, source, {counts}, extra) "  # noqa: S608 - our own words
        f"SELECT post_pk, {_MILLIS[dialect]}, source, {counts}, "
        f"CASE WHEN {extra} = '{{}}' THEN NULL ELSE extra END FROM snapshot_before WHERE true "
        "ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING"  # two counts within one millisecond: the first stays
    )
    op.drop_table("snapshot_before")
