"""Every kind of data and every field has a word of its own."""

from __future__ import annotations

from console.customer_words import consent, field, kind_of_data
from support.services.customers import CONSENTS, FIELDS
from support.store.personal import KINDS
from tests.console.centre import Centre


def test_no_kind_is_shown_by_its_tables_name(centre: Centre) -> None:
    with centre.app.test_request_context():
        for kind in KINDS:
            assert kind_of_data(kind.table) != kind.table
        assert field("external_id") == "Id in your own system"
        assert len({field(name) for name in FIELDS}) == len(FIELDS)
        assert len({consent(kind) for kind in CONSENTS}) == len(CONSENTS)
