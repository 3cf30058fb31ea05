"""Mutants of a right function: the same source with one small mistake in it.

For the tests of exercises: whatever a mutant does otherwise than the original, a check should notice. Written
on `ast` alone, because the libraries for this (cosmic-ray, mutmut) run test suites over files, and know neither
slices, the order of arguments, rounding nor types of numbers.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from functools import partial
from operator import methodcaller
from typing import Any

import numpy as np

SIGNS = ["+", "-", "*", "/", "//", "%", "**"]
BITS = ["&", "|", "^"]
COMPARISONS = ["<", "<=", ">", ">=", "==", "!="]
MEMBERSHIPS = ["in", "not in"]
IDENTITIES = ["is", "is not"]
ALIKE = [  # functions, methods and words that are easily mixed up
    {"max", "min", "sum", "mean", "prod", "median"},
    {"argmax", "argmin", "nanargmin", "nanargmax"},
    {"any", "all"},
    {"zeros", "ones", "empty"},
    {"floor", "ceil", "round", "int", "trunc"},
    {"sorted", "list", "reversed", "set"},
    {"isnan", "isinf", "isfinite"},
    {"flatnonzero", "argwhere", "nonzero", "where"},
    {"extend", "append"},
    {"minimum", "maximum"},
    {"sqrt", "square", "abs"},
    {"float32", "float16", "int", "int8", "uint8"},
    {"valid", "same"},
    {"pop", "popleft"},
]
STEPS = 100_000  # lines that a mutant may run before it is taken for endless


def sources(source: str) -> dict[str, str]:
    """Return {the changed line: the source} of all mutants of a piece of source code, each with one change."""
    tree = ast.parse(source)
    original = ast.unparse(tree)
    found: dict[str, str] = {}
    names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for holder, key, node in list(_places(tree)):
        for mutated in _variants(node, names):
            _put(holder, key, ast.fix_missing_locations(mutated))
            text = ast.unparse(tree)
            _put(holder, key, node)
            if text != original:
                found.setdefault(text, _changed(original, text))
    labels: dict[str, str] = {}
    for text, label in found.items():
        labels[label if label not in labels else f"{label} #{len(labels)}"] = text
    return labels


def functions(source: str, name: str, given: dict[str, Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield (the changed line, the function of this name) for each mutant of the source, which may use the
    names in `given`. A mutant that can't be defined is left out."""
    for label, text in sources(source).items():
        defined = dict(given)
        try:
            exec(compile(text, "<mutant>", "exec"), defined)
        except Exception:  # such as a break outside of a loop
            continue
        yield label, _limited(defined[name])
    defined = dict(given)
    exec(source, defined)
    for label, change in RESULTS.items():
        yield label, lambda *arguments, change=change: change(defined[name](*arguments))


def _each(change: Callable[[np.ndarray], Any]) -> Callable[[Any], Any]:
    """Return the change of an answer that may be a tuple of arrays of unlike shapes."""
    return lambda answer: (
        tuple(change(np.asarray(part)) for part in answer)
        if isinstance(answer, tuple)
        else change(np.asarray(answer))
    )


RESULTS: dict[str, Callable[[Any], Any]] = {  # what may happen to a right answer at the very end
    **{f"round(…, {n})": _each(partial(np.round, decimals=n)) for n in range(5)},
    **{f"astype({kind})": _each(methodcaller("astype", kind)) for kind in ("int", "int8", "uint8")},
    "astype(float16)": _each(lambda a: a.astype("float16").astype(float)),
    "[…]": lambda answer: [answer],
    "str(…)": str,
    "str of each": _each(lambda a: a.astype(str)),
    "-…": _each(lambda a: -1.0 * a),
    "… + 0.001": _each(lambda a: a + 0.001),
    "… * 1.001": _each(lambda a: a * 1.001),
    "[::-1]": lambda answer: answer[::-1],
    "[:-1]": lambda answer: answer[:-1],
    "[1:]": lambda answer: answer[1:],
    "print(…)": lambda answer: None,
    "abs(…)": _each(np.abs),
    "not below 0": _each(lambda a: np.maximum(a, 0)),
    "not above 1": _each(lambda a: np.minimum(a, 1)),
}


def _limited(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, cut off with RuntimeError after STEPS lines of mutated code."""

    def run(*arguments: Any) -> Any:
        left = STEPS

        def count(frame: Any, event: str, _: Any) -> Any:
            nonlocal left
            if frame.f_code.co_filename != "<mutant>":
                return None
            left -= 1
            if left < 0:
                raise RuntimeError("endless")
            return count

        before = sys.gettrace()
        sys.settrace(count)
        try:
            return function(*arguments)
        finally:
            sys.settrace(before)

    return run


# Where a change can be made


def _places(node: ast.AST) -> Iterator[tuple[Any, Any, ast.AST]]:
    """Yield (holder, key, node) of every node below this one that is code: no docstring, no annotation."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "type_params", "ctx"):
            continue
        entries = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for place, child in entries:
            if not isinstance(child, ast.AST) or _is_docstring(child):
                continue
            yield (node, field, child) if place is None else (value, place, child)
            yield from _places(child)


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _put(holder: Any, key: Any, node: ast.AST) -> None:
    if isinstance(holder, list):
        holder[key] = node
    else:
        setattr(holder, key, node)


def _changed(original: str, text: str) -> str:
    """Return the first line that changed, as it is now; `-` and the old line where one was removed."""
    old, new = original.splitlines(), text.splitlines()
    place = next((p for p, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), -1)
    return new[place].strip() if len(new) >= len(old) else f"- {old[place].strip()}"


# What a node can become


def _variants(node: ast.AST, names: set[str]) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef | ast.Lambda | ast.arguments):
        return
    if isinstance(node, ast.stmt):
        yield from _statements(node)
    elif isinstance(node, ast.Slice):
        for text in _slices(node):
            yield ast.parse(f"_[{text}]").body[0].value.slice  # type: ignore[attr-defined]
    elif isinstance(node, ast.comprehension):
        for iterated in map(_expression, _runs(node.iter)):
            yield ast.comprehension(node.target, iterated, node.ifs, 0)
        for place in range(len(node.ifs)):
            yield ast.comprehension(node.target, node.iter, node.ifs[:place] + node.ifs[place + 1 :], 0)
    elif isinstance(node, ast.Tuple | ast.List):  # of slices, too, so these aren't written as text
        parts = node.elts
        fewer = [[*parts[:place], *parts[place + 1 :]] for place in range(len(parts))]
        yield from (type(node)(kept, node.ctx) for kept in [parts[::-1], *fewer] if kept)
    elif isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
        yield from map(_expression, _expressions(node, names))


