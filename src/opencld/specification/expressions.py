"""The rule language: conditions over the fields of one row, read as data and checked before they are used.

A condition is written like a Python comparison, for example::

    event_type == "Service" and blank(event_end_date)
    event_start_date <= event_end_date

It knows fields, texts, numbers, `and`, `or`, `not`, comparisons, `in` and the functions in `FUNCTIONS`; nothing
else. What a name means: a defined list is the value meant (a Release 1 spelling counts as its sure successor),
a date is a day, an amount a number. A blank date or amount is unknown, as is any cell that cannot be read, and
a comparison with something unknown is unknown: the rule then stays silent.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from opencld.errors import SpecificationFaulty

Kind = str  # "date", "number", "text", "bool", or "list" for the value of a defined list


@dataclass(frozen=True)
class Text:
    """A text or a number written in the rule."""

    value: str | int | float


@dataclass(frozen=True)
class Name:
    """A field, or one of the names in `KNOWN_VALUES`."""

    name: str


@dataclass(frozen=True)
class Call:
    """One of the named functions with its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Compare:
    """`left operator right`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class OneOf:
    """`item in (…)`."""

    item: Node
    values: tuple[str, ...]


@dataclass(frozen=True)
class Not:
    """`not item`."""

    item: Node


@dataclass(frozen=True)
class All:
    """`a and b and …`."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Any:
    """`a or b or …`."""

    items: tuple[Node, ...]


Node = Text | Name | Call | Compare | OneOf | Not | All | Any

KNOWN_VALUES: Mapping[str, tuple[Kind, str]] = {
    "period_start": ("date", "first day of the reporting period that most rows of the file state"),
    "period_end": ("date", "last day of the reporting period that most rows of the file state"),
    "as_of": ("date", "day of receipt, today unless --as-of says otherwise"),
    "last_day": ("date", "event end date, or the period's end while the event is open"),
    "age_at_start": ("number", "whole years from birth to event start"),
    "age_at_end": ("number", "whole years from birth to last_day"),
}

FUNCTIONS: Mapping[str, tuple[tuple[Kind, ...], Kind, str]] = {
    "blank": (("field",), "bool", "the cell holds nothing but spaces"),
    "filled": (("field",), "bool", "the cell is not blank"),
    "mandatory": (("field",), "bool", "the field must be filled on this row"),
    "applies": (("field",), "bool", "the field has a meaning on this row"),
    "readable": (
        ("field",),
        "bool",
        "the cell is blank, or what stands in it can be read as the field's data type",
    ),
    "decimals": (("number",), "number", "digits after the decimal point, as submitted"),
    "in_group": (("list", "text", "text"), "bool", "the value belongs to that group of that grouping"),
    "typical_outcome": (
        ("list", "list"),
        "bool",
        "the guidance's matrix ticks this outcome for this event type",
    ),
    "usual_frequency": (("list", "list"), "bool", "this cost frequency is usual for this service component"),
    "surely": (("bool",), "bool", "the condition holds for certain; unknown counts as no"),
    "listed_la_code": (("la_code",), "bool", "the code is one of the 153 local authorities'"),
    "is_postcode": (("postcode", "text"), "bool", "the postcode is this one, whatever its case and spaces"),
    "holds_postcode": (("field", "postcode"), "bool", "the text holds this full postcode"),
    "holds_date": (("field", "date"), "bool", "the text holds this day as eight digits or with separators"),
    "holds_nhs_number": (("field",), "bool", "the text holds a free-standing valid NHS number"),
    "holds_full_name": (("field", "field", "field"), "bool", "the text holds both names side by side"),
    "matches": (("field", "text"), "bool", "a part of the cell as submitted fits the regular expression"),
    "release_1": (("list",), "bool", "the cell is a value of Release 1 (cell rules only)"),
    "other_form": (("list",), "bool", "the cell differs from a listed value in form only (cell rules only)"),
}

