"""The gate of conduct: what stops does not go out until somebody lets it pass with a reason."""

from __future__ import annotations

from tertulia.act.conduct.service import check
from tertulia.act.publishing.api import Publication
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.api import Person


def gate(publication: Publication) -> Problem | None:
    """What keeps a publication back: the first finding that stops."""
    by = Person.objects.filter(pk=publication.by).first()
    found = check(publication.draft.text, publication.channel, by, entry=publication.entry)
    stop = next((one for one in found if one.stops), None)
    if stop is None:
        return None
    remedy = Text("{remedy} Or let it pass with a reason, in Act, Conduct.", remedy=stop.remedy)
    return Problem("conduct-stop", stop.cause, remedy, stop.code)
