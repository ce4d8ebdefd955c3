"""Whether a post of ours offers something for sale, by its words: a price, a discount, a call to buy.

Patterns, not learning: no labelled set of an organisation's own posts may be used. A free offer is none.
"""

from __future__ import annotations

import re

_SALE = re.compile(
    r"""
    \d\s?(?:€|eur(?:os?)?\b|\$|£) | [€$£]\s?\d
    | \b(?:compra(?:r|d|lo|la|las|los)?|cómpral[aoe]s?|comprad|adquier[ea]|adquirir
      | reserva\s+(?:ya|tu|ahora|aquí)
      | oferta|ofertas|ofertón|descuento|descuentos|rebajas?|promoción|promo|a\s+la\s+venta|en\s+venta
      | últimas\s+(?:entradas|plazas|unidades)|entradas\s+(?:en|desde|aquí|disponibles|ya)
      | saca\s+(?:ya\s+)?tu
      | abónate|suscríbete\s+por|hazte\s+con|pack\s+\w+\s+por|precio\s+(?:especial|reducido|rebajado))\b
    | \b(?:buy|shop\s+now|on\s+sale|for\s+sale|sale\s+ends|discount|book\s+(?:now|yours?)
      | get\s+yours?|order\s+now
      | last\s+(?:tickets|seats|places)|tickets\s+(?:from|available|on\s+sale|here)|special\s+offer)\b
    | \d\s?%\s?(?:de\s+descuento|dto|off)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FREE = re.compile(r"\b(?:gratis|gratuit[oa]s?|entrada\s+libre|free(?:\s+of\s+charge)?)\b", re.IGNORECASE)


def is_offer(text: str) -> bool:
    """Whether the text sells."""
    return bool(_SALE.search(text)) and not _FREE.search(text)
