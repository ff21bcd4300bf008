"""Nothing is forgotten

Revision: 0004, after 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNSOLVED = "status IN ('new', 'open', 'pending')"


# FTS5 keeps words, not bodies: triggers keep it in step with the rows, whoever writes them.
FTS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_words USING fts5(body, content='search_texts', content_rowid='id',"
        " tokenize='unicode61')",
        "CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts BEGIN"
        " INSERT INTO search_words(rowid, body) VALUES (new.id, new.body); END",
        "CREATE TRIGGER search_texts_gone AFTER DELETE ON search_texts BEGIN"
        " INSERT INTO search_words(search_words, rowid, body) VALUES ('delete', old.id, old.body); END",
        "CREATE TRIGGER search_texts_changed AFTER UPDATE ON search_texts BEGIN"
        " INSERT INTO search_words(search_words, rowid, body) VALUES ('delete', old.id, old.body);"
        " INSERT INTO search_words(rowid, body) VALUES (new.id, new.body); END",
    ),
    "postgresql": (
        # Kept, not worked out: of a common word every row is looked at.
        "ALTER TABLE search_texts ADD COLUMN words tsvector"
        " GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED",
        "CREATE INDEX ix_search_texts_words ON search_texts USING gin (words)",
    ),
}


def upgrade() -> None:
    op.create_table(
        "hooks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hooks")),
    )
    op.create_table(
        "opt_outs",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("keyword", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_opt_outs")),
    )
    op.create_table(
        "search_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
        sa.UniqueConstraint("kind", "ref", name=op.f("uq_search_texts_kind_ref")),
    )
    with op.batch_alter_table("search_texts") as batch_op:
        batch_op.create_index("ix_search_texts_ref", ["ref"], unique=False)

    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_api_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_tokens_digest")),
    )
    op.create_table(
        "hook_deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hook_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["hook_id"], ["hooks.id"], name=op.f("fk_hook_deliveries_hook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_deliveries")),
    )
    with op.batch_alter_table("hook_deliveries") as batch_op:
        batch_op.create_index("ix_hook_deliveries_hook_id", ["hook_id", "id"], unique=False)
        batch_op.create_index("ix_hook_deliveries_state_due", ["state", "due_at"], unique=False)

    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["released_by"], ["users.id"], name=op.f("fk_legal_holds_released_by")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_legal_holds_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    with op.batch_alter_table("legal_holds") as batch_op:
        batch_op.create_index("ix_legal_holds_kind_ref", ["kind", "ref"], unique=False)

    op.create_table(
        "policy_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_policy_versions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_versions")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_consents_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents") as batch_op:
        batch_op.create_index("ix_consents_number_kind", ["number", "kind"], unique=False)

    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["api_tokens.id"], name=op.f("fk_idempotency_keys_token_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint("token_id", "key", name=op.f("uq_idempotency_keys_token_id_key")),
    )
    with op.batch_alter_table("idempotency_keys") as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_keys_created_at"), ["created_at"], unique=False)

    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_alerts_call_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_alerts_ticket_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_alerts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    with op.batch_alter_table("alerts") as batch_op:
        batch_op.create_index(batch_op.f("ix_alerts_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index("ix_alerts_user_seen", ["user_id", "seen_at", "id"], unique=False)

    op.create_table(
        "sla_clocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("policy", sa.String(length=64), nullable=False),
        sa.Column("target_s", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_s", sa.Integer(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_sla_clocks_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_clocks")),
    )
    with op.batch_alter_table("sla_clocks") as batch_op:
        batch_op.create_index("ix_sla_clocks_next", ["next_at"], unique=False)
        batch_op.create_index(
            "ix_sla_clocks_warn",
            ["warn_at", "ticket_id"],
            unique=False,
            sqlite_where=sa.text("stopped_at IS NULL"),
            postgresql_where=sa.text("stopped_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_sla_clocks_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "survey_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("survey", sa.String(length=8), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_survey_invitations_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitations")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_survey_invitations_ticket_id")),
    )
    with op.batch_alter_table("survey_invitations") as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_invitations_number"), ["number"], unique=False)

    op.create_table(
        "ticket_calls",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_ticket_calls_call_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_calls_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "call_id", name=op.f("pk_ticket_calls")),
    )
    with op.batch_alter_table("ticket_calls") as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_calls_call_id"), ["call_id"], unique=False)

    op.create_table(
        "ticket_tags",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_tags_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "tag", name=op.f("pk_ticket_tags")),
    )
    with op.batch_alter_table("ticket_tags") as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_tags_tag"), ["tag"], unique=False)

    op.create_table(
        "ticket_watchers",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_watchers_ticket_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ticket_watchers_user_id")),
        sa.PrimaryKeyConstraint("ticket_id", "user_id", name=op.f("pk_ticket_watchers")),
    )
    with op.batch_alter_table("ticket_watchers") as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_watchers_user_id"), ["user_id"], unique=False)

    op.create_table(
        "recording_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_recording_lines_recording_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_lines")),
    )
    with op.batch_alter_table("recording_lines") as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_lines_recording_id"), ["recording_id"], unique=False)

    op.create_table(
        "tapes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("leg_sid", sa.String(length=64), nullable=False),
        sa.Column("sid", sa.String(length=64), nullable=True),
        sa.Column("recording_id", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("pauses", sa.String(length=16), nullable=False),
        sa.Column("is_ordered", sa.Boolean(), nullable=False),
        sa.Column("is_spoiled", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_tapes_call_id")),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_tapes_recording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tapes")),
        sa.UniqueConstraint("sid", name=op.f("uq_tapes_sid")),
    )
    with op.batch_alter_table("tapes") as batch_op:
        batch_op.create_index(batch_op.f("ix_tapes_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tapes_recording_id"), ["recording_id"], unique=False)
        batch_op.create_index("ix_tapes_leg_sid", ["leg_sid"], unique=False)
        batch_op.create_index(batch_op.f("ix_tapes_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_tapes_open_leg",
            ["leg_sid"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    with op.batch_alter_table("customers") as batch_op:
        batch_op.add_column(
            sa.Column("external_id", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_customers_external_id"), ["external_id"], unique=False)

    with op.batch_alter_table("messages") as batch_op:
        batch_op.add_column(sa.Column("template", sa.String(length=16), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("ticket_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_messages_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_messages_ticket_id"), "tickets", ["ticket_id"], ["id"])

    with op.batch_alter_table("recordings") as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=12), nullable=False, server_default="voicemail")
        )
        batch_op.add_column(sa.Column("queue", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("language", sa.String(length=12), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("stage", sa.String(length=12), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("copy_path", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("channels", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("peaks", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("note", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("speech_ms", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_recordings_expires", ["expires_at"], unique=False)

    with op.batch_alter_table("scores") as batch_op:
        batch_op.add_column(sa.Column("ticket_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("agent_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("queue", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("number", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("channel", sa.String(length=8), nullable=False, server_default="call"))
        batch_op.add_column(sa.Column("comment", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("recording_id", sa.Integer(), nullable=True))
        batch_op.alter_column("call_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_scores_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scores_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_scores_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_scores_agent_id"), "agents", ["agent_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_scores_ticket_id"), "tickets", ["ticket_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_scores_recording_id"), "recordings", ["recording_id"], ["id"]
        )

    with op.batch_alter_table("tickets") as batch_op:
        batch_op.add_column(sa.Column("description", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("category", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("language", sa.String(length=12), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("level", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_tickets_assignee_id"))
        batch_op.drop_index(batch_op.f("ix_tickets_customer"))
        batch_op.drop_index(batch_op.f("ix_tickets_queue"))
        batch_op.create_index("ix_tickets_assignee_id", ["assignee_id", "id"], unique=False)
        batch_op.create_index("ix_tickets_category_id", ["category", "id"], unique=False)
        batch_op.create_index("ix_tickets_customer_id", ["customer", "id"], unique=False)
        batch_op.create_index("ix_tickets_due", ["due_at", "id"], unique=False)
        batch_op.create_index("ix_tickets_queue_id", ["queue", "id"], unique=False)
        batch_op.create_index(
            "ix_tickets_open",
            ["assignee_id", "id"],
            unique=False,
            sqlite_where=sa.text(UNSOLVED),
            postgresql_where=sa.text(UNSOLVED),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_tickets_merged_into_id"), "tickets", ["merged_into_id"], ["id"]
        )

    op.execute(
        "UPDATE recordings SET queue = COALESCE((SELECT queue FROM tickets WHERE tickets.id = ticket_id), '')"
    )
    op.execute("UPDATE recordings SET state = 'filed', filed_at = created_at WHERE state = 'kept'")
    op.execute("UPDATE recordings SET stage = 'fetch' WHERE state = 'announced'")
    op.execute(
        "INSERT INTO ticket_calls (ticket_id, call_id, at) "
        "SELECT id, call_id, created_at FROM tickets WHERE call_id IS NOT NULL"
    )
    for statement in FTS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute(
        "INSERT INTO search_texts (id, kind, ref, body) SELECT id * 8, 'ticket', id, "
        "number || ' ' || lower(subject) || ' ' || replace(customer, '+', '') FROM tickets"
    )


def downgrade() -> None:
    op.execute("UPDATE recordings SET state = 'kept' WHERE filed_at IS NOT NULL")
    with op.batch_alter_table("tickets") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_tickets_merged_into_id"), type_="foreignkey")
        batch_op.drop_index("ix_tickets_open")
        batch_op.drop_index("ix_tickets_queue_id")
        batch_op.drop_index("ix_tickets_due")
        batch_op.drop_index("ix_tickets_customer_id")
        batch_op.drop_index("ix_tickets_category_id")
        batch_op.drop_index("ix_tickets_assignee_id")
        batch_op.create_index(batch_op.f("ix_tickets_queue"), ["queue"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_customer"), ["customer"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_assignee_id"), ["assignee_id"], unique=False)
        batch_op.drop_column("responded_at")
        batch_op.drop_column("breached_at")
        batch_op.drop_column("due_at")
        batch_op.drop_column("version")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("level")
        batch_op.drop_column("language")
        batch_op.drop_column("category")
        batch_op.drop_column("description")

    with op.batch_alter_table("scores") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_scores_recording_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_scores_ticket_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_scores_agent_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_scores_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_scores_number"))
        batch_op.drop_index(batch_op.f("ix_scores_agent_id"))
        batch_op.alter_column("call_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("recording_id")
        batch_op.drop_column("comment")
        batch_op.drop_column("channel")
        batch_op.drop_column("number")
        batch_op.drop_column("queue")
        batch_op.drop_column("agent_id")
        batch_op.drop_column("ticket_id")

    with op.batch_alter_table("recordings") as batch_op:
        batch_op.drop_index("ix_recordings_expires")
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("removed_at")
        batch_op.drop_column("expires_at")
        batch_op.drop_column("filed_at")
        batch_op.drop_column("peaks")
        batch_op.drop_column("channels")
        batch_op.drop_column("copy_path")
        batch_op.drop_column("attempts")
        batch_op.drop_column("stage")
        batch_op.drop_column("language")
        batch_op.drop_column("queue")
        batch_op.drop_column("kind")

    with op.batch_alter_table("messages") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_messages_ticket_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_messages_ticket_id"))
        batch_op.drop_column("ticket_id")
        batch_op.drop_column("template")

    with op.batch_alter_table("customers") as batch_op:
        batch_op.drop_index(batch_op.f("ix_customers_external_id"))
        batch_op.drop_column("updated_at")
        batch_op.drop_column("external_id")

    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    for table in (
        "hook_deliveries",
        "hooks",
        "opt_outs",
        "search_texts",
        "idempotency_keys",
        "api_tokens",
        "legal_holds",
        "policy_versions",
        "consents",
        "alerts",
        "sla_clocks",
        "survey_invitations",
        "ticket_calls",
        "ticket_tags",
        "ticket_watchers",
        "recording_lines",
        "tapes",
    ):
        op.drop_table(table)
