"""Queueing and forecasting for contact centres, on NumPy (and HiGHS for what closes a gap).

Names are the field's. *Offered load* is calls per second × average handling time (AHT), in Erlang. *Agents*
are the people who are on the phones. *Patience* is the mean time after which a caller hangs up. Times are
in seconds everywhere. Arguments broadcast against each other as NumPy arrays do, so that a function answers
a whole grid at once; agents are whole numbers, everything else is real.

`erlang_b`, `erlang_c`, `erlang_a` say what a number of agents does, `required` how many are needed, `day`
what a day of intervals gives, `closing` what covers a gap at the least cost, `curves`, `arrivals`, `history`,
`calibration` and `launch` what will come in. The formulas and their sources are told together in
docs/staffing-mathematics.md.
"""
