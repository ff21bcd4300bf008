"""Spreads of lengths are packed, of each dimension; thresholds are counted; indexes for what still goes on

All is made again from the logs by itself afterwards. Revision: 0008, after 0007
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LENGTHS = ("wait", "abandon", "ring", "talk", "hold", "wrap", "handle")
OPEN, TALKING, BROUGHT = "outcome = ''", "\"end\" = 'talking'", "source != ''"


def upgrade() -> None:
    op.drop_table("duration_rollups")
    op.create_table(
        "duration_rollups",
        sa.Column("grain", sa.String(length=1), nullable=False),
        sa.Column("dim", sa.String(length=8), nullable=False),
        sa.Column("start", BIG, autoincrement=False, nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in LENGTHS),
        sa.PrimaryKeyConstraint("grain", "dim", "start", "value", "queue", name=op.f("pk_duration_rollups")),
    )
    op.create_table(
        "threshold_rollups",
        sa.Column("day", BIG, autoincrement=False, nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("target_s", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("short_s", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("day", "queue", "target_s", "short_s", name=op.f("pk_threshold_rollups")),
    )
    _stays(["queue", "entered_at", "wait_ms"], ["entered_at", "wait_ms"])
    op.create_index("ix_call_facts_open", "call_facts", ["arrived_at"], **_where(OPEN))
    op.create_index("ix_leg_facts_talking", "leg_facts", ["offered_at"], **_where(TALKING))
    op.create_index("ix_leg_facts_elsewhere", "leg_facts", ["offered_at"], **_where(BROUGHT))
    _again()


def downgrade() -> None:
    op.drop_index("ix_leg_facts_elsewhere", "leg_facts")
    op.drop_index("ix_leg_facts_talking", "leg_facts")
    op.drop_index("ix_call_facts_open", "call_facts")
    _stays(["queue", "entered_at", "target_s", "short_s"], ["entered_at"])
    op.drop_table("threshold_rollups")
    op.drop_table("duration_rollups")
    names = ("dim", "measure", "day", "value", "queue", "bucket")
    op.create_table(
        "duration_rollups",
        sa.Column("dim", sa.String(length=8), nullable=False),
        sa.Column("measure", sa.String(length=8), nullable=False),
        sa.Column("day", BIG, autoincrement=False, nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", BIG, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint(*names, name=op.f("pk_duration_rollups")),
    )
    _again()


def _stays(of_queue: list[str], of_all: list[str]) -> None:
    for name, columns in (("ix_stay_facts_queue_entered", of_queue), ("ix_stay_facts_entered", of_all)):
        op.drop_index(name, "stay_facts")
        op.create_index(name, "stay_facts", columns)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _again() -> None:
    """Sums of a time zone that is not the centre's are made anew by the worker."""
    op.execute("""UPDATE bookmarks SET state = '{"zone": "-"}' WHERE name = 'events'""")
