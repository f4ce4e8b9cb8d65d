"""What comes in: numbers as arrays, checked once."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]


def not_negative(name: str, values: npt.ArrayLike) -> Floats:
    """The values as floats. ValueError when one is negative, infinite or no number."""
    array = np.asarray(values, dtype=np.float64)
    if not np.all((array >= 0) & np.isfinite(array)):
        raise ValueError(f"{name} must be finite and not negative")
    return array


def positive(name: str, values: npt.ArrayLike) -> Floats:
    """The values as floats. ValueError when one is not above zero, infinite or no number."""
    array = np.asarray(values, dtype=np.float64)
    if not np.all((array > 0) & np.isfinite(array)):
        raise ValueError(f"{name} must be finite and above zero")
    return array


def share(name: str, values: npt.ArrayLike) -> Floats:
    """The values as floats. ValueError when one is outside 0 to 1."""
    array = np.asarray(values, dtype=np.float64)
    if not np.all((array >= 0) & (array <= 1)):
        raise ValueError(f"{name} must be between 0 and 1")
    return array


def whole(name: str, values: npt.ArrayLike) -> Integers:
    """The values as integers. ValueError when one is negative or has a fraction."""
    array = not_negative(name, values)
    if not np.all(array == np.floor(array)):
        raise ValueError(f"{name} must be whole numbers")
    return array.astype(np.int64)
