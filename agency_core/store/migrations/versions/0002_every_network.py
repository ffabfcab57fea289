"""every network."""

import sqlalchemy as sa
from alembic import op

from agency_core.models.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "application",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("base_url", sa.String(), nullable=False),
        sa.Column("app_id", sa.String(), nullable=False),
        sa.Column("secret", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "base_url", name=op.f("pk_application")),
    )
    op.create_table(
        "switch",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("turned_by", sa.String(), nullable=False),
        sa.Column("turned_at", UtcDateTime(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_switch")),
    )
    op.create_table(
        "login",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("base_url", sa.String(), nullable=False),
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("session_hash", sa.String(), nullable=False),
        sa.Column("redirect_uri", sa.String(), nullable=False),
        sa.Column("sealed", sa.JSON(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_login_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_login_state_hash")),
    )
    op.create_table(
        "media",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("thumb", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("alt_text", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_media_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("client_id", "sha256", name=op.f("uq_media_client_id_sha256")),
    )
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.create_index("ix_media_client", ["client_id", "id"], unique=False)

    op.create_table(
        "rehearsal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("weather", sa.String(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_rehearsal_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
    )
    with op.batch_alter_table("rehearsal", schema=None) as batch_op:
        batch_op.create_index("ix_rehearsal_client", ["client_id", "id"], unique=False)
        batch_op.create_index("ix_rehearsal_state", ["state"], unique=False)

    op.create_table(
        "recurrence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("content_id", sa.String(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_recurrence_client_id_client")),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"], name=op.f("fk_recurrence_content_id_content")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurrence")),
    )
    with op.batch_alter_table("recurrence", schema=None) as batch_op:
        batch_op.create_index("ix_recurrence_client", ["client_id"], unique=False)
        batch_op.create_index("ix_recurrence_next", ["paused", "next_at"], unique=False)

    op.create_table(
        "slot",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_slot_account_id_account")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_slot_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("account_id", "weekday", "at", name=op.f("uq_slot_account_id_weekday_at")),
    )
    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.create_index("ix_slot_client", ["client_id"], unique=False)

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("base_url", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("scopes", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column("limits", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("token_expires_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("checked_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("check_said", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("failures_in_a_row", sa.Integer(), nullable=False, server_default=sa.text("'0'")))
        batch_op.add_column(sa.Column("budget", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("spacing_seconds", sa.Integer(), nullable=False, server_default=sa.text("'0'")))
        batch_op.add_column(sa.Column("free_at", UtcDateTime(), nullable=True))

    with op.batch_alter_table("content", schema=None) as batch_op:
        batch_op.add_column(sa.Column("options", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("follow_ups", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch_op.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default=sa.text("'0'")))
        batch_op.add_column(sa.Column("recurrence_id", sa.String(), nullable=False, server_default=sa.text("''")))

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", sa.Integer(), nullable=False, server_default=sa.text("'0'")))
        batch_op.add_column(sa.Column("after_id", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default=sa.text("'0'")))
        batch_op.add_column(sa.Column("preflight", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.drop_constraint(batch_op.f("uq_delivery_content_id_account_id"), type_="unique")
        batch_op.create_index("ix_delivery_preflight", ["state", "due_at"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_content_id_account_id_part"), ["content_id", "account_id", "part"]
        )


def downgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_delivery_content_id_account_id_part"), type_="unique")
        batch_op.drop_index("ix_delivery_preflight")
        batch_op.create_unique_constraint(batch_op.f("uq_delivery_content_id_account_id"), ["content_id", "account_id"])
        batch_op.drop_column("preflight")
        batch_op.drop_column("priority")
        batch_op.drop_column("after_id")
        batch_op.drop_column("part")

    with op.batch_alter_table("content", schema=None) as batch_op:
        batch_op.drop_column("recurrence_id")
        batch_op.drop_column("priority")
        batch_op.drop_column("follow_ups")
        batch_op.drop_column("options")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("free_at")
        batch_op.drop_column("spacing_seconds")
        batch_op.drop_column("budget")
        batch_op.drop_column("failures_in_a_row")
        batch_op.drop_column("check_said")
        batch_op.drop_column("checked_at")
        batch_op.drop_column("token_expires_at")
        batch_op.drop_column("limits")
        batch_op.drop_column("scopes")
        batch_op.drop_column("base_url")

    with op.batch_alter_table("slot", schema=None) as batch_op:
        batch_op.drop_index("ix_slot_client")

    op.drop_table("slot")
    with op.batch_alter_table("recurrence", schema=None) as batch_op:
        batch_op.drop_index("ix_recurrence_next")
        batch_op.drop_index("ix_recurrence_client")

    op.drop_table("recurrence")
    with op.batch_alter_table("rehearsal", schema=None) as batch_op:
        batch_op.drop_index("ix_rehearsal_state")
        batch_op.drop_index("ix_rehearsal_client")

    op.drop_table("rehearsal")
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.drop_index("ix_media_client")

    op.drop_table("media")
    op.drop_table("login")
    op.drop_table("switch")
    op.drop_table("application")
