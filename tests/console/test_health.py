"""Health for machines."""

from __future__ import annotations

from tests.console.centre import Centre


def test_alive_and_ready(centre: Centre) -> None:
    client = centre.client()
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").status_code == 200


def test_not_ready_when_the_database_is_gone_but_alive(centre: Centre) -> None:
    centre.store.close()
    for file in centre.folder.iterdir():
        file.unlink()
    centre.folder.rmdir()
    client = centre.client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "no database\n")
    centre.folder.mkdir()