FIELD_KINDS: Mapping[str, Kind] = {
    "date": "date",
    "numeric": "number",
    "integer": "number",
    "defined_list": "list",
    "la_code": "la_code",
    "postcode": "postcode",
}
ORDERED = ("<", "<=", ">", ">=")
OPERATORS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class Vocabulary(NamedTuple):
    """What a condition may speak of: the data type of each field, and the values of each defined list."""

    data_types: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]

    def kind(self, name: str) -> Kind | None:
        """Return what kind of value a name stands for, or None where it stands for nothing."""
        if name in KNOWN_VALUES:
            return KNOWN_VALUES[name][0]
        if name in self.data_types:
            return FIELD_KINDS.get(self.data_types[name], "text")
        return None


class Expression(NamedTuple):
    """A condition that has been read and checked. `source` is its text, `node` what it says."""

    source: str
    node: Node

    def names(self) -> frozenset[str]:
        """Return the fields and known values that the condition speaks of."""
        return frozenset(node.name for node in walk(self.node) if isinstance(node, Name))

    def functions(self) -> frozenset[str]:
        """Return the functions that the condition uses."""
        return frozenset(node.function for node in walk(self.node) if isinstance(node, Call))


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and everything in it."""
    yield node
    for child in _children(node):
        yield from walk(child)


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case Call(arguments=children) | All(items=children) | Any(items=children):
            return children
        case Compare(left=left, right=right):
            return (left, right)
        case OneOf(item=item) | Not(item=item):
            return (item,)
    return ()


def bind_cell(source: str, field: str) -> str:
    """Return a condition about `cell` as a condition about the named field."""
    return field.join(_around_cell(source))


@cache
def _around_cell(source: str) -> tuple[str, ...]:
    """Return what stands between the names `cell` in a condition."""
    names = [node for node in ast.walk(_parse(source)) if isinstance(node, ast.Name) and node.id == "cell"]
    text = source.strip().encode()  # in which Python's parser counts
    lines = list(accumulate((len(line) for line in text.splitlines(keepends=True)), initial=0))
    starts = sorted(lines[name.lineno - 1] + name.col_offset for name in names)
    ends = [0, *(start + len(b"cell") for start in starts)]
    return tuple(text[end:start].decode() for end, start in zip(ends, [*starts, len(text)], strict=True))


def read_expression(source: str, vocabulary: Vocabulary) -> Expression:
    """Read a condition and check it.

    Raises SpecificationFaulty where it is not an expression of the rule language, speaks of an unknown field,
    compares things of different kinds, or names a value that is not on the field's defined list.
    """
    reader = _Reader(source, vocabulary)
    node = reader.read(_parse(source).body)
    reader.expect(node, "bool")
    return Expression(source, node)


def _parse(source: str) -> ast.Expression:
    try:
        return ast.parse(source.strip(), mode="eval")
    except SyntaxError as error:
        raise SpecificationFaulty(f"The condition `{source}` cannot be read: {error.msg}.") from None


class _Reader:
    """Turns Python's syntax tree into ours and refuses whatever is not in the language."""

    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        self.source = source
        self.vocabulary = vocabulary

    def fault(self, what: str) -> SpecificationFaulty:
        return SpecificationFaulty(f"In the condition `{self.source}`: {what}.")

    def read(self, tree: ast.expr) -> Node:
        readers: Mapping[type[ast.expr], Callable[..., Node]] = {
            ast.BoolOp: self.read_bool,
            ast.UnaryOp: self.read_not,
            ast.Compare: self.read_comparison,
            ast.Call: self.read_call,
            ast.Name: self.read_name,
            ast.Constant: self.read_constant,
        }
        reader = readers.get(type(tree))
        if reader is None:
            raise self.fault(f"`{ast.unparse(tree)}` is not part of the rule language")
        return reader(tree)

    def read_bool(self, tree: ast.BoolOp) -> Node:
        items = tuple(self.read(value) for value in tree.values)
        for item in items:
            self.expect(item, "bool")
        return All(items) if isinstance(tree.op, ast.And) else Any(items)

    def read_not(self, tree: ast.UnaryOp) -> Node:
        if not isinstance(tree.op, ast.Not):
            raise self.fault(f"`{ast.unparse(tree)}` is not part of the rule language")
        item = self.read(tree.operand)
        self.expect(item, "bool")
        return Not(item)

    def read_name(self, tree: ast.Name) -> Node:
        if self.vocabulary.kind(tree.id) is None:
            raise self.fault(f"there is no field called `{tree.id}`")
        return Name(tree.id)

    def read_constant(self, tree: ast.Constant) -> Node:
        if isinstance(tree.value, bool) or not isinstance(tree.value, str | int | float):
            raise self.fault(f"`{ast.unparse(tree)}` is neither a text nor a number")
        return Text(tree.value)

    def read_call(self, tree: ast.Call) -> Node:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ast.unparse(tree.func)
        if name not in FUNCTIONS or tree.keywords:
            raise self.fault(f"there is no function `{name}`")
        kinds, _, _ = FUNCTIONS[name]
        if len(tree.args) != len(kinds):
            raise self.fault(f"`{name}` takes {len(kinds)} arguments")
        arguments = tuple(self.read(argument) for argument in tree.args)
        for argument, kind in zip(arguments, kinds, strict=True):
            self.expect(argument, kind)
        return Call(name, arguments)

    def read_comparison(self, tree: ast.Compare) -> Node:
        terms = [tree.left, *tree.comparators]
        parts = [
            self.read_pair(left, operator, right)
            for left, operator, right in zip(terms, tree.ops, terms[1:], strict=False)
        ]
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def read_pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(operator, ast.In | ast.NotIn):
            one_of = self.read_one_of(left, right)
            return Not(one_of) if isinstance(operator, ast.NotIn) else one_of
        if type(operator) not in OPERATORS:
            raise self.fault(
                f"`{ast.unparse(left)}` is compared in a way that is not part of the rule language"
            )
        node = Compare(OPERATORS[type(operator)], self.read(left), self.read(right))
        self.check_comparison(node)
        return node

    def read_one_of(self, left: ast.expr, right: ast.expr) -> Node:
        item = self.read(left)
        if not isinstance(right, ast.Tuple):
            raise self.fault("what follows `in` is a list of texts in brackets")
        values = tuple(value.value for value in right.elts if isinstance(value, ast.Constant))
        texts = tuple(value for value in values if isinstance(value, str))
        if len(texts) != len(right.elts):
            raise self.fault("what follows `in` is a list of texts in brackets")
        for text in texts:
            self.check_comparison(Compare("==", item, Text(text)))
        return OneOf(item, texts)

    def check_comparison(self, node: Compare) -> None:
        left, right = self.kind(node.left), self.kind(node.right)
        if {left, right} == {"list", "text"}:
            self.check_listed(*((node.left, node.right) if left == "list" else (node.right, node.left)))
        elif left != right or left in ("list", "bool"):
            raise self.fault(f"a {left} is compared with a {right}")
        if node.operator in ORDERED and left not in ("date", "number"):
            raise self.fault(f"a {left} has no order")

    def check_listed(self, field: Node, text: Node) -> None:
        assert isinstance(field, Name)
        if not isinstance(text, Text) or text.value not in self.vocabulary.lists.get(field.name, ()):
            what = text.value if isinstance(text, Text) else "another field"
            raise self.fault(f"`{what}` is not on the list of `{field.name}`")

    def kind(self, node: Node) -> Kind:
        match node:
            case Text(value=value):
                return "text" if isinstance(value, str) else "number"
            case Name(name=name):
                kind = self.vocabulary.kind(name)
                assert kind is not None
                return kind
            case Call(function=function):
                return FUNCTIONS[function][1]
        return "bool"

    def expect(self, node: Node, kind: Kind) -> None:
        found = self.kind(node)
        is_field = isinstance(node, Name) and node.name in self.vocabulary.data_types
        if found != kind and not (kind == "field" and is_field):
            raise self.fault(f"a {found} stands where a {kind} is needed")
