"""Nobody who reads Spanish meets English, an empty text or a broken figure."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("babel")

from tertulia.site import translations


def test_every_text_is_translated_with_its_placeholders():
    faults = translations.check()
    assert not faults, "\n".join(map(str, faults))


def test_texts_are_found_in_code_and_templates(tmp_path):
    code = tmp_path / "code.py"
    code.write_text('_("One")\nText("Two {n}", n=1)\nngettext("%(n)s cat", "%(n)s cats", n)\nother("No")\n')
    page = tmp_path / "page.html"
    page.write_text(
        '{% translate "A (small) page" %}{% blocktranslate with n=x %}By {{ n }}{% endblocktranslate %}'
        "{% blocktranslate count n=x %}{{ n }} post{% plural %}{{ n }} posts{% endblocktranslate %}"
    )
    assert list(translations.texts_of(code)) == ["One", "Two {n}", ("%(n)s cat", "%(n)s cats")]
    assert list(translations.texts_of(page)) == [
        "A (small) page",
        "By %(n)s",
        ("%(n)s post", "%(n)s posts"),
    ]


def test_no_text_hides_in_an_f_string():
    # Extraction does not look into f-strings, so such a text would never be translated.
    hidden = re.compile(r"""\bf(["']).*\{(?:Text|_|n?gettext)\(["']""")
    files = [file for file in translations.PACKAGE.rglob("*.py") if not file.name.startswith("test_")]
    assert not [file for file in files if hidden.search(file.read_text("utf-8"))]


@pytest.mark.parametrize("text,wrong", [("{n} posts de {m}", True), ("hay {n}", False), ("hay {m}", True)])
def test_other_placeholders_are_a_fault(text, wrong):
    from babel.messages.catalog import Message

    assert bool(list(translations._wrong(Message("{n} posts", text)))) is wrong
