"""What every value of the model is made of: a base class, and numbers that can be computed with."""

from __future__ import annotations

import sys
from typing import Annotated, dataclass_transform

from msgspec import Meta, Struct, field

LARGEST = 2**53
"""Whole numbers from here on are not the same to every reader of JSON; none is that large."""

Whole = Annotated[int, Meta(gt=-LARGEST, lt=LARGEST)]
Number = Annotated[float, Meta(ge=-sys.float_info.max, le=sys.float_info.max)]
"""Neither infinite nor "not a number"."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A frozen record whose fields are given by name; a subclass repeats `kw_only=True`.

    The types of its fields are checked where it is read from JSON (`portcheck.model.codec`), not
    where it is made. `msgspec.structs.replace` makes a changed copy. The garbage collector passes
    it by, as frozen values hold no cycles.
    """
