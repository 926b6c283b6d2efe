"""The portable subset of SQL: what every engine understands in the same way, enforced on the syntax tree.

Named functions (`duckdb.sql`, `spark.sql`) stand for everything that engines do differently: whole years, days
between, adding days, division, rounding. Nothing else is taken on trust: a function is allowed because it is listed.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp, parse_one, tokenize

from opencld.sql.tables import SqlTable

NAMED_FUNCTIONS = frozenset(
    (
        "days_between",
        "add_days",
        "add_months",
        "month_start",
        "month_end",
        "whole_years",
        "divide",
        "round_half_away",
        "quarter_start",
        "truncate_at",
    )
)
FUNCTIONS = frozenset(
    (
        "coalesce", "concat", "md5", "lower", "upper", "abs", "floor", "make_date", "date_from_parts", "grouping",
        "count", "sum", "min", "max", "row_number", "dense_rank", "rank", "lag", "lead", "first_value", "case", "if",
        "cast", "and", "or", "grouping_id", "length", "nullif", "substring", "median", "greatest", "least",
    )
)  # fmt: skip
TYPES = frozenset(("VARCHAR", "TEXT", "BIGINT", "INT", "DOUBLE", "DATE", "TIMESTAMPNTZ", "DECIMAL"))
FORBIDDEN = {
    exp.Interval: "INTERVAL; add days with add_days and months with add_months",
    exp.Div: "a / b; divide with divide(a, b)",
    exp.ILike: "ILIKE; compare a lower-case text with LIKE",
    exp.Qualify: "QUALIFY; filter the next step",
    exp.SimilarTo: "SIMILAR TO",
    exp.RegexpLike: "regular expressions",
    exp.Boolean: "TRUE and FALSE; flags are 1 and 0",
    exp.Limit: "LIMIT",
    exp.Subquery: "a query within a query; give it a name as a step",
}
ORDERED_WINDOWS = (exp.RowNumber, exp.Lag, exp.Lead, exp.FirstValue)


def faults(table: SqlTable) -> list[str]:
    """Return what in a table's query is outside the portable subset, in words; nothing where all is well."""
    tree = parse_one(table.query, dialect="duckdb")
    return [
        *_forbidden(tree),
        *_functions(tree),
        *_joins(tree),
        *_windows(tree, table.query),
        *_outermost(tree),
    ]


def _forbidden(tree: exp.Expr) -> Iterator[str]:
    for kind, instead in FORBIDDEN.items():
        if tree.find(kind):
            yield f"It uses {instead}."
    for group in tree.find_all(exp.Group):
        if group.args.get("all"):
            yield "It uses GROUP BY ALL; name the columns."
    for star in tree.find_all(exp.Star):
        if star.args.get("except_") or star.args.get("except") or star.args.get("replace"):
            yield "It uses EXCLUDE or REPLACE; name the columns."


def _functions(tree: exp.Expr) -> Iterator[str]:
    for function in tree.find_all(exp.Func):
        name = function.name.lower() if isinstance(function, exp.Anonymous) else function.sql_name().lower()
        if name not in FUNCTIONS | NAMED_FUNCTIONS and not isinstance(function, exp.Connector):
            yield f"It uses {name}, which is not in the subset."
    for cast in tree.find_all(exp.Cast):
        if cast.to.this.name not in TYPES:
            yield f"It casts to {cast.to.sql()}, which is not in the subset."


def _joins(tree: exp.Expr) -> Iterator[str]:
    for join in tree.find_all(exp.Join):
        if join.args.get("using"):
            yield "It joins with USING; say ON what."
        if join.args.get("kind") in ("SEMI", "ANTI", "ASOF") or join.args.get("method"):
            yield "It uses a semi, anti or as-of join; join and filter."
        if join.args.get("side") not in ("LEFT", "", None):
            yield f"It uses a {join.args['side']} join; only inner, left and cross joins are in the subset."


def _windows(tree: exp.Expr, query: str) -> Iterator[str]:
    ordered = [one for window in tree.find_all(exp.Window) for one in window.find_all(exp.Ordered)]
    # the tree fills in the engine's own default, so only the text tells
    said = sum(token.text.upper() == "NULLS" for token in tokenize(query, dialect="duckdb"))
    if said < len(ordered):
        yield f"Its windows order by {len(ordered)} things and say NULLS FIRST or NULLS LAST of {said}."
    for window in tree.find_all(exp.Window):
        if isinstance(window.this, ORDERED_WINDOWS) and not window.args.get("order"):
            yield f"{window.this.sql()} has no order."


def _outermost(tree: exp.Expr) -> Iterator[str]:
    selects = tree.find_all(exp.Select) if isinstance(tree, exp.SetOperation) else [tree]
    outermost = [select for select in selects if not select.find_ancestor(exp.CTE)]
    if any(select.find(exp.Star) and any(e.is_star for e in select.expressions) for select in outermost):
        yield "Its last SELECT does not list its columns."
