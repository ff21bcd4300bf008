"""Queue settings, skills and ranks, places in line, callbacks that are dialled, parties, customers

Revision: 0003, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("tier", sa.String(length=64), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_table(
        "customer_numbers",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_numbers_customer_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_customer_numbers")),
    )
    with op.batch_alter_table("customer_numbers") as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_numbers_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "agent_skills",
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_agent_skills_agent_id")),
        sa.PrimaryKeyConstraint("agent_id", "skill", name=op.f("pk_agent_skills")),
    )
    op.create_table(
        "presence_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("presence", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_presence_changes_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_changes")),
    )
    with op.batch_alter_table("presence_changes") as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_changes_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_changes_at"), ["at"], unique=False)

    op.create_table(
        "parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("callback_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.Column("leg_sid", sa.String(length=64), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_parties_callback_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["queue_entries.id"], name=op.f("fk_parties_entry_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_parties_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
        sa.UniqueConstraint("leg_sid", name=op.f("uq_parties_leg_sid")),
    )
    with op.batch_alter_table("parties") as batch_op:
        batch_op.create_index(batch_op.f("ix_parties_callback_id"), ["callback_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_parties_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_parties_state"), ["state"], unique=False)

    with op.batch_alter_table("agent_queues") as batch_op:
        batch_op.add_column(sa.Column("rank", sa.Integer(), nullable=False, server_default="1"))
    # A level was "higher first"; a rank is "1 first".
    op.execute("UPDATE agent_queues SET rank = (SELECT max(level) FROM agent_queues) - level + 1")
    with op.batch_alter_table("agent_queues") as batch_op:
        batch_op.drop_column("level")

    with op.batch_alter_table("agents") as batch_op:
        batch_op.add_column(sa.Column("endpoint", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("last_offered_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("callbacks") as batch_op:
        batch_op.add_column(sa.Column("ours", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("language", sa.String(length=12), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("result", sa.String(length=16), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("connected_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_callbacks_state"), ["state"], unique=False)

    with op.batch_alter_table("offers") as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=8), nullable=False, server_default="lead"))
        batch_op.add_column(sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ending_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("disposition", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("notes", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("wrapped_at", sa.DateTime(timezone=True), nullable=True))

    op.drop_index("uq_offers_open_entry", "offers")
    op.create_index(
        "uq_offers_open_entry",
        "offers",
        ["entry_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL AND role = 'lead'"),
        postgresql_where=sa.text("closed_at IS NULL AND role = 'lead'"),
    )

    with op.batch_alter_table("queue_entries") as batch_op:
        batch_op.add_column(sa.Column("callback_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("from_queue", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("skills", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("relax_every_s", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("relax_by", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("sticky_agent_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("only_agent_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("only_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("gives_up_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("overflows_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("place_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("estimate_s", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("held_for", sa.String(length=8), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("held_s", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_index("uq_queue_entries_open_call")
        batch_op.drop_index("ix_queue_entries_queue_state")  # what it served, the line's own index does
    op.execute("UPDATE queue_entries SET place_at = first_entered_at")
    later = {
        "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', entered_at, at_most_s || ' seconds')",
        "postgresql": "entered_at + at_most_s * interval '1 second'",
    }[op.get_bind().dialect.name]
    op.execute(f"UPDATE queue_entries SET gives_up_at = {later} WHERE left_at IS NULL")  # noqa: S608
    with op.batch_alter_table("queue_entries") as batch_op:
        batch_op.alter_column("place_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_index(
            "uq_queue_entries_open_call",
            ["call_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL AND callback_id IS NULL"),
            postgresql_where=sa.text("left_at IS NULL AND callback_id IS NULL"),
        )
        batch_op.create_index(
            "uq_queue_entries_open_callback",
            ["callback_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_queue_entries_callback_id"), "callbacks", ["callback_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_queue_entries_sticky_agent_id"), "agents", ["sticky_agent_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_queue_entries_only_agent_id"), "agents", ["only_agent_id"], ["id"]
        )

    op.create_index(
        "ix_queue_entries_kept",
        "queue_entries",
        ["only_agent_id"],
        unique=False,
        sqlite_where=sa.text("only_agent_id IS NOT NULL AND left_at IS NULL"),
        postgresql_where=sa.text("only_agent_id IS NOT NULL AND left_at IS NULL"),
    )
    for name, column in (("gives_up", "gives_up_at"), ("overflows", "overflows_at")):
        op.create_index(
            f"ix_queue_entries_{name}",
            "queue_entries",
            ["state", column],
            unique=False,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
    op.create_index("ix_queue_entries_answered", "queue_entries", ["queue", "answered_at"], unique=False)
    op.create_index(
        "ix_queue_entries_left",
        "queue_entries",
        ["left_at", "queue", "result"],
        unique=False,
        sqlite_where=sa.text("left_at IS NOT NULL"),
        postgresql_where=sa.text("left_at IS NOT NULL"),
    )
    op.create_index(
        "ix_offers_due",
        "offers",
        ["state", "expires_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_media_streams_state_ended", "media_streams", ["state", "ended_at"], unique=False)
    # Apart from the others: a table that is copied cannot have an order in its index.
    op.create_index(
        "ix_queue_entries_line",
        "queue_entries",
        ["state", "queue", sa.text("priority DESC"), "place_at", "id"],
        unique=False,
    )

    with op.batch_alter_table("queues") as batch_op:
        batch_op.add_column(sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"))
