"""Offered load."""

import numpy as np
import numpy.typing as npt

from staffing.numbers import Floats, not_negative, positive


def offered(calls: npt.ArrayLike, *, aht: npt.ArrayLike, interval: npt.ArrayLike) -> Floats:
    """Offered load in Erlang: calls × AHT / seconds of the interval (A. K. Erlang 1917)."""
    return not_negative("calls", calls) * positive("aht", aht) / positive("interval", interval)


def lagged(
    calls: npt.ArrayLike, *, aht: npt.ArrayLike, interval: float, before: float | None = None
) -> Floats:
    """Offered load in Erlang along a day, as it lags behind the calls.

    A call of twenty minutes loads the interval after its own. The mean number of busy agents, had everyone
    an agent at once, follows m' = λ - m / AHT; given is its mean over each interval, exact for a constant
    rate within each interval and exponential handling. The last axis of `calls` is time. `before` is the
    load when it begins, the first interval's own where not given. With short calls it is `offered`.

    Source: Eick, Massey, Whitt, The physics of the M_t/G/∞ queue, Operations Research 41 (1993); as the
    modified offered load in Jennings, Mandelbaum, Massey, Whitt, Server staffing to meet time-varying
    demand (1996); the mistake it removes is measured in Green, Kolesar, Soares, Improving the SIPP approach
    (2001).
    """
    own = offered(calls, aht=aht, interval=interval)
    handling = np.broadcast_to(positive("aht", aht), own.shape)
    kept = np.exp(-interval / handling)
    share_before = (1 - kept) * handling / interval
    mean = np.empty_like(own)
    now = (
        own[..., 0] if before is None else np.broadcast_to(not_negative("before", before), own[..., 0].shape)
    )
    for i in range(own.shape[-1]):
        excess = now - own[..., i]
        mean[..., i] = own[..., i] + excess * share_before[..., i]
        now = own[..., i] + excess * kept[..., i]
    return mean
