"""The same rows under headers in any order, case, width and company bring the same posts."""

from __future__ import annotations

import codecs
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency_core.analytics.rows import PostRow, RowError
from agency_core.analytics.upload import fingerprint
from agency_core.errors import Invalid
from tests.analytics.conftest import csv_text, look, parse
from tests.analytics.formats import SAMPLES

SMALL = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WRITTEN = (str, str.upper, str.lower, str.title, lambda name: f" {name} ", lambda name: name.replace(" ", "\u00a0"))


def _first(path) -> PostRow | RowError:
    return next(iter(parse(path, "fuzzed.csv")))


@SMALL
@given(data=st.data())
def test_order_case_and_strange_columns_change_nothing(upload, data):
    sample = data.draw(st.sampled_from(SAMPLES))
    plain = _first(upload(csv_text(sample.header, [sample.row]), "plain.csv"))
    order = data.draw(st.permutations(range(len(sample.header))))
    if len(set(sample.header)) < len(sample.header):
        order = sorted(order, key=lambda at: (sample.header[at] == "Views", at if sample.header[at] == "Views" else 0))
    write = data.draw(st.sampled_from(WRITTEN))
    strange = [f"Strange {at}" for at in range(data.draw(st.integers(0, 4)))]
    header = [*strange, *(write(sample.header[at]) for at in order)]
    row = [*("?" for _ in strange), *(sample.row[at] for at in order)]
    bom = data.draw(st.sampled_from((b"", codecs.BOM_UTF8)))
    text = csv_text(header, [row], data.draw(st.sampled_from(",;\t")))
    path = upload(bom + text.encode(), "fuzzed.csv")
    assert _first(path) == plain
    assert look(path, "fuzzed.csv").fingerprint == fingerprint((*strange, *sample.header))


@SMALL
@given(cells=st.lists(st.text(max_size=12), min_size=1, max_size=8))
def test_a_row_of_anything_is_a_post_or_an_error_with_its_line(upload, cells):
    for sample in SAMPLES:
        row = (cells * len(sample.row))[: len(sample.row)]
        content = csv_text(sample.header, [sample.row, row], end="\r\n").encode("utf-8", "surrogatepass")
        lines = {read.line for read in parse(upload(content), "fuzzed.csv") if isinstance(read, RowError)}
        assert lines <= {3}


@SMALL
@given(content=st.binary(max_size=300))
def test_a_file_of_anything_is_read_or_refused(upload, content):
    remedy = "nothing was wrong"
    try:
        look(upload(content), "fuzzed")
    except Invalid as refused:
        remedy = refused.remedy
    assert remedy


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.importer)
def test_a_column_that_is_gone_is_missing_and_not_zero(upload, sample):
    name = "likes" if "likes" in sample.values else "impressions"
    seen = look(upload(csv_text(sample.header, [sample.row])), "a.csv")
    at = seen.header.index(seen.mapping[name])
    header, row = (tuple(cells[:at]) + tuple(cells[at + 1 :]) for cells in (sample.header, sample.row))
    path = upload(csv_text(header, [row]))
    if look(path, "a.csv").importer is None:
        with pytest.raises(Invalid, match="is not known"):
            parse(path, "a.csv")
        return
    post = _first(path)
    assert replace(post, values={}).external_id == sample.external_id
    assert name not in post.values
