"""Where sounds may be kept: what an address means, and what the S3 client is told. Nothing is reached for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit


class BadStorage(ValueError):
    """The address of a storage that there cannot be."""


@dataclass(frozen=True)
class Place:
    """`protocol`: file or s3. `root`: a folder, or bucket/prefix. `options`: for the S3 client."""

    protocol: str
    root: str
    options: dict[str, Any]


def place_of(url: str) -> Place:
    """A folder's path, or `s3://bucket/prefix?endpoint=https://…&region=…`. Raises BadStorage."""
    if "://" not in url:
        return Place("file", os.path.abspath(url), {})
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc:
        return Place("file", parts.path, {})
    if parts.scheme != "s3" or not parts.netloc:
        raise BadStorage("sounds are kept in a folder or at s3://bucket/prefix")
    wanted = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if unknown := sorted(set(wanted) - {"endpoint", "region"}):
        raise BadStorage(f"an s3 address has endpoint and region, not {unknown[0]}")
    options: dict[str, Any] = {"use_listings_cache": False}
    if "endpoint" in wanted:
        options["endpoint_url"] = wanted["endpoint"]
    if "region" in wanted:
        options["client_kwargs"] = {"region_name": wanted["region"]}
    return Place("s3", f"{parts.netloc}{parts.path}".rstrip("/"), options)