def _expression(text: str) -> ast.expr:
    return ast.parse(f"({text})", mode="eval").body


def _runs(iterated: ast.expr) -> list[str]:
    """Return the texts of a loop's iterable without its first and its last element, backwards, and empty."""
    return [f"list({ast.unparse(iterated)}){part}" for part in ("[1:]", "[:-1]", "[::-1]", "[:0]", "[:1]")]


def _statements(node: ast.stmt) -> Iterator[ast.stmt]:
    yield ast.Pass()
    match node:
        case ast.If(test, body, other):
            yield ast.If(_expression(f"not ({ast.unparse(test)})"), body, other)
            yield ast.If(_expression("True"), body, other)
            yield ast.If(_expression("False"), body, other)
        case ast.While(test, body, other):
            yield ast.If(test, body, other)
            yield ast.While(_expression("True"), body, other)
        case ast.For(target, iterated, body, other):
            for text in _runs(iterated):
                yield ast.For(target, _expression(text), body, other)
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
        case ast.AugAssign(target, _, value):
            for operator in (ast.Add(), ast.Sub(), ast.Mult()):
                yield ast.AugAssign(target, operator, value)
            yield ast.Assign([target], value)


def _slices(node: ast.Slice) -> Iterator[str]:
    lower, upper, step = (ast.unparse(p) if p else "" for p in (node.lower, node.upper, node.step))
    if lower:
        yield from (f":{upper}:{step}", f"({lower}) + 1:{upper}:{step}", f"({lower}) - 1:{upper}:{step}")
    else:
        yield f"1:{upper}:{step}"
    if upper:
        yield from (f"{lower}::{step}", f"{lower}:({upper}) + 1:{step}", f"{lower}:({upper}) - 1:{step}")
    else:
        yield f"{lower}:-1:{step}"
    if step:
        yield f"{lower}:{upper}"


def _expressions(node: ast.expr, names: set[str]) -> Iterator[str]:
    match node:
        case ast.BinOp(left, operator, right):
            one, other = ast.unparse(left), ast.unparse(right)
            bits = isinstance(operator, ast.BitAnd | ast.BitOr | ast.BitXor)
            yield from (f"({one}) {sign} ({other})" for sign in (BITS if bits else SIGNS))
            yield from (one, other, ast.unparse(ast.BinOp(right, operator, left)))
        case ast.Compare(left, [operator], [right]):
            known = COMPARISONS
            if isinstance(operator, ast.In | ast.NotIn):
                known = MEMBERSHIPS
            elif isinstance(operator, ast.Is | ast.IsNot):
                known = IDENTITIES
            yield from (f"({ast.unparse(left)}) {sign} ({ast.unparse(right)})" for sign in known)
        case ast.BoolOp(operator, values):
            yield ast.unparse(ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values))
            yield from map(ast.unparse, values)
        case ast.UnaryOp(_, operand):
            yield ast.unparse(operand)
        case ast.IfExp(test, body, other):
            yield from (ast.unparse(body), ast.unparse(other), ast.unparse(ast.IfExp(test, other, body)))
        case ast.Constant(value):
            yield from _constants(value)
        case ast.Name(name):
            yield from _alike(name)
            if name in names:
                yield from (*sorted(names - {name}), f"{name} + 1", f"{name} - 1")
        case ast.Attribute(value, name):
            yield from (f"{ast.unparse(value)}.{other}" for other in _alike(name))
        case ast.Call(function, arguments, _):
            yield from _calls(node, function, arguments)
        case ast.Subscript(value, _):
            yield ast.unparse(value)


def _alike(name: str) -> list[str]:
    return sorted({other for group in ALIKE if name in group for other in group} - {name})


def _constants(value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        yield repr(not value)
    elif isinstance(value, int | float):
        yield from map(repr, (value + 1, value - 1, 2 * value, value / 2, -value, 0, value * 1.01))
    elif isinstance(value, str):
        yield from map(repr, ("", *_alike(value)))


def _calls(node: ast.Call, function: ast.expr, arguments: list[ast.expr]) -> Iterator[str]:
    def called(given: list[ast.expr], named: list[ast.keyword]) -> str:
        return ast.unparse(ast.Call(function, given, named))

    for place in range(len(arguments)):
        before, here, after = arguments[:place], arguments[place], arguments[place + 1 :]
        yield called(before + after, node.keywords)
        yield ast.unparse(here)
        if after:
            yield called([*before, after[0], here, *after[1:]], node.keywords)
    for place in range(len(node.keywords)):
        yield called(arguments, node.keywords[:place] + node.keywords[place + 1 :])
    if isinstance(function, ast.Attribute):
        yield ast.unparse(function.value)
