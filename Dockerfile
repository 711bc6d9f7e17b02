# One image; web, worker and timer are commands of it (see deploy/start).

FROM python:3.13-slim-bookworm AS packages
COPY requirements/production.lock /
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /production.lock

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.production
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /srv/media /srv/private
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/portal
COPY . .
# Stand-ins: gathering static files needs settings that load, and keeps none of them.
RUN SECRET_KEY=0123456789012345678901234567890123456789012345678901234567890123 \
    PORTAL_HOST=build.invalid DATABASE_URL=postgres://build/build \
    REDIS_URL=redis://build MAIL_HOST=build MAIL_FROM=build@build.invalid \
    python manage.py collectstatic --noinput \
    && python -m compileall -q .
USER portal
EXPOSE 8000
ENTRYPOINT ["deploy/start"]
CMD ["web"]
