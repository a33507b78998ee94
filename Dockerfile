# The daemon in a container. Build: docker build -t zhongde .   Run: see compose.yaml
FROM python:3.13-slim AS build
WORKDIR /source
COPY . .
RUN python -m venv /opt/zhongde \
    && /opt/zhongde/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt -r requirements/container.txt \
    && /opt/zhongde/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home /data --create-home zhongde
COPY --from=build /opt/zhongde /opt/zhongde
ENV PATH=/opt/zhongde/bin:$PATH ZHONGDE_CONFIG=/etc/zhongde/zhongde.yaml PYTHONUNBUFFERED=1
USER zhongde
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5m --timeout=30s CMD ["zhongde", "db", "check"]
ENTRYPOINT ["zhongde"]
CMD ["run"]
