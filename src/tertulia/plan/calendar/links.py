"""Links that tell, on the site they lead to, where they were clicked (UTM parameters). Pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit


def tagged(link: str, network: str, campaign: str, entry: int) -> str:
    """The link with source=network, medium=social, campaign=the objective's name in letters, content=the
    entry's number. What the link already says of them stays."""
    parts = urlsplit(link)
    own = parse_qsl(parts.query, keep_blank_values=True)
    said = {name for name, _value in own}
    told = {
        "utm_source": network,
        "utm_medium": "social",
        "utm_campaign": slug(campaign),
        "utm_content": str(entry),
    }
    more = [(name, value) for name, value in told.items() if value and name not in said]
    query = "&".join(filter(None, (parts.query, urlencode(more))))
    return urlunsplit(parts._replace(query=query))


def slug(words: str) -> str:
    """Words as an address can hold them: small letters without accents, with hyphens."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
