"""The base class of all values of the model, and the types of their numbers."""

from __future__ import annotations

import sys
from typing import Annotated, dataclass_transform

from msgspec import Meta, Struct, field

LARGEST = 2**53
"""Not every reader of JSON keeps whole numbers from here on exact; values must be smaller."""

Whole = Annotated[int, Meta(gt=-LARGEST, lt=LARGEST)]
Number = Annotated[float, Meta(ge=-sys.float_info.max, le=sys.float_info.max)]
"""A number that is neither infinite nor NaN."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A frozen record whose fields are given by name; a subclass repeats `kw_only=True`.

    The types of its fields are checked when it is read from JSON (`portcheck.model.codec`), not
    when it is made. `msgspec.structs.replace` makes a changed copy. The garbage collector skips it,
    because frozen values contain no cycles.
    """
