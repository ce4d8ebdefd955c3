from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tertulia.understand.cards import cards


def test_every_card_is_on_the_page_with_its_figures_and_licences(ana, client_of):
    page = client_of(ana).get("/settings/models/").content.decode()
    for card in cards():
        macro_f1 = Decimal(repr(100 * card.macro_f1)).quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert str(macro_f1) in page
        assert all(source.licence in page and source.cite in page for source in card.sources)


def test_the_page_speaks_spanish(ana, client_of):
    ana.language = "es"
    ana.save()
    page = client_of(ana).get("/settings/models/").content.decode()
    assert "De qué aprendió" in page
    assert "tristeza" in page
    assert "Sadness" not in page
