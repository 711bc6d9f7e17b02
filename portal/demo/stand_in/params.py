"""Params: is a request one that Stripe's library says may be asked?

The library ships a typed dictionary for every request. What came over the wire is text,
so each value is read as its type asks, and everything unknown, missing or of another
kind is named. Where a type lists words and then allows any, only those listed count.
"""

import re
import sys
import types
import typing
from functools import cache
from typing import Any, Literal, NotRequired, Required, get_args, get_origin

import stripe._request_options as options
from typing_extensions import get_type_hints, is_typeddict

from .books import Thing


def read(form: list[tuple[str, str]]) -> Thing:
    """Read a[b][0][c]=v as what it stands for."""
    tree: dict[str, Any] = {}
    for name, value in form:
        first, *rest = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name)
        at, path = tree, [first, *rest]
        for part in path[:-1]:
            at = at.setdefault(part, {})
        at[path[-1]] = value
    return {name: _lists(value) for name, value in tree.items()}


def _lists(value: Any) -> Any:
    """Make lists of what is counted from nought."""
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(each) for name, each in value.items()}
    counted = [str(number) for number in range(len(inner))]
    return list(inner.values()) if list(inner) == counted else inner


def faults_in(value: Any, kind: Any) -> list[str]:
    return _check(value, kind, "")[1]


def typed(value: Any, kind: Any) -> Any:
    """Return the request with its numbers as numbers."""
    return _check(value, kind, "")[0]


@cache
def _hints(kind: Any) -> dict[str, Any]:
    names: dict[str, Any] = {"StripeContext": object}
    for base in reversed(getattr(kind, "__mro__", [kind])):
        names |= vars(sys.modules.get(base.__module__, typing))
    names |= vars(sys.modules[kind.__module__]) | vars(options)
    names["StripeContext"] = object
    return dict(get_type_hints(kind, globalns=names, include_extras=True))


type Checked = tuple[Any, list[str]]


def _check(value: Any, kind: Any, path: str) -> Checked:
    origin = get_origin(kind)
    if origin in (NotRequired, Required):
        return _check(value, get_args(kind)[0], path)
    if kind in (Any, object):
        return value, []
    if is_typeddict(kind):
        return _check_fields(value, kind, path)
    if origin is Literal:
        return value, _unless(value in get_args(kind), path, f"not {value!r}")
    if origin in (typing.Union, types.UnionType):
        return _check_choice(value, kind, path)
    if origin is list:
        return _check_list(value, get_args(kind)[0], path)
    if origin is dict:
        return value, _unless(isinstance(value, dict), path, "expected a map")
    return _check_plain(value, kind, path)


def _check_fields(value: Any, kind: Any, path: str) -> Checked:
    if not isinstance(value, dict):
        return value, [f"{path}: expected an object"]
    hints = _hints(kind)
    read_as, faults = {}, []
    for name, each in value.items():
        if name not in hints:
            faults.append(f"{path}.{name}: unknown")
            continue
        read_as[name], more = _check(each, hints[name], f"{path}.{name}")
        faults += more
    faults += [
        f"{path}.{name}: missing"
        for name in getattr(kind, "__required_keys__", ())
        if name not in value and get_origin(hints[name]) is not NotRequired
    ]
    return read_as, faults


def _check_choice(value: Any, kind: Any, path: str) -> Checked:
    choices = list(get_args(kind))
    if any(get_origin(choice) is Literal for choice in choices):
        choices = [choice for choice in choices if choice is not str]
    tried = [_check(value, choice, path) for choice in choices]
    return min(tried, key=lambda result: len(result[1]))


def _check_list(value: Any, kind: Any, path: str) -> Checked:
    if not isinstance(value, list):
        return value, [f"{path}: expected a list"]
    each = [_check(one, kind, f"{path}[{n}]") for n, one in enumerate(value)]
    return [one for one, _ in each], [fault for _, more in each for fault in more]


def _check_plain(value: Any, kind: Any, path: str) -> Checked:
    if not isinstance(value, str):
        return value, [f"{path}: expected {getattr(kind, '__name__', kind)}"]
    if kind is bool:
        return value == "true", _unless(value in {"true", "false"}, path, "not a bool")
    if kind is int:
        whole = re.fullmatch(r"-?\d+", value) is not None
        return int(value) if whole else value, _unless(whole, path, "not whole")
    return value, _unless(kind is str, path, f"expected {kind}")


def _unless(fine: bool, path: str, fault: str) -> list[str]:  # noqa: FBT001 - private, and read where it is called
    return [] if fine else [f"{path}: {fault}"]
