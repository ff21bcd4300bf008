"""Offers of a callback and promises are found by their time

No offer was written down before. Revision: 0010, after 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME = "ix_call_events_offers"
ONLY = sa.text("kind IN ('callback_offered', 'callback_promised')")


def upgrade() -> None:
    op.create_index(NAME, "call_events", ["at"], sqlite_where=ONLY, postgresql_where=ONLY)


def downgrade() -> None:
    op.drop_index(NAME, "call_events")
