"""Files of hospital spells beside submissions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of hospital spells."""
    op.create_table(
        "hospital_spells",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("landed_at", sa.DateTime, nullable=False),
        sa.Column("landed_by", sa.String(200), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("content_bytes", sa.BigInteger, nullable=False),
        sa.Column("encryption_key", sa.String(16)),
        sa.Column("spells_hash", sa.String(64), nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("people", sa.BigInteger, nullable=False),
        sa.Column("first_discharge", sa.Date),
        sa.Column("last_discharge", sa.Date),
        sa.Column("opencld", sa.String(50), nullable=False),
    )
