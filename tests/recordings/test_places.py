"""An address is a folder, or a bucket with how it is reached; anything else is told in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from recordings.places import BadStorage, place_of


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://example.com/sounds", "in a folder or at s3"),
        ("s3:///prefix", "in a folder or at s3"),
        ("file://host/folder", "in a folder or at s3"),
        ("s3://bucket?acess=1", "not acess"),
    ],
)
def test_where_sounds_cannot_be_kept(url: str, sentence: str) -> None:
    with pytest.raises(BadStorage, match=sentence):
        place_of(url)


def test_places(tmp_path: Path) -> None:
    assert place_of(str(tmp_path)).root == place_of(f"file://{tmp_path}").root == str(tmp_path)
    place = place_of("s3://bucket/a/b/?endpoint=https://s3.example.com&region=eu-west-1")
    assert (place.protocol, place.root) == ("s3", "bucket/a/b")
    assert place.options["endpoint_url"] == "https://s3.example.com"
    assert place.options["client_kwargs"] == {"region_name": "eu-west-1"}
