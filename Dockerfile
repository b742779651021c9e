# syntax=docker/dockerfile:1
# Xunmai in a container: not root, read-only root, all data in the volume /data.

FROM node:24-slim AS web
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
COPY service/web service/web
RUN npm run --silent build

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/xunmai
WORKDIR /src
COPY requirements-build.txt requirements.txt ./
RUN /opt/xunmai/bin/pip install --require-hashes -r requirements-build.txt \
    && /opt/xunmai/bin/pip install --require-hashes --no-build-isolation -r requirements.txt
COPY pyproject.toml requirements.in README.md LICENSE NOTICE ./
COPY corpus corpus
COPY index index
COPY service service
COPY --from=web /src/service/web/dist service/web/dist
RUN /opt/xunmai/bin/pip install --no-deps --no-index --no-build-isolation . \
    && /opt/xunmai/bin/pip uninstall --yes pip setuptools

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Xunmai" \
      org.opencontainers.image.description="Search for Chinese documentation that understands how concepts hang together" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --no-create-home --home-dir /data xunmai && install -d -o xunmai -g xunmai /data
COPY --from=build /opt/xunmai /opt/xunmai
ENV PATH=/opt/xunmai/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XUNMAI_DATA=/data \
    XUNMAI_SERVER__HOST=0.0.0.0
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=4 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
# A source that cannot be fetched must not keep the notes at hand from being served.
CMD ["sh", "-c", "xunmai sync; xunmai build && exec xunmai serve"]
