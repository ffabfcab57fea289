"""A sealed file is read whole, in any range and with bounded memory; cut, changed or mixed up it does not open."""

import io
import tracemalloc

import pytest

from agency_core.errors import StorageFailed
from agency_core.security.sealed_file import CHUNK, MAGIC, SealedReader, is_sealed_file, key_of_file, seal_into

KEY = bytes(range(32))
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17)


def content(size):
    return bytes(number % 251 for number in range(size))


def sealed(data, key=KEY):
    out = io.BytesIO()
    seal_into(out, (data[at : at + 5000] for at in range(0, len(data), 5000)), key, "data-1", "ours")
    return out.getvalue()


def opened(raw, key=KEY):
    return SealedReader(io.BytesIO(raw), key)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_comes_back(size):
    reader = opened(sealed(content(size)))
    assert (reader.size, io.BufferedReader(reader).read()) == (size, content(size))


@pytest.mark.parametrize(
    ("first", "count"), [(0, 10), (CHUNK - 5, 10), (CHUNK, CHUNK), (2 * CHUNK - 1, CHUNK + 2), (3 * CHUNK + 16, 9)]
)
def test_a_range_is_read_without_what_is_before_it(first, count):
    data = content(3 * CHUNK + 17)
    reader = io.BufferedReader(opened(sealed(data)))
    reader.seek(first)
    assert reader.read(count) == data[first : first + count]


@pytest.mark.parametrize("cut", [1, 16, 17, CHUNK, CHUNK + 16, 2 * (CHUNK + 16), 3 * CHUNK])
def test_a_file_that_was_cut_does_not_open(cut):
    with pytest.raises(StorageFailed):
        opened(sealed(content(3 * CHUNK))[:-cut])


@pytest.mark.parametrize("size", [0, 3, len(MAGIC), len(MAGIC) + 1, len(MAGIC) + 30])
def test_a_file_without_a_whole_header_does_not_open(size):
    with pytest.raises(StorageFailed):
        opened(sealed(b"abc")[:size])


@pytest.mark.parametrize("place", [len(MAGIC) + 10, -1, -CHUNK, len(MAGIC) + 200])
def test_a_changed_bit_is_refused(place):
    raw = bytearray(sealed(content(2 * CHUNK)))
    raw[place] ^= 1
    with pytest.raises(StorageFailed):
        io.BufferedReader(opened(bytes(raw))).read()


def test_chunks_cannot_change_places_or_be_repeated():
    raw = sealed(content(3 * CHUNK))
    start = len(raw) - 3 * (CHUNK + 16)
    parts = [raw[start + each * (CHUNK + 16) : start + (each + 1) * (CHUNK + 16)] for each in range(3)]
    for order in ((1, 0, 2), (0, 0, 2), (0, 1, 2, 2), (0, 2)):
        with pytest.raises(StorageFailed):
            io.BufferedReader(opened(raw[:start] + b"".join(parts[each] for each in order))).read()


def test_a_chunk_of_another_file_is_refused():
    one, other = sealed(content(2 * CHUNK)), sealed(content(2 * CHUNK))
    with pytest.raises(StorageFailed):
        io.BufferedReader(opened(one[: -(CHUNK + 16)] + other[-(CHUNK + 16) :])).read()


def test_another_key_opens_nothing():
    with pytest.raises(StorageFailed):
        opened(sealed(b"abc"), bytes(32))


def test_the_header_names_client_and_key_and_no_content(tmp_path):
    raw = sealed(b"a marker of the client" * 10)
    assert key_of_file(io.BytesIO(raw)) == ("ours", "data-1")
    assert b"a marker of the client" not in raw
    (tmp_path / "a").write_bytes(raw)
    (tmp_path / "b").write_bytes(b"plain")
    assert (is_sealed_file(tmp_path / "a"), is_sealed_file(tmp_path / "b")) == (True, False)


def test_memory_stays_small_whatever_the_size(tmp_path):
    piece = bytes(CHUNK)
    tracemalloc.start()
    with (tmp_path / "large").open("wb") as target:
        seal_into(target, (piece for _ in range(512)), KEY, "data-1", "ours")
    with io.BufferedReader(SealedReader((tmp_path / "large").open("rb"), KEY)) as reader:
        assert sum(len(part) for part in iter(lambda: reader.read(CHUNK), b"")) == 512 * CHUNK
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2 * 1024**2
