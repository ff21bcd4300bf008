"""Time of agents in each presence is also kept by the month

It is added up again from the changes of presence. Revision: 0007, after 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _anew([sa.Column("grain", sa.String(length=1), nullable=False)], ["grain"], ["grain", "day"])


def downgrade() -> None:
    _anew([], [], ["day"])


def _anew(more: list[sa.Column[str]], key: list[str], index: list[str]) -> None:
    op.drop_table("presence_rollups")
    op.create_table(
        "presence_rollups",
        *more,
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("day", BIG, autoincrement=False, nullable=False),
        sa.Column("presence", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("ms", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint(
            *key, "agent_id", "day", "presence", "reason", "team", name=op.f("pk_presence_rollups")
        ),
    )
    op.create_index("ix_presence_rollups_day", "presence_rollups", index)
    op.execute("DELETE FROM presence_facts")
    op.execute("DELETE FROM bookmarks WHERE name = 'presences'")
