"""What was counted of the days that are over

Nothing is closed yet: the nightly check goes through the older days. Revision: 0009, after 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "closed_books",
        sa.Column("day", BIG, autoincrement=False, nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("entered", BIG, nullable=False),
        sa.PrimaryKeyConstraint("day", "queue", name=op.f("pk_closed_books")),
    )


def downgrade() -> None:
    op.drop_table("closed_books")
