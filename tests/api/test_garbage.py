"""Requests that nobody would write, by schemathesis: over the whole description, each answer is one of it.

Broken ones are refused, good ones are not; whatever is answered has the shape that is described.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.specs.openapi.schemas import OpenApiSchema

from api.rates import Rates
from api.shell import routes
from support.store.base import Store
from tests.api.door import Door
from tests.conftest import _empty
from tests.support.centre import BILLING, CALLBACK, CALLER, VOICEMAIL

EXAMPLES = 15  # of each operation
LEFT_OUT = ("ensure_resource_availability", "use_after_free", "object_level_authorization")  # of a sequence


@pytest.fixture(scope="module")
def filled(template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A centre with one of everything; the requests change it as they like."""
    folder, url = tmp_path_factory.mktemp("api"), template_database
    if "://" in url:
        _empty(url)
    else:
        url = f"sqlite:///{shutil.copy(url, folder / 'ramal.db')}"
    store = Store(url)
    door = Door(store, folder)
    for key in (VOICEMAIL, CALLBACK, BILLING):
        door.centre.reach(key, f"CA{key}", CALLER)
    yield door
    store.close()


@pytest.fixture(scope="module")
def described(filled: Door) -> Iterator[OpenApiSchema]:
    patch = pytest.MonkeyPatch()
    patch.setattr(Rates, "one_more", lambda *_: True)  # hundreds of requests in one minute
    found = schemathesis.openapi.from_wsgi("/api/openapi.json", filled.app)
    found.config.generation.update(allow_x00=False)
    yield found
    patch.undo()


@pytest.mark.parametrize("name", [route.name for route in routes()])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
def test_nothing_breaks_it(filled: Door, described: OpenApiSchema, name: str, mode: GenerationMode) -> None:
    load_all_checks()
    left_out: Any = [check for check in CHECKS.get_all() if check.__name__ in LEFT_OUT]
    operation = described.find_operation_by_id(name)
    headers = {"Authorization": f"Bearer {filled.token}"}

    @given(case=operation.as_strategy(mode))
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def tried(case: Case[Any]) -> None:
        if case.query and mode is GenerationMode.POSITIVE:
            case.query.pop("cursor", None)  # only ours are good ones
        case.call_and_validate(headers=headers, excluded_checks=left_out)

    tried()
