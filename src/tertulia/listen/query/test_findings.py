from __future__ import annotations

from pathlib import Path

import pytest

from tertulia import i18n
from tertulia.listen.query import parser
from tertulia.listen.query.api import FIELDS, MAX_LENGTH, check, parse
from tertulia.listen.query.findings import RULES
from tertulia.listen.query.pointing import point
from tertulia.listen.query.reference import FILES, FORMS, reference

ROOT = Path(__file__).parents[4]
# These have no example that a person could read or write.
EXAMPLES = {code: rule for code, rule in RULES.items() if code not in ("too-long", "unreadable")}


def codes(text: str) -> list[str]:
    return [finding.code for finding in check(text)]


@pytest.mark.parametrize("code", EXAMPLES)
def test_each_example_has_its_finding_and_says_so_in_both_languages(code: str) -> None:
    rule = RULES[code]
    finding = next(finding for finding in check(rule.example) if finding.code == code)
    assert finding.severity == rule.severity
    assert (parse(rule.example).tree is None) >= (rule.severity == "error")
    said = {}
    for language in ("en", "es"):
        i18n.activate(language)
        said[language] = (str(finding.cause), str(finding.remedy))
        i18n.activate(None)
    assert said["en"][0] != said["es"][0]
    assert said["en"][1] != said["es"][1]
    assert not [text for texts in said.values() for text in texts if "{limit}" in text or "{name}" in text]


@pytest.mark.parametrize("text", [form for form, _ in FORMS] + [spec.example for spec in FIELDS.values()])
def test_what_the_reference_shows_is_sound(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # operators
        ("a1 AND b1 OR c1 AND d1", ["mixed-operators"]),
        ("(a1 AND b1) OR c1", []),
        ("a1 OR b1 NOT c1", ["mixed-operators"]),
        ("a1 b1 OR c1", ["implicit-and", "mixed-operators"]),
        ("a1 NEAR/3 b1 NEAR/3 c1", ["near-mixed"]),
        ("(a1 NEAR/3 b1) AND c1", []),
        ("(a1 NEAR/3 b1) NEAR/4 c1", ["near-operand"]),
        ("(a1 OR (b1 AND c1)) NEAR/3 d1", ["near-and"]),
        ("(NOT a1) NEAR/3 b1", ["near-operand"]),
        ('"a1 b1"~2 NEAR/3 c1', ["near-operand"]),
        ("a1 NEAR/0 b1", ["near-distance"]),
        ("a1 NEAR/1001 b1", ["near-distance"]),
        ("a1 NEAR/99999999999999999999 b1", ["near-distance"]),
        ("a1 AND", ["missing-after"]),
        ("AND a1", ["missing-before"]),
        ("a1 OR OR b1", ["missing-after"]),
        ("NOT", ["missing-after"]),
        ("a1 AND NOT", ["missing-after", "missing-after"]),
        ("NOT NOT a1", ["missing-after"]),
        # only excludes
        ("NOT a1", ["only-excludes"]),
        ("NOT a1 AND NOT b1", ["only-excludes"]),
        ("a1 AND (b1 OR NOT c1)", []),
        ("a1 OR (NOT b1 AND NOT c1)", ["only-excludes"]),
        ("NOT (NOT a1)", []),
        ("NOT (a1 AND NOT b1)", ["only-excludes"]),
        # words
        ("a*", ["short-wildcard"]),
        ("a?b", []),
        ("?ab", ["leading-wildcard"]),
        ("#?ab", ["sigil-wildcard"]),
        ("@*", ["sigil-wildcard"]),
        ('"el *ria"', ["leading-wildcard"]),
        ('"¿qué tal?"', []),
        ("¡hola!", ["ignored-punctuation"]),
        ("café,", ["ignored-punctuation"]),
        ("elpais.com", []),
        ("+ a1", ["ignored-sign"]),
        ("{}", ["empty-braces"]),
        ('"{}"', ["empty-braces", "empty-phrase"]),
        ('"¡!"', ["empty-phrase"]),
        ('"a1 b1"~1001', ["bad-distance"]),
        ('"a1"~3', ["needless-distance"]),
        ("~5", ["bad-distance"]),
        # fields
        ("likes:>", ["bad-number"]),
        ("likes:-1", ["bad-number"]),
        ("likes:<0", ["bad-range"]),
        ("likes:[* TO *]", ["bad-range"]),
        ("likes:[1 TO x]", ["bad-number"]),
        ("likes:٣", ["bad-number"]),
        ("date:2026-02-30", ["bad-date"]),
        ("date:0000", ["bad-date"]),
        ("date:>9999", ["bad-range"]),
        ("date:[2026-05 TO 2026-04]", ["bad-order"]),
        ("date:[2026-05 TO 2026-05]", []),
        ('title:"*ria"', ["leading-wildcard"]),
        ('title:"!"', ["missing-value"]),
        ('author:""', ["missing-value"]),
        ("author:@", ["missing-value"]),
        ("url:http://x.com/*", []),
        ("lang:(es OR frances)", ["bad-language"]),
        ("lang:(es fr)", ["field-operators"]),
        ("lang:()", ["field-operators"]),
        ("lang:(es)~2", ["bracket-distance"]),
        ("autor:ana", ["misnamed-field"]),
        ("likse:3", ["misnamed-field"]),
        ("zzz:3", ["unknown-field"]),
        ("http://x.com", []),
        # the same twice
        ("feria OR #feria", ["shadowed-term"]),
        ("reclam* OR reclamo", ["shadowed-term"]),
        ("reclam* OR reclamó", ["shadowed-term"]),
        ("reclam* OR Reclam*", ["redundant-term"]),
        ("reclam* OR reclama*", ["shadowed-term"]),
        ('"café solo" OR solo', ["shadowed-term"]),
        ("(feria AND abril) OR feria", ["shadowed-term"]),
        ("{BT} OR bt", ["shadowed-term"]),
        ("👍🏽 OR 👍", ["shadowed-term"]),
        ("niño OR nino", []),
        ("café OR CAFÉ", ["redundant-term"]),
        ("(a1 OR b1) OR a1", ["redundant-term"]),
        ("a1 AND (a1 OR b1)", []),
        ("a1 NEAR/5 a1", []),
        ("NOT feria AND NOT Feria AND museo", ["redundant-term"]),
        # lookalikes
        ("and", []),
        ('"and" AND a1', []),
        ("a1 O b1", ["implicit-and", "spanish-operator"]),
        ("a1 near/3 b1", ["implicit-and", "lower-case-operator"]),
    ],
)
def test_what_is_found(text: str, found: list[str]) -> None:
    assert codes(text) == found


