"""The first register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PROTECTED = {"UPDATE": "changed", "DELETE": "removed"}


def upgrade() -> None:
    """Make the tables, and have the database refuse to change or remove what the audit says."""
    op.create_table(
        "submissions",
        sa.Column("submission_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("la_code", sa.String(10), nullable=False),
        sa.Column("la_name", sa.String(200), nullable=False),
        sa.Column("imported_at", sa.DateTime, nullable=False),
        sa.Column("landed_at", sa.DateTime, nullable=False),
        sa.Column("landed_by", sa.String(200), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("content_bytes", sa.BigInteger, nullable=False),
        sa.Column("encryption_key", sa.String(16)),
        sa.Column("events_hash", sa.String(64), nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("rows_refused", sa.BigInteger, nullable=False),
        sa.Column("first_record_id", sa.BigInteger, nullable=False, unique=True),
        sa.Column("last_record_id", sa.BigInteger, nullable=False),
        sa.Column("people", sa.BigInteger, nullable=False),
        sa.Column("release", sa.String(20), nullable=False),
        sa.Column("release_1_cells", sa.BigInteger, nullable=False),
        sa.Column("stated_period_count", sa.Integer, nullable=False),
        sa.Column("stated_start", sa.Date),
        sa.Column("stated_end", sa.Date),
        sa.Column("derived_start", sa.Date),
        sa.Column("derived_end", sa.Date),
        sa.Column("errors", sa.BigInteger, nullable=False),
        sa.Column("warnings", sa.BigInteger, nullable=False),
        sa.Column("notes", sa.BigInteger, nullable=False),
        sa.Column("specification", sa.String(100), nullable=False),
        sa.Column("opencld", sa.String(50), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.UniqueConstraint("la_code", "content_hash", "imported_at", name="a_submission_comes_once"),
    )
    op.create_table(
        "findings_by_rule",
        sa.Column(
            "submission_id", sa.BigInteger, sa.ForeignKey("submissions.submission_id"), primary_key=True
        ),
        sa.Column("rule", sa.String(10), primary_key=True),
        sa.Column("field", sa.String(400), primary_key=True),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("findings", sa.BigInteger, nullable=False),
        sa.Column("safe", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("submission_id", sa.BigInteger),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
    )
    op.create_table(
        "keys",
        sa.Column("purpose", sa.String(20), primary_key=True),
        sa.Column("fingerprint", sa.String(16), nullable=False),
        sa.Column("since", sa.DateTime, nullable=False),
    )
    counters = op.create_table(
        "counters",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("next", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(counters, [{"name": "submission", "next": 1}, {"name": "record", "next": 1}])
    if op.get_bind().dialect.name == "sqlite":
        for write, done in PROTECTED.items():
            op.execute(
                f"CREATE TRIGGER audit_is_never_{done} BEFORE {write} ON audit "
                f"BEGIN SELECT RAISE(ABORT, 'an audit entry is never {done}'); END"
            )
