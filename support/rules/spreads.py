"""Spreads of lengths, packed: how many fell into each bucket (`metrics.bucket`), as few bytes. Pure.

Packed, a spread is pairs of bucket and count, each four bytes, the least significant first, in the order of
buckets; nothing is b"". Adding up many of them is one look at all their bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from struct import pack, unpack

import numpy as np

Spread = dict[int, int]
"""Bucket (seconds) to how many."""


def packed(spread: Mapping[int, int]) -> bytes:
    """What is counted zero times is left out."""
    flat = [number for bucket in sorted(spread) if spread[bucket] for number in (bucket, spread[bucket])]
    return pack(f"<{len(flat)}i", *flat)


def unpacked(written: bytes) -> Spread:
    flat = unpack(f"<{len(written) // 4}i", written)
    return dict(zip(flat[::2], flat[1::2], strict=True))


def moved(written: bytes, by: Mapping[int, int]) -> bytes:
    """The same spread with so many more, or fewer, in each bucket."""
    spread = unpacked(written)
    for bucket, count in by.items():
        spread[bucket] = spread.get(bucket, 0) + count
    return packed(spread)


def added(written: Iterable[bytes]) -> Spread:
    """All of them together."""
    pairs = np.frombuffer(b"".join(written), dtype="<i4").reshape(-1, 2)
    buckets, place = np.unique(pairs[:, 0], return_inverse=True)
    counts = np.bincount(place, weights=pairs[:, 1], minlength=len(buckets))
    return dict(zip(buckets.tolist(), map(int, counts.tolist()), strict=True))