def test_place_counts_lines_and_characters() -> None:
    finding = check('😡 OR café\nOR "x" OR\n  *ria')[0]
    assert (finding.code, finding.line, finding.column) == ("leading-wildcard", 3, 3)


def test_carets_stand_under_the_place_whatever_the_width_of_what_is_before() -> None:
    text = "😡 OR *ria"
    assert point(text, check(text)[0]) == "😡 OR *ria\n      ^^^^"
    text = "feria OR " * 40 + "*ria"
    shown, carets = point(text, next(f for f in check(text) if f.code == "leading-wildcard")).split("\n")
    assert shown[carets.index("^") :] == "*ria"


def test_a_search_that_is_too_long_says_by_how_much() -> None:
    (finding,) = check("a" * (MAX_LENGTH + 1))
    assert str(MAX_LENGTH + 1) in str(finding.cause)


def test_what_the_grammar_cannot_read_is_a_finding_too(monkeypatch: pytest.MonkeyPatch) -> None:
    import lark

    smaller = lark.Lark('start: WORD\nWORD: /[a-z]+/\n%ignore " "', parser="lalr")
    monkeypatch.setattr(parser, "_grammar", lambda: smaller)
    assert codes("feria feria") == ["unreadable"]


@pytest.mark.parametrize("language", FILES)
def test_the_reference_is_up_to_date(language: str) -> None:
    """`python -m tertulia.listen.query.reference` renews it."""
    assert (ROOT / "docs/reference" / FILES[language]).read_text(encoding="utf-8") == reference(language)
