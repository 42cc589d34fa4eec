# syntax=docker/dockerfile:1
FROM node:24-slim AS web
WORKDIR /parley/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --ignore-scripts
COPY web .
RUN npm run build

FROM python:3.12-slim AS build
WORKDIR /parley
RUN python -m venv .venv
COPY requirements.txt .
RUN .venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /parley --shell /usr/sbin/nologin parley
WORKDIR /parley
COPY --from=build /parley/.venv .venv
COPY manage.py pyproject.toml LICENSE ./
COPY common common
COPY delivery delivery
COPY accounts accounts
COPY presence presence
COPY media media
COPY chat chat
COPY groups groups
COPY config config
COPY ops ops
COPY --from=web /parley/web/dist web/dist
RUN install -d -o parley /var/lib/parley /var/lib/parley/beat
ENV PATH=/parley/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production BIND_ADDRESS=0.0.0.0 PORT=8000 VAR_DIR=/var/lib/parley
USER parley
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD \
    ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# The command of a container decides its role: `serve`, a Celery worker, Celery beat, or `migrate`.
CMD ["python", "manage.py", "serve"]
