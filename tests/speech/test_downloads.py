"""A model is fetched from a site on this machine: continued after a cut, checked, put in place at once."""

from __future__ import annotations

import hashlib
import io
import socket
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Thread

import pytest

from speech.downloads import BASE_URL, OFFERS, FetchError, NetworkError, Offer, get
from speech.models import HOME, problem
from tests.speech.test_models import make

NAME = "vosk-model-small-pt-0.3"


class Site:
    """Gives one file; may cut the answer off, ignore ranges, or answer with another status."""

    def __init__(self) -> None:
        self.content = b""
        self.cut_after: int | None = None
        self.ranges = True
        self.status = 200
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/models/"
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range", "")
        self.asked.append(asked)
        begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.ranges else 0
        request.send_response(206 if begin else self.status)
        if begin:
            request.send_header("Content-Range", f"bytes {begin}-{len(self.content) - 1}/{len(self.content)}")
        body = self.content[begin:]
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[: self.cut_after])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def model(tmp_path: Path) -> bytes:
    """A whole model as the site has it: zipped, in a folder of its name."""
    folder = tmp_path / "original"
    make(folder)
    (folder / "graph/Gr.fst").write_bytes(Random(7).randbytes(200_000))
    return zipped({f"{NAME}/{path.relative_to(folder)}": path.read_bytes() for path in files(folder)})


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def zipped(contents: dict[str, bytes], link: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o120777 if name == link else 0o100644) << 16
            archive.writestr(entry, content)
    return out.getvalue()


def fetch(site: Site, folder: Path, content: bytes, progress: list[tuple[int, int]] | None = None) -> Path:
    """As if `content` were the official archive."""
    offer = Offer("pt", NAME, len(content), hashlib.sha256(content).hexdigest())
    seen = progress if progress is not None else []
    return get("pt-BR", folder, lambda *step: seen.append(step), site.url, {"pt": offer})


def test_a_model_is_put_in_place(site: Site, tmp_path: Path, model: bytes) -> None:
    site.content, progress = model, list[tuple[int, int]]()
    path = fetch(site, tmp_path, model, progress)
    assert path == tmp_path / HOME / NAME
    assert problem(path) == ""
    assert progress[-1] == (len(model), len(model))
    assert [each.name for each in (tmp_path / HOME).iterdir()] == [NAME]


def test_a_whole_one_is_not_fetched_again(site: Site, tmp_path: Path, model: bytes) -> None:
    make(tmp_path / HOME / NAME)
    fetch(site, tmp_path, model)
    assert site.asked == []


def test_a_broken_one_is_replaced(site: Site, tmp_path: Path, model: bytes) -> None:
    make(tmp_path / HOME / NAME)
    (tmp_path / HOME / NAME / "am/final.mdl").unlink()
    site.content = model
    assert problem(fetch(site, tmp_path, model)) == ""


def test_a_cut_is_continued(site: Site, tmp_path: Path, model: bytes) -> None:
    """What was read in whole pieces of 64 KiB is kept."""
    site.content, site.cut_after = model, 70_000
    with pytest.raises(NetworkError, match=f"cut off after 65536 of {len(model)} bytes"):
        fetch(site, tmp_path, model)
    with pytest.raises(NetworkError, match="cut off after 131072"):
        fetch(site, tmp_path, model)
    site.cut_after = None
    assert problem(fetch(site, tmp_path, model)) == ""
    assert site.asked == ["", "bytes=65536-", "bytes=131072-"]


def test_a_cut_before_anything_came(site: Site, tmp_path: Path, model: bytes) -> None:
    site.content, site.cut_after = model, 0
    with pytest.raises(NetworkError, match=r"cannot be reached \(the connection broke\)"):
        fetch(site, tmp_path, model)


