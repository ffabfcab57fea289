"""Nothing stands unused: what only a test calls is not part of the product.

`vulture` on the command line reports only what is certain. Here every function, method, class and property counts that no
product file names; those that a framework or a test needs are listed in bench/vulture_allow.py.
"""

from __future__ import annotations

import pytest
from vulture.core import Vulture

from tests.house.tree import ROOT, name, product

KINDS = {"function", "method", "class", "property"}
CALLED_BY_FRAMEWORKS = [
    *("@*.get", "@*.post", "@*.put", "@*.patch", "@*.delete"),
    *("@*.command", "@*.callback", "@*.exception_handler"),
    *("@field_validator*", "@model_validator*", "@field_serializer*", "@event.listens_for*", "@st.cache_*", "@compiles*"),
]


def test_every_function_and_class_is_used():
    if not any((ROOT / "agency_core").glob("cli*")):
        pytest.skip("the command line, which uses much of the rest, is not there yet")
    eye = Vulture(ignore_decorators=CALLED_BY_FRAMEWORKS)
    eye.scavenge([*product(), ROOT / "bench" / "vulture_allow.py"])
    unused = [item for item in eye.get_unused_code(min_confidence=60) if item.typ in KINDS]
    assert [f"{name(item.filename)}:{item.first_lineno} {item.name}" for item in unused] == []
