"""The codes and laws that the checks rest on. What they say is told in our words beside each check."""

from __future__ import annotations

from tertulia.act.conduct.checks.base import Source

WOMMA_RELATIONSHIP = Source("WOMMA, code of ethics: honesty of relationship")
WOMMA_OPINION = Source("WOMMA, code of ethics: honesty of opinion")
WOMMA_IDENTITY = Source("WOMMA, code of ethics: honesty of identity")
FTC_GUIDES = Source(
    "FTC Endorsement Guides, 16 CFR 255.5 (material connections)",
    "https://www.ecfr.gov/current/title-16/part-255",
)
FTC_HONEST = Source(
    "FTC Endorsement Guides, 16 CFR 255.1 (honest opinions, claims with support)",
    "https://www.ecfr.gov/current/title-16/part-255",
)
FTC_101 = Source(
    "FTC, Disclosures 101 for Social Media Influencers",
    "https://www.ftc.gov/business-guidance/resources/disclosures-101-social-media-influencers",
)
FTC_REVIEWS = Source(
    "FTC rule on consumer reviews, 16 CFR 465.4 (bought reviews)",
    "https://www.ecfr.gov/current/title-16/part-465",
)
FTC_INSIDERS = Source(
    "FTC rule on consumer reviews, 16 CFR 465.2 and 465.5 (false and insider reviews)",
    "https://www.ecfr.gov/current/title-16/part-465",
)
INFLUENCERS_ES = Source(
    "Código de Conducta de Publicidad a través de Influencers (AEA, AUTOCONTROL, IAB Spain; 2025)",
    "https://www.autocontrol.es",
)
LSSI = Source("Ley 34/2002 (LSSI), art. 20", "https://www.boe.es/buscar/act.php?id=BOE-A-2002-13758")
RELEVANT_USERS = Source("Real Decreto 444/2024", "https://www.boe.es/buscar/act.php?id=BOE-A-2024-8716")
UNFAIR = Source(
    "Ley 3/1991 de Competencia Desleal, arts. 5, 26 y 27",
    "https://www.boe.es/buscar/act.php?id=BOE-A-1991-628",
)
GDPR = Source(
    "Regulation (EU) 2016/679 (GDPR), arts. 5 and 6", "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
)
MINORS = Source(
    "Ley Orgánica 1/1996, art. 4 (honour, privacy and image of minors)",
    "https://www.boe.es/buscar/act.php?id=BOE-A-1996-1069",
)
MINORS_DATA = Source(
    "Ley Orgánica 3/2018, arts. 7 y 84", "https://www.boe.es/buscar/act.php?id=BOE-A-2018-16673"
)
AI_ACT = Source(
    "Regulation (EU) 2024/1689 (AI Act), art. 50.4", "https://eur-lex.europa.eu/eli/reg/2024/1689/oj"
)
