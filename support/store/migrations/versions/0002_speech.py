"""Media streams, transcripts, utterances and the classifiers of intents

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intent_models",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["flow_versions.id"], name=op.f("fk_intent_models_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "language", name=op.f("pk_intent_models")),
    )
    op.create_table(
        "media_streams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("leg_sid", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("stream_sid", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("speaking_seq", sa.Integer(), nullable=False),
        sa.Column("speaking_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_media_streams_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_streams")),
        sa.UniqueConstraint("leg_sid", "attempt", name=op.f("uq_media_streams_leg_sid_attempt")),
    )
    with op.batch_alter_table("media_streams") as batch_op:
        batch_op.create_index(batch_op.f("ix_media_streams_call_id"), ["call_id"], unique=False)

    op.create_table(
        "transcript_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_transcript_lines_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_lines")),
    )
    with op.batch_alter_table("transcript_lines") as batch_op:
        batch_op.create_index(batch_op.f("ix_transcript_lines_call_id"), ["call_id"], unique=False)

    op.create_table(
        "utterances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=140), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("intent", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("labelled_by", sa.String(length=120), nullable=False),
        sa.Column("labelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_utterances_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utterances")),
    )
    with op.batch_alter_table("utterances") as batch_op:
        batch_op.create_index(batch_op.f("ix_utterances_call_id"), ["call_id"], unique=False)
        batch_op.create_index("ix_utterances_flow_result", ["flow", "result", "label"], unique=False)

    with op.batch_alter_table("calls") as batch_op:
        batch_op.add_column(sa.Column("ears", sa.String(length=8), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("asked", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("calls") as batch_op:
        batch_op.drop_column("asked")
        batch_op.drop_column("ears")

    with op.batch_alter_table("utterances") as batch_op:
        batch_op.drop_index("ix_utterances_flow_result")
        batch_op.drop_index(batch_op.f("ix_utterances_call_id"))

    op.drop_table("utterances")
    with op.batch_alter_table("transcript_lines") as batch_op:
        batch_op.drop_index(batch_op.f("ix_transcript_lines_call_id"))

    op.drop_table("transcript_lines")
    with op.batch_alter_table("media_streams") as batch_op:
        batch_op.drop_index(batch_op.f("ix_media_streams_call_id"))

    op.drop_table("media_streams")
    op.drop_table("intent_models")
