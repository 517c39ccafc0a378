# One image for every role: the command chooses, and is the web server's unless told.
#
#     docker build --tag jobboard .
#
# Python 3.13 gets security fixes until October 2029 (3.12 a year less), and every
# locked package has a wheel for it on x86-64 and ARM, so nothing is compiled here.
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
WORKDIR /app
RUN python3 -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements/base.lock /tmp/
# pip has done its work then, and the image must not be able to install anything.
RUN pip install --no-cache-dir --require-hashes --only-binary=:all: -r /tmp/base.lock \
    && pip uninstall --yes pip
COPY . .
# Settings want secrets even for collecting files; these live for that one command.
RUN DATABASE_URL=postgresql://nobody@nowhere/none REDIS_URL=redis://nowhere \
    SECRET_KEY="$(head -c 32 /dev/urandom | base64)" \
    python manage.py collectstatic --no-input \
    && python -m whitenoise.compress --quiet staticfiles \
    && python -m compileall -q .

FROM ${BASE}
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin jobboard \
    && install --directory --owner jobboard --group jobboard /var/lib/jobboard
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    BIND=0.0.0.0:8000 \
    VAR_DIR=/var/lib/jobboard
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
# Asks by a name that ALLOWED_HOSTS knows. The other roles serve no HTTP: switch it
# off for them, as docker-compose.yml does.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as http; \
port = os.environ['BIND'].rpartition(':')[2]; \
http.urlopen(f'http://127.0.0.1:{port}/healthz', timeout=2)"]
# A heartbeat must not wait for a disk.
CMD ["gunicorn", "--config", "jobboard/gunicorn.py", "--worker-tmp-dir", "/dev/shm", \
     "jobboard.wsgi"]
