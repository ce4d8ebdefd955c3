"""The REST API against its own description: no request that anyone can make ends in a fault of ours."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

pytestmark = pytest.mark.slow

schemathesis = pytest.importorskip("schemathesis")


def operations() -> list[Any]:
    from tertulia.site.rest import api

    schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    return [result.ok() for result in schema.get_all_operations()]


POSTS_SEEN = [
    {
        "id": str(number),
        "network": ("mastodon", "x")[number % 2],
        "created_at": datetime(2026, 1, 1 + number, tzinfo=UTC),
        "text": f"La feria número {number} fue preciosa #feria @ana https://example.org/{number}",
        "author": f"vecina{number % 3}",
        "reply_to": "0" if number else None,
        "thread": "0",
        "likes": number,
        "hashtags": ["feria"],
        "mentions": ["ana"],
        "links": [f"https://example.org/{number}"],
    }
    for number in range(12)
]


@pytest.fixture
def token(ana, home) -> str:
    """One that may do all, over a small data folder: twelve posts, a monitor."""
    import pyarrow as pa

    from tertulia.listen.monitors.api import Draft, create
    from tertulia.posts.api import Batch, store
    from tertulia.posts.schema import POSTS
    from tertulia.team import tokens
    from tertulia.understand.api import read

    posts = pa.Table.from_pylist(POSTS_SEEN, schema=POSTS)
    store().write(Batch(posts, source="tests", readings=read(posts)))
    create(Draft("Feria", "feria", "brand", ""), ana)
    return tokens.create(ana, "tests", "admin", None)[1]


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_no_request_ends_in_a_server_error(operation, token):
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    headers = {"Authorization": f"Bearer {token}", "Host": "localhost"}

    @given(case=operation.as_strategy())
    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        answer = case.call(app=application, headers=headers)
        assert answer.status_code < 500, f"{case.method} {case.formatted_path}: {answer.text[:500]}"
        assert answer.status_code not in (401, 403), answer.text

    ask()
