"""A small L-BFGS (Nocedal, 1980; Liu and Nocedal, 1989): minimises a smooth function, the same way every time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_MEMORY = 10
_SUFFICIENT = 1e-4  # share of the promised descent that a step must bring (Armijo)
_NOTHING = 1e-12  # share of the value: a descent that is lost in rounding

Function = Callable[[Sequence[float]], tuple[float, list[float]]]


def minimise(
    function: Function, start: Sequence[float], *, steps: int = 250, tolerance: float = 1e-4
) -> list[float]:
    """The point near a minimum of ``function``, which gives value and gradient at a point.

    Args:
        function: Smooth; called about once a step.
        start: Where to begin.
        steps: After so many steps the search ends in any case.
        tolerance: The search ends where no component of the gradient is larger, or no step promises to lower the value
            by more than rounding does.
    """
    point = list(start)
    value, gradient = function(point)
    moves: list[tuple[list[float], list[float], float]] = []
    for _ in range(steps):
        if max(abs(component) for component in gradient) < tolerance:
            break
        direction = _direction(gradient, moves)
        slope = _dot(direction, gradient)
        if slope >= 0:
            moves.clear()
            direction = [-component for component in gradient]
            slope = -_dot(gradient, gradient)
        if -slope < _NOTHING * abs(value):
            break
        length = 1.0 if moves else min(1.0, 1.0 / max(1e-12, _dot(gradient, gradient) ** 0.5))
        for _attempt in range(40):
            trial = [at + length * by for at, by in zip(point, direction, strict=True)]
            trial_value, trial_gradient = function(trial)
            if trial_value <= value + _SUFFICIENT * length * slope:
                break
            length /= 2
        else:
            break
        move = [new - old for new, old in zip(trial, point, strict=True)]
        change = [new - old for new, old in zip(trial_gradient, gradient, strict=True)]
        curvature = _dot(move, change)
        if curvature > 1e-10:
            moves.append((move, change, 1.0 / curvature))
            del moves[:-_MEMORY]
        point, value, gradient = trial, trial_value, trial_gradient
    return point


def _direction(
    gradient: Sequence[float], moves: Sequence[tuple[list[float], list[float], float]]
) -> list[float]:
    """The two-loop recursion: minus the gradient times an estimate of the inverse Hessian."""
    direction = [-component for component in gradient]
    shares: list[float] = []
    for move, change, inverse in reversed(moves):
        share = inverse * _dot(move, direction)
        shares.append(share)
        direction = [part - share * by for part, by in zip(direction, change, strict=True)]
    if moves:
        move, change, _ = moves[-1]
        scale = _dot(move, change) / _dot(change, change)
        direction = [scale * part for part in direction]
    for (move, change, inverse), share in zip(moves, reversed(shares), strict=True):
        correction = inverse * _dot(change, direction)
        direction = [part + (share - correction) * by for part, by in zip(direction, move, strict=True)]
    return direction


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(left * right for left, right in zip(one, other, strict=True))
