"""the first schema."""

import sqlalchemy as sa
from alembic import op

from agency_core.models.base import UtcDateTime

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alert',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('severity', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('link', sa.String(), nullable=False),
    sa.Column('first_seen_at', UtcDateTime(), nullable=False),
    sa.Column('fired_at', UtcDateTime(), nullable=True),
    sa.Column('last_seen_at', UtcDateTime(), nullable=False),
    sa.Column('resolved_at', UtcDateTime(), nullable=True),
    sa.Column('acknowledged_by', sa.String(), nullable=False),
    sa.Column('acknowledged_at', UtcDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert'))
    )
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.create_index('ix_alert_client', ['client_id', 'id'], unique=False)
        batch_op.create_index('ix_alert_state', ['state', 'id'], unique=False)
        batch_op.create_index('uq_alert_open', ['rule', 'subject'], unique=True, sqlite_where=sa.text("state != 'resolved'"))

    op.create_table('client',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('timezone', sa.String(), nullable=False),
    sa.Column('brief', sa.JSON(), nullable=False),
    sa.Column('approval', sa.String(), nullable=False),
    sa.Column('automatic_agents', sa.JSON(), nullable=False),
    sa.Column('late_minutes', sa.Integer(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('publishing_paused', sa.Boolean(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_client'))
    )
    op.create_table('history',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('noun', sa.String(), nullable=False),
    sa.Column('subject_id', sa.String(), nullable=False),
    sa.Column('from_state', sa.String(), nullable=False),
    sa.Column('to_state', sa.String(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history'))
    )
    with op.batch_alter_table('history', schema=None) as batch_op:
        batch_op.create_index('ix_history_client', ['client_id', 'id'], unique=False)
        batch_op.create_index('ix_history_subject', ['noun', 'subject_id', 'id'], unique=False)

    op.create_table('job',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('task', sa.String(), nullable=False),
    sa.Column('started_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_task', ['task', 'id'], unique=False)

    op.create_table('replay',
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('subject_id', sa.String(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('scope', 'key', name=op.f('pk_replay'))
    )
    with op.batch_alter_table('replay', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_replay_created_at'), ['created_at'], unique=False)

    op.create_table('task',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('every_seconds', sa.Double(), nullable=False),
    sa.Column('paused', sa.Boolean(), nullable=False),
    sa.Column('running', sa.Boolean(), nullable=False),
    sa.Column('run_requested', sa.Boolean(), nullable=False),
    sa.Column('next_run_at', UtcDateTime(), nullable=True),
    sa.Column('last_run_at', UtcDateTime(), nullable=True),
    sa.Column('last_ms', sa.Double(), nullable=True),
    sa.Column('result', sa.String(), nullable=False),
    sa.Column('last_error', sa.String(), nullable=False),
    sa.Column('last_error_at', UtcDateTime(), nullable=True),
    sa.Column('runs', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('consecutive_failures', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_task'))
    )
    op.create_table('worker',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('host', sa.String(), nullable=False),
    sa.Column('pid', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('leading', sa.Boolean(), nullable=False),
    sa.Column('started_at', UtcDateTime(), nullable=False),
    sa.Column('beat_at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_worker'))
    )
    op.create_table('account',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('platform', sa.String(), nullable=False),
    sa.Column('network', sa.String(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('display_name', sa.String(), nullable=False),
    sa.Column('credentials', sa.JSON(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('parked_until', UtcDateTime(), nullable=True),
    sa.Column('last_error', sa.String(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_account_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('client_id', 'platform', 'external_id', name=op.f('uq_account_client_id_platform_external_id'))
    )
    op.create_table('agent',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('persona', sa.String(), nullable=False),
    sa.Column('tier', sa.Integer(), nullable=False),
    sa.Column('primary_platforms', sa.JSON(), nullable=False),
    sa.Column('content_types', sa.JSON(), nullable=False),
    sa.Column('posting_frequency', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('last_seen_at', UtcDateTime(), nullable=True),
    sa.Column('last_failure_at', UtcDateTime(), nullable=True),
    sa.Column('last_error', sa.String(), nullable=False),
    sa.Column('consecutive_failures', sa.Integer(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_agent_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agent'))
    )
    with op.batch_alter_table('agent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agent_client_id'), ['client_id'], unique=False)

    op.create_table('content',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('creator_agent_id', sa.String(), nullable=False),
    sa.Column('persona', sa.String(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('content_body', sa.String(), nullable=False),
    sa.Column('target_platforms', sa.JSON(), nullable=False),
    sa.Column('scheduled_time', UtcDateTime(), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('link', sa.String(), nullable=False),
    sa.Column('media', sa.JSON(), nullable=False),
    sa.Column('variants', sa.JSON(), nullable=False),
    sa.Column('review_note', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('approved_hash', sa.String(), nullable=False),
    sa.Column('approved_by', sa.String(), nullable=False),
    sa.Column('approved_at', UtcDateTime(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_content_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_content'))
    )
    with op.batch_alter_table('content', schema=None) as batch_op:
        batch_op.create_index('ix_content_agent', ['creator_agent_id', 'status'], unique=False)
        batch_op.create_index('ix_content_calendar', ['client_id', 'scheduled_time'], unique=False)
        batch_op.create_index('ix_content_client', ['client_id', 'id'], unique=False)
        batch_op.create_index('ix_content_client_status', ['client_id', 'status', 'id'], unique=False)
        batch_op.create_index('ix_content_status', ['status', 'id'], unique=False)

    op.create_table('insight',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('claim', sa.String(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_insight_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_insight'))
    )
    with op.batch_alter_table('insight', schema=None) as batch_op:
        batch_op.create_index('ix_insight_client', ['client_id', 'status', 'id'], unique=False)

    op.create_table('message',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('sender_agent_id', sa.String(), nullable=False),
    sa.Column('receiver_agent_id', sa.String(), nullable=False),
    sa.Column('message_type', sa.String(), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('available_at', UtcDateTime(), nullable=False),
    sa.Column('lease_until', UtcDateTime(), nullable=True),
    sa.Column('done_at', UtcDateTime(), nullable=True),
    sa.Column('last_error', sa.String(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_message_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_client', ['client_id', 'id'], unique=False)
        batch_op.create_index('ix_message_inbox', ['receiver_agent_id', 'status', 'priority', 'id'], unique=False)
        batch_op.create_index('ix_message_status', ['status', 'available_at'], unique=False)

    op.create_table('post',
    sa.Column('pk', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('platform', sa.String(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('content_id', sa.String(), nullable=False),
    sa.Column('agent_id', sa.String(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('published_at', UtcDateTime(), nullable=True),
    sa.Column('day_only', sa.Boolean(), nullable=False),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('latest_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_post_client_id_client')),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_post')),
    sa.UniqueConstraint('client_id', 'platform', 'external_id', name=op.f('uq_post_client_id_platform_external_id'))
    )
    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.create_index('ix_post_content', ['content_id', 'platform'], unique=False)
        batch_op.create_index('ix_post_published', ['client_id', 'published_at'], unique=False)

    op.create_table('upload',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('path', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('importer', sa.String(), nullable=False),
    sa.Column('platform', sa.String(), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('rows_total', sa.Integer(), nullable=False),
    sa.Column('rows_added', sa.Integer(), nullable=False),
    sa.Column('rows_unchanged', sa.Integer(), nullable=False),
    sa.Column('rows_rejected', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('finished_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_upload_client_id_client')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload'))
    )
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.create_index('ix_upload_client', ['client_id', 'id'], unique=False)
        batch_op.create_index('ix_upload_hash', ['client_id', 'sha256'], unique=False)

    op.create_table('delivery',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('client_id', sa.String(), nullable=False),
    sa.Column('content_id', sa.String(), nullable=False),
    sa.Column('account_id', sa.String(), nullable=False),
    sa.Column('platform', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('due_at', UtcDateTime(), nullable=False),
    sa.Column('next_attempt_at', UtcDateTime(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('lease_owner', sa.String(), nullable=False),
    sa.Column('lease_until', UtcDateTime(), nullable=True),
    sa.Column('expires_at', UtcDateTime(), nullable=True),
    sa.Column('publish_state', sa.JSON(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('delivered_at', UtcDateTime(), nullable=True),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('failure', sa.String(), nullable=False),
    sa.Column('measure_at', UtcDateTime(), nullable=True),
    sa.Column('measured', sa.Integer(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_delivery_account_id_account')),
    sa.ForeignKeyConstraint(['client_id'], ['client.id'], name=op.f('fk_delivery_client_id_client')),
    sa.ForeignKeyConstraint(['content_id'], ['content.id'], name=op.f('fk_delivery_content_id_content')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('content_id', 'account_id', name=op.f('uq_delivery_content_id_account_id'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index('ix_delivery_account', ['account_id', 'state'], unique=False)
        batch_op.create_index('ix_delivery_client_due', ['client_id', 'due_at'], unique=False)
        batch_op.create_index('ix_delivery_client_ended', ['client_id', 'state', 'updated_at'], unique=False)
        batch_op.create_index('ix_delivery_client_state', ['client_id', 'state', 'id'], unique=False)
        batch_op.create_index('ix_delivery_due', ['state', 'next_attempt_at'], unique=False)
        batch_op.create_index('ix_delivery_expiry', ['state', 'expires_at'], unique=False)
        batch_op.create_index('ix_delivery_measure', ['measure_at'], unique=False, sqlite_where=sa.text('measure_at IS NOT NULL'))

    op.create_table('snapshot',
    sa.Column('post_pk', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('taken_at', UtcDateTime(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('views', sa.Integer(), nullable=True),
    sa.Column('impressions', sa.Integer(), nullable=True),
    sa.Column('reach', sa.Integer(), nullable=True),
    sa.Column('likes', sa.Integer(), nullable=True),
    sa.Column('comments', sa.Integer(), nullable=True),
    sa.Column('shares', sa.Integer(), nullable=True),
    sa.Column('saves', sa.Integer(), nullable=True),
    sa.Column('clicks', sa.Integer(), nullable=True),
    sa.Column('reported_rate', sa.Double(), nullable=True),
    sa.Column('extra', sa.JSON(), nullable=False),
    sa.Column('upload_id', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['post_pk'], ['post.pk'], name=op.f('fk_snapshot_post_pk_post')),
    sa.PrimaryKeyConstraint('post_pk', 'taken_at', 'source', name=op.f('pk_snapshot')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('snapshot', schema=None) as batch_op:
        batch_op.create_index('ix_snapshot_upload', ['upload_id'], unique=False)

    op.create_table('upload_reject',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('upload_id', sa.String(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('column', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('remedy', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['upload_id'], ['upload.id'], name=op.f('fk_upload_reject_upload_id_upload')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload_reject'))
    )
    with op.batch_alter_table('upload_reject', schema=None) as batch_op:
        batch_op.create_index('ix_upload_reject', ['upload_id', 'line'], unique=False)

    op.create_table('attempt',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('delivery_id', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('started_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('failure', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('network_code', sa.String(), nullable=False),
    sa.Column('http_status', sa.Integer(), nullable=True),
    sa.Column('steps', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['delivery_id'], ['delivery.id'], name=op.f('fk_attempt_delivery_id_delivery')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index('ix_attempt_delivery', ['delivery_id', 'number'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_attempt_delivery')

    op.drop_table('attempt')
    with op.batch_alter_table('upload_reject', schema=None) as batch_op:
        batch_op.drop_index('ix_upload_reject')

    op.drop_table('upload_reject')
    with op.batch_alter_table('snapshot', schema=None) as batch_op:
        batch_op.drop_index('ix_snapshot_upload')

    op.drop_table('snapshot')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_delivery_measure', sqlite_where=sa.text('measure_at IS NOT NULL'))
        batch_op.drop_index('ix_delivery_expiry')
        batch_op.drop_index('ix_delivery_due')
        batch_op.drop_index('ix_delivery_client_state')
        batch_op.drop_index('ix_delivery_client_ended')
        batch_op.drop_index('ix_delivery_client_due')
        batch_op.drop_index('ix_delivery_account')

    op.drop_table('delivery')
    with op.batch_alter_table('upload', schema=None) as batch_op:
        batch_op.drop_index('ix_upload_hash')
        batch_op.drop_index('ix_upload_client')

    op.drop_table('upload')
    with op.batch_alter_table('post', schema=None) as batch_op:
        batch_op.drop_index('ix_post_published')
        batch_op.drop_index('ix_post_content')

    op.drop_table('post')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_status')
        batch_op.drop_index('ix_message_inbox')
        batch_op.drop_index('ix_message_client')

    op.drop_table('message')
    with op.batch_alter_table('insight', schema=None) as batch_op:
        batch_op.drop_index('ix_insight_client')

    op.drop_table('insight')
    with op.batch_alter_table('content', schema=None) as batch_op:
        batch_op.drop_index('ix_content_status')
        batch_op.drop_index('ix_content_client_status')
        batch_op.drop_index('ix_content_client')
        batch_op.drop_index('ix_content_calendar')
        batch_op.drop_index('ix_content_agent')

    op.drop_table('content')
    with op.batch_alter_table('agent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agent_client_id'))

    op.drop_table('agent')
    op.drop_table('account')
    op.drop_table('worker')
    op.drop_table('task')
    with op.batch_alter_table('replay', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_replay_created_at'))

    op.drop_table('replay')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_task')

    op.drop_table('job')
    with op.batch_alter_table('history', schema=None) as batch_op:
        batch_op.drop_index('ix_history_subject')
        batch_op.drop_index('ix_history_client')

    op.drop_table('history')
    op.drop_table('client')
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.drop_index('uq_alert_open', sqlite_where=sa.text("state != 'resolved'"))
        batch_op.drop_index('ix_alert_state')
        batch_op.drop_index('ix_alert_client')

    op.drop_table('alert')
