"""The tables of the register, in standard SQL. Their comments are its documentation.

A change here needs a migration beside those in `migrations/versions`; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = "0002"
"""The newest of the migrations, which are numbered in their order: what these tables are."""
METADATA = MetaData()

SUBMISSIONS = Table(
    "submissions",
    METADATA,
    Column(
        "submission_id", BigInteger, primary_key=True, autoincrement=False, comment="1, 2, 3 … as they landed"
    ),
    Column("la_code", String(10), nullable=False, comment="the local authority for which it was landed"),
    Column("la_name", String(200), nullable=False, comment="its name on the list of authorities then in use"),
    Column("imported_at", DateTime, nullable=False, comment="when it was received, to the millisecond"),
    Column(
        "landed_at", DateTime, nullable=False, comment="when it was landed here; later than that for history"
    ),
    Column("landed_by", String(200), nullable=False, comment="who landed it"),
    Column("file", Text, nullable=False, comment="name of the file, without folders"),
    Column(
        "content_hash", String(64), nullable=False, comment="SHA-256 of its bytes, by which the store has it"
    ),
    Column("content_bytes", BigInteger, nullable=False, comment="how many bytes it has"),
    Column(
        "encryption_key",
        String(16),
        comment="fingerprint of the key that encrypts it in the store; blank: none",
    ),
    Column("events_hash", String(64), nullable=False, comment="SHA-256 of its file of pseudonymised events"),
    Column("rows", BigInteger, nullable=False, comment="rows in the file"),
    Column(
        "rows_refused",
        BigInteger,
        nullable=False,
        comment="those that are blank or cannot be split into columns",
    ),
    Column(
        "first_record_id",
        BigInteger,
        nullable=False,
        unique=True,
        comment="number of its first row of all rows",
    ),
    Column(
        "last_record_id", BigInteger, nullable=False, comment="number of its last row; refused rows count"
    ),
    Column("people", BigInteger, nullable=False, comment="distinct people, as the check counts them"),
    Column(
        "release",
        String(20),
        nullable=False,
        comment="the release whose values it uses: most cells that tell",
    ),
    Column(
        "release_1_cells",
        BigInteger,
        nullable=False,
        comment="cells with a value of Release 1, each an error",
    ),
    Column(
        "stated_period_count", Integer, nullable=False, comment="different pairs of stated dates on its rows"
    ),
    Column("stated_start", Date, comment="the earliest start that a row states"),
    Column("stated_end", Date, comment="the latest end that a row states"),
    Column(
        "derived_start", Date, comment="start of the period derived from the data; blank: no month qualifies"
    ),
    Column("derived_end", Date, comment="end of the period derived from the data"),
    Column("errors", BigInteger, nullable=False, comment="findings of that severity"),
    Column("warnings", BigInteger, nullable=False, comment="findings of that severity"),
    Column("notes", BigInteger, nullable=False, comment="findings of that severity"),
    Column("specification", String(100), nullable=False, comment="what it was checked against"),
    Column("opencld", String(50), nullable=False, comment="the version that landed it"),
    Column("comment", Text, nullable=False, comment="what the authority, or who landed it, says of it"),
    Column("status", String(20), nullable=False, comment="accepted, or withdrawn and then used for nothing"),
    UniqueConstraint("la_code", "content_hash", "imported_at", name="a_submission_comes_once"),
    comment="One row per submission. What a rejected file left is in `audit` only.",
)

FINDINGS_BY_RULE = Table(
    "findings_by_rule",
    METADATA,
    Column(
        "submission_id",
        ForeignKey("submissions.submission_id"),
        primary_key=True,
        comment="of which submission",
    ),
    Column("rule", String(10), primary_key=True, comment="code of the rule"),
    Column(
        "field", String(400), primary_key=True, comment="headers of its fields; blank for a whole row or file"
    ),
    Column("severity", String(10), nullable=False, comment="reject, error, warning or note"),
    Column("findings", BigInteger, nullable=False, comment="how many"),
    Column("safe", BigInteger, nullable=False, comment="those whose suggestion needs no decision"),
    comment="The result of the check: one row per submission, rule and field.",
)

AUDIT = Table(
    "audit",
    METADATA,
    Column(
        "entry_id",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        comment="1, 2, 3 … as they happened",
    ),
    Column("at", DateTime, nullable=False, comment="when"),
    Column("by", String(200), nullable=False, comment="who"),
    Column(
        "action",
        String(20),
        nullable=False,
        comment="landed, rejected, withdrawn, reinstated, first key, swept, spells landed",
    ),
    Column("submission_id", BigInteger, comment="which submission; blank where it is about none"),
    Column("before", JSON, comment="what changed, as it was; blank where there was nothing"),
    Column("after", JSON, comment="what changed, as it is since"),
    comment="One row per write to the register. The database refuses to change or remove one.",
)

HOSPITAL_SPELLS = Table(
    "hospital_spells",
    METADATA,
    Column("name", String(60), primary_key=True, comment="what it is called; also the name of its file"),
    Column("landed_at", DateTime, nullable=False, comment="when it was landed"),
    Column("landed_by", String(200), nullable=False, comment="who landed it"),
    Column("file", Text, nullable=False, comment="name of the file, without folders"),
    Column(
        "content_hash", String(64), nullable=False, comment="SHA-256 of its bytes, by which the store has it"
    ),
    Column("content_bytes", BigInteger, nullable=False, comment="how many bytes it has"),
    Column(
        "encryption_key",
        String(16),
        comment="fingerprint of the key that encrypts it in the store; blank: none",
    ),
    Column("spells_hash", String(64), nullable=False, comment="SHA-256 of its file of pseudonymised spells"),
    Column("rows", BigInteger, nullable=False, comment="lines in the file"),
    Column("people", BigInteger, nullable=False, comment="distinct NHS numbers"),
    Column("first_discharge", Date, comment="the earliest discharge"),
    Column("last_discharge", Date, comment="the latest discharge"),
    Column("opencld", String(50), nullable=False, comment="the version that landed it"),
    comment="One row per file of hospital spells, from which ASCOF 2D is made.",
)

KEYS = Table(
    "keys",
    METADATA,
    Column("purpose", String(20), primary_key=True, comment="pseudonyms or encryption"),
    Column(
        "fingerprint", String(16), nullable=False, comment="tells the key from others and gives nothing away"
    ),
    Column("since", DateTime, nullable=False, comment="when it was first used"),
    comment="Which keys are in use, so that a wrong one is known before anything is written.",
)

COUNTERS = Table(
    "counters",
    METADATA,
    Column("name", String(20), primary_key=True, comment="submission or record"),
    Column("next", BigInteger, nullable=False, comment="the number that the next one gets"),
    comment="The next numbers. A landing changes them first, so that no other can take the same.",
)
