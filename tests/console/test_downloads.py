"""A file of a job goes out as a file, and is said to be gone when it is."""

from __future__ import annotations

import pytest

from console.downloads import send
from support.errors import NotFound
from tests.console.centre import Centre


def test_a_file_is_kept_not_shown(centre: Centre) -> None:
    kept = centre.sounds.write([b"<script>"], ".csv")
    with centre.app.test_request_context():
        response = send(kept.name, 'a"b.csv', "text/csv")
        assert response.get_data() == b"<script>"
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%22b.csv"
        with pytest.raises(NotFound):
            send("0" * 32, "a.csv", "text/csv")
