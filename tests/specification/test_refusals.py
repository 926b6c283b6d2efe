"""A specification whose files do not fit together is refused, and the message says which file and what."""

# ruff: noqa: E501 - the table of what is broken has a line for each case

from __future__ import annotations

import re
from pathlib import Path

import pytest

from opencld.errors import SpecificationFaulty
from opencld.specification import read_specification
from tests.specification.specification_copies import a_copy_in

FIELDS = "fields/release_2.csv"
LISTS = "defined_lists/release_2.csv"
ORDERS = "defined_lists/outcome_orders.csv"
MATRIX = "defined_lists/typical_outcomes.csv"
MAPPING = "mappings/release_1_to_2.csv"
VARIANTS = "mappings/header_variants.csv"
DROPPED = "mappings/dropped_columns.csv"
GROUPINGS = "reference/groupings.csv"
AUTHORITIES = "reference/local_authorities.csv"
SCHEDULE = "reference/submission_schedule.csv"
FREQUENCIES = "reference/usual_cost_frequencies.csv"
SECTIONS = "reference/guidance_sections.csv"
RELEASES = "releases.csv"
RULES = "rules/rules.yaml"

# what is broken; the file; the text (a regular expression, first match) and what it becomes; words of the message
BROKEN = [
    # whole files
    ("a field number that is no number", FIELDS, "^1,", "one,", "release_2.csv, line 2: invalid literal"),
    ("a column of fields that is not there", FIELDS, ",header,", ",heading,", "release_2.csv has no column header"),
    ("no column of data types", FIELDS, ",data_type,", ",type,", "release_2.csv has no column data_type"),
    ("a row with too few values", SECTIONS, "^Scope,.*$", "Scope", "guidance_sections.csv, line 3: there are not as"),
    ("a row with too many values", SECTIONS, "^Scope,", "Scope,,", "guidance_sections.csv, line 3: there are not"),
    ("a quote that stays open", SECTIONS, "^Scope,", 'Scope,"', "guidance_sections.csv is not a CSV file in UTF-8"),
    # fields
    ("a gap in the numbers", FIELDS, "^48,", "49,", "numbered 1 to 48"),
    (
        "a field of the same name as another",
        FIELDS,
        "^8,gp_practice_code,GP Practice Code,",
        "8,last_name,Last Name,",
        "two fields called last_name",
    ),
    ("a name that is not its header's", FIELDS, "gp_practice_code", "gp_code", "field gp_code does not carry the name"),
    ("an unknown data type", FIELDS, "defined_list", "list", "line 10: data_type is `list` and must be one of"),
    ("an unknown kind of mandatory", FIELDS, ",voluntary,", ",optional,", "line 9: mandatory is `optional`"),
    ("neither personal nor not", FIELDS, ',no,"The code', ',,"The code', "line 2: personal is ``"),
    (
        "a conditional field without a condition",
        FIELDS,
        "Reviews,\"[^,]*\",",
        "Reviews,,",
        "review_reason is conditional: only conditional",
    ),
    (
        "a voluntary field with a condition",
        FIELDS,
        "GP Practice Code,Person Details,alphanumeric,voluntary,,",
        "GP Practice Code,Person Details,alphanumeric,voluntary,,blank(gender)",
        "gp_practice_code is voluntary: only conditional",
    ),
    (
        "a condition on a field that is not there",
        FIELDS,
        'client_type == ""Service user""',
        'clienttype == ""Service user""',
        "line 18: In the condition .* there is no field called `clienttype`",
    ),
    # defined lists
    ("a list out of order", LISTS, "^gender,2,", "gender,3,", "release_2.csv, line 3: position 3 is out of order"),
    ("a field without its list", LISTS, r"(?:^gender,.*\n)+", "", "gender has no defined list"),
    ("a list without its field", LISTS, r"\Z", "first_name,1,Ada\n", "defined list for first_name"),
    ("a value twice", LISTS, "^gender,2,Male", "gender,2,Female", "list of gender has `Female` twice"),
    ("a value with a space before it", LISTS, "^gender,2,Male", "gender,2, Male", "spaces around it: ` Male`"),
    ("a value of nothing", LISTS, "^gender,2,Male", "gender,2,", "spaces around it: ``"),
    (
        "a list that a condition uses, but no values",
        LISTS,
        r"(?:^service_type,.*\n)+",
        "",
        "In the condition .* is not on the list of `service_type`",
    ),
    # outcomes
    (
        "an order that is not the list's",
        ORDERS,
        "guidance_precedence,16,NFA: Other",
        "guidance_precedence,16,NFA: Anything",
        "guidance_precedence is not the order of the list",
    ),
    (
        "an outcome without its published rank",
        ORDERS,
        "published_rank,17,NFA: Other",
        "published_rank,17,NFA: Anything",
        "published_rank has no place for `NFA: Other`",
    ),
    ("a tick that is no tick", MATRIX, "true", "yes", "typical_outcomes.csv, line 2: request is `yes`"),
    ("a tick for no outcome", MATRIX, r"\Z", "NFA: Moved,true,true,true,true,\n", "ticks `NFA: Moved`, which is not on"),
    ("an outcome without its ticks", MATRIX, r"^NFA: Deceased.*\n", "", "ticks `NFA: Deceased` for no type of event"),
    # the mapping from Release 1
    ("an unknown change", MAPPING, ",unchanged,", ",kept,", "release_1_to_2.csv, line 2: change is `kept`"),
    ("an unknown certainty", MAPPING, ",inferred,", ",likely,", "line 2: certainty is `likely`"),
    ("a decision neither needed nor not", MAPPING, ",inferred,no,", ",inferred,?,", "line 2: needs_decision is"),
    ("a mapping of no list", MAPPING, "^gender,", "first_name,", "names first_name, which has no defined list"),
    (
        "a mapping to no value",
        MAPPING,
        "^gender,Female,Female",
        "gender,Female,Woman",
        "leads to `Woman`, not on the list of gender",
    ),
    (
        "an old value that is none",
        MAPPING,
        "^gender,Female,Female",
        "gender,,Female",
        "for gender: only new values have no old one",
    ),
    (
        "a successor of nothing",
        MAPPING,
        "^gender,Female,Female",
        "gender,Female,",
        "for gender: only dropped values have no successor",
    ),
    (
        "an old value with two answers",
        MAPPING,
        "^gender,Male,Male",
        "gender,Female,Male",
        "two answers for `gender: Female`",
    ),
    # headers
    ("a variant of no field", VARIANTS, ",la_code,", ",lacode,", "`Local Authority Code` stands for lacode"),
    ("a variant twice", VARIANTS, "^ASD,", "Unit Costs,", "header_variants.csv, line 13: `Unit Costs` is there twice"),
    ("another field's own header as a variant", VARIANTS, "^ASD,", "gender,", "`gender` is another field's own"),
    ("a dropped column that is still a field", DROPPED, "^GP Name,", "GP PRACTICE CODE,", "is still a field"),
    ("a dropped column since no day", DROPPED, "2025-10-01", "October", "dropped_columns.csv: Invalid isoformat"),
    # reference lists
    ("a group of a value that is not listed", GROUPINGS, "British: Indian", "British: Goan", "ethnicity group has `Asian"),
    ("a value without its group", GROUPINGS, r"^ethnicity,White: Irish,.*\n", "", "leaves out `White: Irish`"),
    (
        "a value in two groups",
        GROUPINGS,
        r"\Z",
        "ethnicity,White: Irish,No data,ethnicity group,\n",
        "has `White: Irish` in two groups",
    ),
    ("an authority too few", AUTHORITIES, r"^503,.*\n", "", "There are 152 local authorities, not 153"),
    ("two authorities with one code", AUTHORITIES, "^503,", "506,", "There are 152 local authorities, not 153"),
    ("a month that no year has", SCHEDULE, "^12,1,", "13,2,", "1 Jan to 31 Dec is not submitted in the month after"),
    ("a period submitted too late", SCHEDULE, "^6,7,", "6,8,", "1 Jul to 30 Jun is not submitted in the month after"),
    ("a month in words", SCHEDULE, "^6,7,", "June,7,", "submission_schedule.csv, line 2: invalid literal"),
    ("costs of no component", FREQUENCIES, "nursing care", "nursing", "`Long term nursing`, which is no service component"),
    ("a frequency that is none", FREQUENCIES, ",Fortnightly,", ",Biweekly,", "`Biweekly` is given as usual for"),
    ("a release from no day", RELEASES, "2025-10-01", "soon", "releases.csv, line 3: Invalid isoformat"),
    ("no release", RELEASES, r"(?s)\n.*", "\n", "releases.csv names no release"),
    # rules
    ("rules that are no list", RULES, r"(?s)\A.*\Z", "code: T1\n", "rules.yaml must be a list of rules"),
    ("a list of something else", RULES, r"(?s)\A.*\Z", "- T1\n", "rules.yaml must be a list of rules"),
    ("rules that are no YAML", RULES, "fields: .event", "fields: ]event", "rules.yaml is not YAML"),
    ("a rule without its reason", RULES, "  why: An .*\n", "", r"Rule T1 in rules.yaml: why is missing\."),
    ("a rule without its code", RULES, "code: T1", "title: T1", r"Rule \? in rules.yaml: code is missing"),
    ("a rule with something more", RULES, "  why:", "  colour: red\n  why:", "Rule T1 .*colour is not something a rule"),
    ("an unknown severity", RULES, "severity: error", "severity: fatal", "Rule T1 .*severity is `fatal` and must be one"),
    ("an unknown kind", RULES, "kind: each", "kind: every", "Rule T2 .*kind is `every` and must be one of"),
    ("rows of an unknown sort", RULES, "kind: each", "kind: each\n  rows: some", "Rule T2 .*rows is `some`"),
    ("a release that is no number", RULES, "  why:", "  since: two\n  why:", "Rule T1 .*another kind than it should be"),
    ("fields that are no list", RULES, r"fields: \[gender.*", "fields: gender", "Rule T2 .*another kind than it should"),
    ("a query that is not there", RULES, "query: alike", "query: same", "Rule T4 .*there is no query across/same.sql"),
    ("a condition that is none", RULES, "must: filled.cell.", "must: filled(", "Rule T2 .*cannot be read"),
    ("two rules with one code", RULES, "code: T2", "code: T1", "two rules with the code T1"),
    ("a rule on no field", RULES, r"\[event_end_date\]", "[event_end]", "Rule T1: there is no field called event_end"),
    ("a row rule without `must`", RULES, "  must: event_start.*\n", "", "Rule T1: a rule of kind row needs must"),
    ("a rule for each of no fields", RULES, r"  fields: \[gender.*\n", "", "Rule T2: a rule of kind each needs must"),
    ("a cell rule without `when`", RULES, "  when: filled.*\n", "", "Rule T3: a rule of kind cell needs when"),
    ("a rule across rows without a query", RULES, "  query: .*\n", "", "Rule T4: a rule of kind across needs query"),
    ("a file rule without a fault", RULES, "  fault: .*\n", "", "Rule T5: a rule of kind file needs fault"),
    ("a row that rejects the file", RULES, "severity: error", "severity: reject", "Rule T1: nothing in a row's content"),
    ("a message about the unknown", RULES, "{event_start_date}", "{start}", "Rule T1: the message speaks of {start}"),
    ("advice about the unknown", RULES, "of the two dates", "of {dates}", "Rule T1: the message speaks of {dates}"),
    ("a section that is not there", RULES, "Annex A", "Annex Z", "Rule T2: the guidance has no section `Annex Z`"),
    ("a release that is not there", RULES, "  why:", "  since: 3\n  why:", "Rule T1: there is no release 3"),
    (
        "a group that is not there",
        RULES,
        "event_type == .*",
        'in_group(service_type, "service type group", "Longterm")',
        "Rule T1: no grouping `service type group` of service_type has the group `Longterm`",
    ),
    (
        "a grouping of another field",
        RULES,
        "event_type == .*",
        'in_group(gender, "service type group", "Long term support")',
        "Rule T1: no grouping `service type group` of gender",
    ),
    (
        "a grouping that is not there",
        RULES,
        "event_type == .*",
        'in_group(gender, "gender group", "All")',
        "Rule T1: no grouping `gender group` of gender",
    ),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_copy_in(tmp_path)


def test_the_copy_is_accepted_while_it_is_whole(folder: Path) -> None:
    assert [rule.kind for rule in read_specification(folder).rules] == [
        "row",
        "each",
        "cell",
        "across",
        "file",
    ]


@pytest.mark.parametrize(
    ("file", "text", "becomes", "words"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_it_is_refused_with(folder: Path, file: str, text: str, becomes: str, words: str) -> None:
    path = folder / file
    whole = path.read_text(encoding="utf-8")
    broken, times = re.subn(text, lambda _: becomes, whole, count=1, flags=re.MULTILINE)
    assert times == 1
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(SpecificationFaulty, match=words):
        read_specification(folder)


@pytest.mark.parametrize(
    "file", [FIELDS, LISTS, ORDERS, MATRIX, MAPPING, VARIANTS, DROPPED, GROUPINGS, SECTIONS]
)
def test_it_is_refused_without_its_file(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(SpecificationFaulty, match=f"The specification has no file {Path(file).name}"):
        read_specification(folder)


def test_it_is_refused_without_rules(folder: Path) -> None:
    (folder / RULES).unlink()
    with pytest.raises(SpecificationFaulty, match="There are no rules in"):
        read_specification(folder)


@pytest.mark.parametrize(("file", "kind"), [(FIELDS, "a CSV file in UTF-8"), (RULES, "YAML in UTF-8")])
def test_it_is_refused_where_a_file_is_not_utf_8(folder: Path, file: str, kind: str) -> None:
    with (folder / file).open("ab") as broken:
        broken.write(b"# \xff\n")
    with pytest.raises(SpecificationFaulty, match=f"{Path(file).name} is not {kind}"):
        read_specification(folder)


def test_it_is_refused_where_the_matrix_has_an_event_type_that_is_not_listed(folder: Path) -> None:
    # the conditions of fields speak of the event type too, so it changes with them
    for file in (FIELDS, LISTS):
        text = (folder / file).read_text(encoding="utf-8")
        for old, new in (('""Review""', '""Check""'), ("event_type,4,Review", "event_type,4,Check")):
            text = text.replace(old, new)
        (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(SpecificationFaulty, match="has the event type Review, which is not on the list"):
        read_specification(folder)
