"""Every list is read in parts, and the parts make the whole."""

import pytest

LISTS = {
    "/clients": "clients", "/accounts": "accounts", "/tasks": "tasks", "/connectors": "connectors", "/alerts/rules": "rules",
    "/agents/workload": "workload", "/system/workers": "workers",
}


@pytest.mark.parametrize(("path", "name"), LISTS.items())
def test_short_list_is_cut_like_any_other(door, path, name):
    whole = door.get("/api" + path).json()
    walked, cursor = [], ""
    while cursor is not None:
        page = door.get("/api" + path, params={"limit": 1, "cursor": cursor}).json()
        assert page["count"] == len(page[name]) <= 1
        walked += page[name]
        cursor = page["next_cursor"]
    assert walked == whole[name]


@pytest.mark.parametrize("limit", ["0", "501", "-1", "many"])
@pytest.mark.parametrize("path", LISTS)
def test_limit_out_of_bounds_is_refused(door, path, limit):
    answer = door.get("/api" + path, params={"limit": limit})
    assert (answer.status_code, answer.json()["field"]) == (422, "limit")