def test_a_site_without_ranges_begins_again(site: Site, tmp_path: Path, model: bytes) -> None:
    site.content, site.cut_after = model, 70_000
    with pytest.raises(NetworkError):
        fetch(site, tmp_path, model)
    site.cut_after, site.ranges = None, False
    assert problem(fetch(site, tmp_path, model)) == ""


def test_what_is_left_of_something_longer_is_dropped(site: Site, tmp_path: Path, model: bytes) -> None:
    (tmp_path / HOME).mkdir()
    (tmp_path / HOME / f"{NAME}.zip.part").write_bytes(model + b"more")
    site.content = model
    assert problem(fetch(site, tmp_path, model)) == ""


def refused(site: Site, folder: Path, said: str, content: bytes, sent: bytes | None = None) -> None:
    """FetchError with one line; nothing stays, inside the folder or out of it."""
    site.content = content if sent is None else sent
    outside = {path for path in folder.parent.iterdir() if path != folder}
    with pytest.raises(FetchError, match=said) as error:
        fetch(site, folder, content)
    assert "\n" not in str(error.value)
    assert list((folder / HOME).iterdir()) == []
    assert {path for path in folder.parent.iterdir() if path != folder} == outside


def test_another_file_of_the_same_size(site: Site, tmp_path: Path, model: bytes) -> None:
    refused(site, tmp_path / "data", "SHA-256", model, sent=bytes(len(model)))


def test_a_file_that_does_not_end(site: Site, tmp_path: Path, model: bytes) -> None:
    refused(site, tmp_path / "data", "larger", model, sent=model + bytes(100_000))


def test_no_zip(site: Site, tmp_path: Path) -> None:
    refused(site, tmp_path / "data", "broken", b"<html>a hotel's log-in page</html>")


def test_a_zip_with_a_damaged_file(site: Site, tmp_path: Path, model: bytes) -> None:
    at = model.index(b"am/final.mdl") + len("am/final.mdl")
    refused(site, tmp_path / "data", "broken", model[:at] + b"\xff\xff\xff" + model[at + 3 :])


def test_a_zip_without_a_model(site: Site, tmp_path: Path) -> None:
    refused(
        site, tmp_path / "data", r"no whole model: am/final\.mdl is missing", zipped({"README": b"hello"})
    )


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "a/../../evil", "..\\evil", "C:\\evil", "link"])
def test_a_zip_that_would_write_elsewhere(site: Site, tmp_path: Path, name: str) -> None:
    refused(site, tmp_path / "data", "outside its folder", zipped({name: b"/etc/passwd"}, link="link"))


def test_a_zip_bomb(site: Site, tmp_path: Path) -> None:
    refused(site, tmp_path / "data", "far larger", zipped({f"{NAME}/am/final.mdl": bytes(5_000_000)}))


def test_a_page_that_is_not_there(site: Site, tmp_path: Path, model: bytes) -> None:
    site.status = 404
    with pytest.raises(NetworkError, match="answered 404"):
        fetch(site, tmp_path, model)
    assert list((tmp_path / HOME).iterdir()) == []


def test_no_network(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound and not listening: refused
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(NetworkError) as error:
            get("pt", tmp_path, lambda *_: None, url)
    assert "no connection" in str(error.value)
    assert f"unpack it into {tmp_path / HOME} by hand" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_language_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="no model is known for ja; there are pt, en, es"):
        get("ja", tmp_path, lambda *_: None)


def test_a_folder_that_cannot_be_written(site: Site, tmp_path: Path, model: bytes) -> None:
    (tmp_path / HOME).write_text("a file where the folder should be")
    site.content = model
    with pytest.raises(FetchError, match=HOME):
        fetch(site, tmp_path, model)


def test_what_is_offered() -> None:
    assert set(OFFERS) == {"pt", "en", "es"}
    for offer in OFFERS.values():
        assert offer.url == f"{BASE_URL}{offer.name}.zip"
        assert 30_000_000 < offer.size < 45_000_000
        assert len(offer.sha256) == 64
