from __future__ import annotations

from tertulia.plan.calendar.links import slug, tagged


def test_a_link_tells_where_it_was_clicked_and_keeps_what_it_says() -> None:
    link = tagged("https://casa.example/cine?sala=2&utm_medium=rrss#hoy", "bluesky", "Más socios ñ", 7)
    assert link == (
        "https://casa.example/cine?sala=2&utm_medium=rrss&utm_source=bluesky"
        "&utm_campaign=mas-socios-n&utm_content=7#hoy"
    )
    assert tagged("https://casa.example", "x", "", 1) == (
        "https://casa.example?utm_source=x&utm_medium=social&utm_content=1"
    )
    assert slug("  ¿Qué?  ") == "que"
