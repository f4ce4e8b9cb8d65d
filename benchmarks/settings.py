"""Production settings, and a header that counts statements."""

from callcenter_planner.settings import *  # noqa: F403
from callcenter_planner.settings import MIDDLEWARE as PRODUCTION

MIDDLEWARE = ["benchmarks.counting.count_statements", *PRODUCTION]
