"""What can be wrong or doubtful in a search: every finding with its cause and its remedy."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from tertulia.i18n import Text
from tertulia.listen.query.ast import Span

Severity = Literal["error", "warning"]

MAX_LENGTH = 100_000  # characters
MAX_DEPTH = 50  # brackets inside brackets
MAX_DISTANCE = 1_000  # words
_ENOUGH = 20  # findings of one kind: more help nobody


@dataclass(frozen=True)
class Finding:
    """One finding. `line` and `column` count characters from 1; `start` and `end` (excluded) are offsets."""

    code: str
    severity: Severity
    line: int
    column: int
    start: int
    end: int
    cause: Text
    remedy: Text

    def as_dict(self) -> dict[str, Any]:
        """The shape that `--json` and the REST API give a finding, in the reader's language."""
        return {
            "code": self.code,
            "severity": self.severity,
            "line": self.line,
            "column": self.column,
            "start": self.start,
            "end": self.end,
            "cause": str(self.cause),
            "remedy": str(self.remedy),
        }


@dataclass(frozen=True)
class Rule:
    """A finding's severity, its texts with places for values, and a search that has it."""

    severity: Severity
    cause: Text
    remedy: Text
    example: str


RULES: dict[str, Rule] = {
    "empty": Rule(
        "error",
        Text("The search is empty."),
        Text("Write at least one word to look for."),
        "<<<nothing yet>>>",
    ),
    "too-long": Rule(
        "error",
        Text("The search has {length} characters; the limit is {limit}."),
        Text("Divide it into several monitors and put them in one folder."),
        "feria OR … ",
    ),
    "too-deep": Rule(
        "error",
        Text("Brackets are nested more than {limit} deep."),
        Text("Remove the brackets that are not needed."),
        "(" * (MAX_DEPTH + 1) + "feria" + ")" * (MAX_DEPTH + 1),
    ),
    "bad-character": Rule(
        "error",
        Text("There is a character here that no text can hold ({character})."),
        Text("Delete it."),
        "feria \x00 abril",
    ),
    "unclosed-quote": Rule(
        "error",
        Text("These quotation marks are opened and never closed."),
        Text('Close the phrase with ".'),
        '"café solo',
    ),
    "unclosed-bracket": Rule(
        "error", Text("This bracket is opened and never closed."), Text("Add the missing )."), "(café OR té"
    ),
    "unopened-bracket": Rule(
        "error",
        Text("This bracket closes one that was never opened."),
        Text("Delete it, or add the missing (."),
        "café OR té)",
    ),
    "unclosed-brace": Rule(
        "error", Text("This brace is opened and never closed."), Text("Add the missing }."), "{BT AND bolsa"
    ),
    "unopened-brace": Rule(
        "error",
        Text("This brace closes one that was never opened."),
        Text("Delete it, or add the missing {."),
        "BT} AND bolsa",
    ),
    "unclosed-comment": Rule(
        "error",
        Text("This comment is opened and never closed."),
        Text("Close it with >>>."),
        "feria <<<marca propia",
    ),
    "unopened-comment": Rule(
        "error",
        Text("This closes a comment that was never opened."),
        Text("Delete it, or open the comment with <<<."),
        "feria marca>>>",
    ),
    "square-brackets": Rule(
        "error",
        Text("Square brackets only stand in ranges of a field, such as likes:[10 TO 50]."),
        Text("Use ( ) to group."),
        "[café OR té] AND leche",
    ),
    "unreadable": Rule(
        "error",
        Text("The search cannot be read from here on."),
        Text("See what stands right before this place, and put a space or quotation marks around it."),
        "",
    ),
    "missing-before": Rule(
        "error",
        Text("Something is missing before {operator}."),
        Text("Write it, or delete {operator}."),
        "OR té",
    ),
    "missing-after": Rule(
        "error",
        Text("Something is missing after {operator}."),
        Text("Write it, or delete {operator}."),
        "café AND",
    ),
    "mixed-operators": Rule(
        "error",
        Text("AND and OR stand side by side: it is not clear which goes first."),
        Text("Put brackets around the part that goes together, for instance (a OR b) AND c."),
        "café AND leche OR té",
    ),
    "near-mixed": Rule(
        "error",
        Text("NEAR stands beside another operator: it is not clear which goes first."),
        Text("Put the NEAR and its two sides in brackets."),
        "café NEAR/3 caro AND terraza",
    ),
    "near-and": Rule(
        "error",
        Text("AND cannot stand inside a side of NEAR."),
        Text("Write each pair as a NEAR of its own and join them with AND."),
        "(café AND té) NEAR/3 caro",
    ),
    "near-operand": Rule(
        "error",
        Text("A side of NEAR can only be a word, a phrase, or several of them joined with OR."),
        Text("Take this part out of the NEAR and join it with AND."),
        "lang:es NEAR/3 caro",
    ),
    "near-distance": Rule(
        "error",
        Text("NEAR needs a distance from 1 to {limit} words."),
        Text("Write it as NEAR/5, or NEAR/5f to keep the order."),
        "café NEAR caro",
    ),
    "bad-distance": Rule(
        "error",
        Text("~ needs a distance from 0 to {limit} words, right after a phrase."),
        Text('Write it as "café barato"~5.'),
        '"café caro"~',
    ),
    "bracket-distance": Rule(
        "error",
        Text("~ after a bracket is not supported."),
        Text("Write NEAR between the two groups, for instance (a OR b) NEAR/5 (c OR d)."),
        "((café OR té) AND caro)~5",
    ),
    "empty-brackets": Rule(
        "error",
        Text("There is nothing to look for in these brackets."),
        Text("Fill them or delete them."),
        "café AND ()",
    ),
    "empty-phrase": Rule(
        "error",
        Text("There is no word in these quotation marks."),
        Text("Fill them or delete them."),
        'café OR ""',
    ),
    "empty-braces": Rule(
        "error", Text("There is no word in these braces."), Text("Fill them or delete them."), "BT OR {}"
    ),
    "empty-hashtag": Rule(
        "error",
        Text("There is no word after this #."),
        Text("Write the hashtag right after #, without a space."),
        "# feria",
    ),
    "empty-mention": Rule(
        "error",
        Text("There is no name after this @."),
        Text("Write the name right after @, without a space."),
        "@ ana",
    ),
    "leading-wildcard": Rule(
        "error",
        Text("A word cannot begin with * or ?."),
        Text("Write how the word begins; put the wildcard in the middle or at the end."),
        "*ria",
    ),
    "short-wildcard": Rule(
        "error",
        Text("A word with a wildcard needs at least two letters."),
        Text("Write more letters of the word."),
        "f*",
    ),
    "sigil-wildcard": Rule(
        "error",
        Text("A wildcard cannot come right after # or @."),
        Text("Write how the name begins, for instance #feria*."),
        "#*feria",
    ),
    "exact-wildcard": Rule(
        "error",
        Text("Braces ask for the very characters: * and ? mean nothing there."),
        Text("Write the word without braces, or without the wildcard."),
        "{Feri*}",
    ),
    "exact-words": Rule(
        "error",
        Text("Braces hold words only, not hashtags, names or emoji."),
        Text("Take it out of the braces."),
        "{#Feria}",
    ),
    "minus": Rule(
        "error",
        Text("A minus sign does not exclude a word."),
        Text("Write NOT before the word."),
        "café -internet",
    ),
    "only-excludes": Rule(
        "error",
        Text("This only says what to leave out: it could match everything else."),
        Text("Join it with AND to something that must be there."),
        "café OR NOT té",
    ),
    "unknown-field": Rule(
        "error",
        Text("There is no field {name}:"),
        Text("The fields are {fields}. If you meant the text itself, put it in quotation marks."),
        "color:rojo",
    ),
    "misnamed-field": Rule(
        "error",
        Text("There is no field {name}:"),
        Text("Did you mean {nearest}: ? If you meant the text itself, put it in quotation marks."),
        "idioma:es",
    ),
    "missing-value": Rule(
        "error",
        Text("The field {name}: has no value."),
        Text("Write the value right after the colon, without a space, for instance {example}."),
        "lang: es",
    ),
    "bad-value": Rule(
        "error",
        Text("{name}: does not know “{value}”."),
        Text("Use one of these: {values}."),
        "sentiment:angry",
    ),
    "bad-name": Rule(
        "error",
        Text("“{value}” cannot be the name of a network."),
        Text("Write it as the network's short name, for instance {example}."),
        'network:"la red"',
    ),
    "bad-language": Rule(
        "error",
        Text("“{value}” is not a language code of two letters."),
        Text("Use the ISO 639-1 code, for instance lang:es or lang:en."),
        "lang:español",
    ),
    "bad-number": Rule(
        "error",
        Text("“{value}” is not a whole number."),
        Text("Write it with digits alone, for instance {name}:>100 or {name}:[10 TO 500]."),
        "likes:muchos",
    ),
    "bad-date": Rule(
        "error",
        Text("“{value}” is not a date."),
        Text("Write it as year-month-day, year-month or year, for instance date:2026-03-31."),
        "date:31/03/2026",
    ),
    "bad-range": Rule(
        "error",
        Text("This range cannot be read."),
        Text("Write it as {name}:[from TO to]; * leaves a side open."),
        "likes:[10 50]",
    ),
    "bad-order": Rule(
        "error",
        Text("The range ends before it begins."),
        Text("Put the smaller value first."),
        "likes:[50 TO 10]",
    ),
    "unknown-list": Rule(
        "error",
        Text("There is no list “{list}” for {name}:."),
        Text("See the lists of authors and sites; one is named as in {name}:list:press."),
        'author:"list:the press"',
    ),
    "no-range": Rule(
        "error",
        Text("{name}: is neither a number nor a date: it has no ranges."),
        Text("Write the value itself, for instance {example}."),
        "lang:[es TO fr]",
    ),
    "field-wildcard": Rule(
        "error",
        Text("Wildcards do not work in the field {name}:"),
        Text("Write the whole value, for instance {example}."),
        "author:pep*",
    ),
    "field-operators": Rule(
        "error",
        Text("The brackets of a field can only hold values joined with OR."),
        Text("Write the field before each value and join them outside, for instance title:a AND title:b."),
        "title:(café AND té)",
    ),
    "lower-case-operator": Rule(
        "warning",
        Text("“{word}” in lower case is searched as a word."),
        Text("Write {operator} if you meant the operator; put the word in quotation marks if not."),
        "café and leche",
    ),
    "spanish-operator": Rule(
        "warning",
        Text("“{word}” is searched as a word: the operators are written in English."),
        Text("Write {operator} if you meant the operator; put the word in quotation marks if not."),
        "café Y leche",
    ),
    "implicit-and": Rule(
        "warning",
        Text("There is no operator between these: all of them must be there, as with AND."),
        Text("Write AND between them to be clear, or quotation marks around them for a phrase."),
        "café solo",
    ),
    "redundant-term": Rule(
        "warning",
        Text("“{term}” stands twice here and changes nothing."),
        Text("Delete one of the two."),
        "feria OR Feria",
    ),
    "shadowed-term": Rule(
        "warning",
        Text("“{term}” changes nothing: “{broader}” already finds all that it finds."),
        Text("Delete “{term}”, or delete “{broader}” if it finds too much."),
        "café OR cafe",
    ),
    "implied-term": Rule(
        "warning",
        Text("“{term}” changes nothing: it is there whenever “{narrower}” is."),
        Text("Delete “{term}”, or delete “{narrower}” if it finds too little."),
        "café AND cafe",
    ),
    "needless-distance": Rule(
        "warning",
        Text("~ after a single word has no effect."),
        Text("Delete it, or write two words or more in quotation marks."),
        "café~2",
    ),
    "ignored-punctuation": Rule(
        "warning",
        Text("“{text}” is searched without its signs."),
        Text("Delete the signs; if they matter, add words that tell what you look for."),
        "C++ AND curso",
    ),
    "ignored-sign": Rule(
        "warning",
        Text("“{text}” is ignored."),
        Text("Delete it, or write AND, OR or NOT if you meant an operator."),
        "café & leche",
    ),
    "question-mark": Rule(
        "warning",
        Text("The ? stands for one more letter here."),
        Text("Delete it if you meant a question mark."),
        '"cómo llegar?"',
    ),
}


class Report:
    """Collects the findings of one search."""

    def __init__(self, text: str) -> None:
        self._line_starts = [0, *(i + 1 for i, char in enumerate(text) if char == "\n")]
        self._found: dict[tuple[int, int, str], Finding] = {}
        self._count: Counter[str] = Counter()

    def add(self, code: str, span: Span, **values: Any) -> None:
        """Record a finding of RULES at a place; one that is there already is not repeated."""
        self._count[code] += 1
        if self._count[code] > _ENOUGH:
            return
        rule = RULES[code]
        line = bisect_right(self._line_starts, span.start)
        cause = Text(rule.cause.template, **values)
        remedy = Text(rule.remedy.template, **values)
        column = span.start - self._line_starts[line - 1] + 1
        finding = Finding(code, rule.severity, line, column, span.start, span.end, cause, remedy)
        self._found.setdefault((span.start, span.end, code), finding)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """In the order of the text."""
        return tuple(self._found[key] for key in sorted(self._found))

    @property
    def has_errors(self) -> bool:
        return any(finding.severity == "error" for finding in self._found.values())
