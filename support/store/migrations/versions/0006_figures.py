"""What figures are made of: facts of calls, their sums; agents' teams

Revision: 0006, after 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXES = (
    ("ix_scores_at", "scores", ("at",)),
    ("ix_tickets_created_at", "tickets", ("created_at",)),
    ("ix_tickets_solved_at", "tickets", ("solved_at",)),
    ("ix_sla_clocks_started_at", "sla_clocks", ("started_at",)),
    ("ix_survey_invitations_sent_at", "survey_invitations", ("sent_at",)),
    ("ix_presence_changes_agent_at", "presence_changes", ("agent_id", "at")),
    ("ix_presence_rollups_day", "presence_rollups", ("day",)),
)
PARTIAL = (
    ("ix_queue_entries_callers", "queue_entries", ("entered_at", "queue"), "callback_id IS NULL"),
    ("ix_call_facts_elsewhere", "call_facts", ("arrived_at",), "source != ''"),
    ("ix_stay_facts_elsewhere", "stay_facts", ("entered_at", "queue"), "source != ''"),
    ("ix_stay_facts_callbacks", "stay_facts", ("entered_at", "queue"), ("is_callback = 1", "is_callback")),
)


def upgrade() -> None:
    op.create_table(
        "bookmarks",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_bookmarks")),
    )
    op.create_table(
        "call_facts",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("customer", sa.String(length=32), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("intent", sa.String(length=64), nullable=False),
        sa.Column("matter", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("day", BIG, nullable=False),
        sa.Column("quarter", BIG, nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rang_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("last_step", sa.String(length=128), nullable=False),
        sa.Column("menu_ms", BIG, nullable=False),
        sa.Column("wait_ms", BIG, nullable=False),
        sa.Column("ring_ms", BIG, nullable=False),
        sa.Column("talk_ms", BIG, nullable=False),
        sa.Column("hold_ms", BIG, nullable=False),
        sa.Column("wrap_ms", BIG, nullable=False),
        sa.Column("stays", sa.Integer(), nullable=False),
        sa.Column("legs", sa.Integer(), nullable=False),
        sa.Column("transfers", sa.Integer(), nullable=False),
        sa.Column("holds", sa.Integer(), nullable=False),
        sa.Column("repeated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.Column("receipts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_facts")),
    )
    with op.batch_alter_table("call_facts") as batch_op:
        batch_op.create_index("ix_call_facts_arrived", ["arrived_at"], unique=False)
        batch_op.create_index("ix_call_facts_flow", ["flow", "arrived_at"], unique=False)
        batch_op.create_index(
            "ix_call_facts_matter",
            ["customer", "matter", "arrived_at"],
            unique=False,
            sqlite_where=sa.text("customer != ''"),
            postgresql_where=sa.text("customer != ''"),
        )

    op.create_table(
        "callback_facts",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("intent", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("day", BIG, nullable=False),
        sa.Column("quarter", BIG, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_again", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_facts")),
    )
    with op.batch_alter_table("callback_facts") as batch_op:
        batch_op.create_index(batch_op.f("ix_callback_facts_call_id"), ["call_id"], unique=False)
        batch_op.create_index("ix_callback_facts_requested", ["requested_at"], unique=False)

    op.create_table(
        "duration_rollups",
        sa.Column("dim", sa.String(length=8), nullable=False),
        sa.Column("measure", sa.String(length=8), nullable=False),
        sa.Column("day", BIG, autoincrement=False, nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint(
            "dim", "measure", "day", "value", "queue", "bucket", name=op.f("pk_duration_rollups")
        ),
    )
    op.create_table(
        "leg_facts",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("stay_id", BIG, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("is_callback", sa.Boolean(), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("intent", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("day", BIG, nullable=False),
        sa.Column("quarter", BIG, nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrapped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.String(length=12), nullable=False),
        sa.Column("disposition", sa.String(length=64), nullable=False),
        sa.Column("is_transferred", sa.Boolean(), nullable=False),
        sa.Column("ring_ms", BIG, nullable=False),
        sa.Column("talk_ms", BIG, nullable=False),
        sa.Column("hold_ms", BIG, nullable=False),
        sa.Column("wrap_ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg_facts")),
    )
    with op.batch_alter_table("leg_facts") as batch_op:
        batch_op.create_index("ix_leg_facts_agent_offered", ["agent_id", "offered_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_leg_facts_call_id"), ["call_id"], unique=False)
        batch_op.create_index("ix_leg_facts_offered", ["offered_at"], unique=False)
        batch_op.create_index("ix_leg_facts_queue_offered", ["queue", "offered_at"], unique=False)

    op.create_table(
        "presence_facts",
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("quarter", BIG, nullable=False),
        sa.Column("presence", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("day", BIG, nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("ms", BIG, nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "quarter", "presence", "reason", name=op.f("pk_presence_facts")),
    )
    with op.batch_alter_table("presence_facts") as batch_op:
        batch_op.create_index("ix_presence_facts_day", ["day"], unique=False)
        batch_op.create_index("ix_presence_facts_quarter", ["quarter"], unique=False)

    op.create_table(
        "presence_rollups",
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("day", BIG, autoincrement=False, nullable=False),
        sa.Column("presence", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("ms", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint(
            "agent_id", "day", "presence", "reason", "team", name=op.f("pk_presence_rollups")
        ),
    )
    op.create_table(
        "receipt_rollups",
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("day", BIG, autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("step", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("intent", sa.String(length=64), nullable=False),
        sa.Column("input", sa.String(length=8), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("count", BIG, server_default="0", nullable=False),
        sa.Column("asked", BIG, server_default="0", nullable=False),
        sa.Column("heard", BIG, server_default="0", nullable=False),
        sa.Column("confirmed", BIG, server_default="0", nullable=False),
        sa.Column("corrected", BIG, server_default="0", nullable=False),
        sa.Column("rejected", BIG, server_default="0", nullable=False),
        sa.Column("silent", BIG, server_default="0", nullable=False),
        sa.Column("keyed", BIG, server_default="0", nullable=False),
        sa.Column("answer_ms", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint(
            "flow",
            "day",
            "language",
            "step",
            "kind",
            "intent",
            "input",
            "result",
            name=op.f("pk_receipt_rollups"),
        ),
    )
    op.create_table(
        "rollups",
        sa.Column("grain", sa.String(length=1), nullable=False),
        sa.Column("dim", sa.String(length=8), nullable=False),
        sa.Column("start", BIG, autoincrement=False, nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("calls", BIG, server_default="0", nullable=False),
        sa.Column("contained", BIG, server_default="0", nullable=False),
        sa.Column("calls_answered", BIG, server_default="0", nullable=False),
        sa.Column("abandoned_menu", BIG, server_default="0", nullable=False),
        sa.Column("abandoned_queue", BIG, server_default="0", nullable=False),
        sa.Column("abandoned_ringing", BIG, server_default="0", nullable=False),
        sa.Column("abandoned_hold", BIG, server_default="0", nullable=False),
        sa.Column("callback", BIG, server_default="0", nullable=False),
        sa.Column("voicemail", BIG, server_default="0", nullable=False),
        sa.Column("overflow", BIG, server_default="0", nullable=False),
        sa.Column("after_hours", BIG, server_default="0", nullable=False),
        sa.Column("transferred_out", BIG, server_default="0", nullable=False),
        sa.Column("failed", BIG, server_default="0", nullable=False),
        sa.Column("reached", BIG, server_default="0", nullable=False),
        sa.Column("repeated", BIG, server_default="0", nullable=False),
        sa.Column("transfers", BIG, server_default="0", nullable=False),
        sa.Column("menu_ms", BIG, server_default="0", nullable=False),
        sa.Column("offered", BIG, server_default="0", nullable=False),
        sa.Column("answered", BIG, server_default="0", nullable=False),
        sa.Column("answered_in", BIG, server_default="0", nullable=False),
        sa.Column("abandoned", BIG, server_default="0", nullable=False),
        sa.Column("abandoned_in", BIG, server_default="0", nullable=False),
        sa.Column("short", BIG, server_default="0", nullable=False),
        sa.Column("flowed", BIG, server_default="0", nullable=False),
        sa.Column("flowed_in", BIG, server_default="0", nullable=False),
        sa.Column("to_callback", BIG, server_default="0", nullable=False),
        sa.Column("to_callback_in", BIG, server_default="0", nullable=False),
        sa.Column("wait_answered_ms", BIG, server_default="0", nullable=False),
        sa.Column("wait_abandoned_ms", BIG, server_default="0", nullable=False),
        sa.Column("longest_ms", BIG, server_default="0", nullable=False),
        sa.Column("estimated", BIG, server_default="0", nullable=False),
        sa.Column("estimate_error_ms", BIG, server_default="0", nullable=False),
        sa.Column("estimate_bias_ms", BIG, server_default="0", nullable=False),
        sa.Column("rings", BIG, server_default="0", nullable=False),
        sa.Column("taken", BIG, server_default="0", nullable=False),
        sa.Column("declined", BIG, server_default="0", nullable=False),
        sa.Column("missed", BIG, server_default="0", nullable=False),
        sa.Column("handled", BIG, server_default="0", nullable=False),
        sa.Column("wrapped", BIG, server_default="0", nullable=False),
        sa.Column("handled_transferred", BIG, server_default="0", nullable=False),
        sa.Column("handled_held", BIG, server_default="0", nullable=False),
        sa.Column("ring_ms", BIG, server_default="0", nullable=False),
        sa.Column("talk_ms", BIG, server_default="0", nullable=False),
        sa.Column("hold_ms", BIG, server_default="0", nullable=False),
        sa.Column("wrap_ms", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("grain", "dim", "start", "value", "queue", name=op.f("pk_rollups")),
    )
    with op.batch_alter_table("rollups") as batch_op:
        batch_op.create_index("ix_rollups_value", ["grain", "dim", "value", "start"], unique=False)

    op.create_table(
        "stay_facts",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("call_id", BIG, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("from_queue", sa.String(length=64), nullable=False),
        sa.Column("is_callback", sa.Boolean(), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("intent", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("day", BIG, nullable=False),
        sa.Column("quarter", BIG, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rang_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.String(length=12), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("wait_ms", BIG, nullable=False),
        sa.Column("hold_ms", BIG, nullable=False),
        sa.Column("estimate_s", sa.Integer(), nullable=True),
        sa.Column("target_s", sa.Integer(), nullable=False),
        sa.Column("short_s", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay_facts")),
    )
    with op.batch_alter_table("stay_facts") as batch_op:
        batch_op.create_index(batch_op.f("ix_stay_facts_call_id"), ["call_id"], unique=False)
        batch_op.create_index("ix_stay_facts_entered", ["entered_at"], unique=False)
        batch_op.create_index(
            "ix_stay_facts_queue_entered", ["queue", "entered_at", "target_s", "short_s"], unique=False
        )

    op.create_table(
        "step_rollups",
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("day", BIG, autoincrement=False, nullable=False),
        sa.Column("step", sa.String(length=128), nullable=False),
        sa.Column("following", sa.String(length=128), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("count", BIG, server_default="0", nullable=False),
        sa.Column("ms", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("flow", "day", "step", "following", "how", name=op.f("pk_step_rollups")),
    )
    with op.batch_alter_table("agents") as batch_op:
        batch_op.add_column(sa.Column("team", sa.String(length=64), nullable=False, server_default=""))
    op.create_table(
        "team_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_team_changes_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_changes")),
    )
    op.create_index("ix_team_changes_agent_id", "team_changes", ["agent_id"])
    op.drop_index("ix_presence_changes_agent_id", "presence_changes")  # one that begins so is below
    for name, table, columns in INDEXES:
        op.create_index(name, table, list(columns))
    for name, table, columns, where in PARTIAL:
        sqlite, postgres = where if isinstance(where, tuple) else (where, where)
        op.create_index(
            name, table, list(columns), sqlite_where=sa.text(sqlite), postgresql_where=sa.text(postgres)
        )


def downgrade() -> None:
    op.drop_table("team_changes")
    op.create_index("ix_presence_changes_agent_id", "presence_changes", ["agent_id"])
    for name, table, *_ in (*PARTIAL, *INDEXES):
        op.drop_index(name, table)
    with op.batch_alter_table("agents") as batch_op:
        batch_op.drop_column("team")

    op.drop_table("step_rollups")
    with op.batch_alter_table("stay_facts") as batch_op:
        batch_op.drop_index("ix_stay_facts_queue_entered")
        batch_op.drop_index("ix_stay_facts_entered")
        batch_op.drop_index(batch_op.f("ix_stay_facts_call_id"))

    op.drop_table("stay_facts")
    with op.batch_alter_table("rollups") as batch_op:
        batch_op.drop_index("ix_rollups_value")

    op.drop_table("rollups")
    op.drop_table("receipt_rollups")
    op.drop_table("presence_rollups")
    with op.batch_alter_table("presence_facts") as batch_op:
        batch_op.drop_index("ix_presence_facts_quarter")
        batch_op.drop_index("ix_presence_facts_day")

    op.drop_table("presence_facts")
    with op.batch_alter_table("leg_facts") as batch_op:
        batch_op.drop_index("ix_leg_facts_queue_offered")
        batch_op.drop_index("ix_leg_facts_offered")
        batch_op.drop_index(batch_op.f("ix_leg_facts_call_id"))
        batch_op.drop_index("ix_leg_facts_agent_offered")

    op.drop_table("leg_facts")
    op.drop_table("duration_rollups")
    with op.batch_alter_table("callback_facts") as batch_op:
        batch_op.drop_index("ix_callback_facts_requested")
        batch_op.drop_index(batch_op.f("ix_callback_facts_call_id"))

    op.drop_table("callback_facts")
    with op.batch_alter_table("call_facts") as batch_op:
        batch_op.drop_index(
            "ix_call_facts_matter",
            sqlite_where=sa.text("customer != ''"),
            postgresql_where=sa.text("customer != ''"),
        )
        batch_op.drop_index("ix_call_facts_flow")
        batch_op.drop_index("ix_call_facts_arrived")

    op.drop_table("call_facts")
    op.drop_table("bookmarks")
