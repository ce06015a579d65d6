# The web, worker and beat processes of Northbridge; docker-compose.yml says what runs.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements.txt requirements-dev.txt requirements-solver.txt ./
COPY .ci/build .ci/build
ENV VENV=/venv
RUN sh .ci/build
COPY . .
# Catalogues and static files are made here; nothing is compiled at start.
RUN /venv/bin/python manage.py compile_catalogs \
    && VAR_DIR=/build /venv/bin/python manage.py collectstatic --noinput --verbosity=0

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app --no-create-home northbridge \
    && mkdir -p /var/northbridge/run /var/northbridge/files \
    && chown -R northbridge /var/northbridge
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build --chown=northbridge /build/static /var/northbridge/static
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/northbridge
USER northbridge
EXPOSE 8000
CMD ["python", "-m", "uvicorn", "network.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--lifespan", "off"]
