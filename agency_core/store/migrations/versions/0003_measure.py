"""measure."""

import sqlalchemy as sa
from alembic import op

from agency_core.models.base import UtcDateTime, UtcMillis
from agency_core.store.migrations.snapshots import renew

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_total",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("views", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("views_posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("impressions", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("impressions_posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("reach", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("reach_posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("likes", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("likes_posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("comments", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("comments_posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("shares", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("shares_posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("saves", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("saves_posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("clicks", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("clicks_posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("interactions", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("interactions_posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("rate_top", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("rate_base", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "day", "platform", "agent_id", name=op.f("pk_day_total")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gain",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("views", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("interactions", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "day", "platform", "agent_id", name=op.f("pk_gain")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hour_total",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("hour", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("interactions", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("rate_top", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("rate_base", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("rated_posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "day", "platform", "hour", name=op.f("pk_hour_total")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "post_tag",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("post_pk", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("client_id", "kind", "tag", "day", "post_pk", name=op.f("pk_post_tag")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("post_tag", schema=None) as batch_op:
        batch_op.create_index("ix_post_tag_post", ["post_pk"], unique=False)

    op.create_table(
        "post_total",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("post_pk", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("hour", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("taken_at", UtcMillis(), nullable=True),
        sa.Column("views", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("impressions", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("reach", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("likes", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("comments", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("shares", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("saves", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("clicks", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("interactions", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("base", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("client_id", "day", "post_pk", name=op.f("pk_post_total")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("post_total", schema=None) as batch_op:
        batch_op.create_index("ix_post_total_best", ["client_id", "interactions"], unique=False)
        batch_op.create_index("ix_post_total_newest", ["client_id", "taken_at"], unique=False)
        batch_op.create_index("ix_post_total_newest_of_all", ["taken_at"], unique=False)

    op.create_table(
        "spread",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bucket", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "metric", "day", "platform", "bucket", name=op.f("pk_spread")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "upload_post",
        sa.Column("upload", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("post_pk", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("upload", "post_pk", name=op.f("pk_upload_post")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "annotation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("first_day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("last_day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_annotation_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation")),
    )
    with op.batch_alter_table("annotation", schema=None) as batch_op:
        batch_op.create_index("ix_annotation_client", ["client_id", "first_day"], unique=False)

    op.create_table(
        "competitor",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("handle", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_competitor_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competitor")),
        sa.UniqueConstraint("client_id", "platform", "handle", name=op.f("uq_competitor_client_id_platform_handle")),
    )
    op.create_table(
        "followers",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("followers", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_followers_client_id_client")),
        sa.PrimaryKeyConstraint("client_id", "platform", "profile", "day", name=op.f("pk_followers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recipe",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_recipe_client_id_client")),
        sa.PrimaryKeyConstraint("client_id", "fingerprint", name=op.f("pk_recipe")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first_day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("last_day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("sent_to", sa.JSON(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_report_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_client", ["client_id", "id"], unique=False)
        batch_op.create_index("ix_report_period", ["client_id", "kind", "first_day"], unique=False)
        batch_op.create_index("ix_report_state", ["state"], unique=False)

    op.create_table(
        "report_plan",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.Column("monthly", sa.Boolean(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("brand", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_report_plan_client_id_client")),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_report_plan")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_saved_view_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index("ix_saved_view_client", ["client_id", "page", "id"], unique=False)

    op.create_table(
        "competitor_count",
        sa.Column("competitor_id", sa.String(), nullable=False),
        sa.Column("day", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), autoincrement=False, nullable=False),
        sa.Column("followers", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("posts", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("interactions", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["competitor_id"], ["competitor.id"], name=op.f("fk_competitor_count_competitor_id_competitor")),
        sa.PrimaryKeyConstraint("competitor_id", "day", name=op.f("pk_competitor_count")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("content", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topic", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("campaign", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("account", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("topic", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("campaign", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("hashtags", sa.String(), server_default="", nullable=False))
        batch_op.drop_column("latest_at")

    renew()
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("number", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("rows_about", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("chunks_done", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("recipe", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("exported_at", UtcDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_upload_number"), ["number"], unique=False)
