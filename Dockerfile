# One image for amd64 and arm64:
#   docker buildx build --platform linux/amd64,linux/arm64 -t zhixiao-pay:local .
# Where Docker Hub or npm's registry is not reached:
#   --build-arg REGISTRY=mirror.example.com/library --build-arg NPM_CONFIG_REGISTRY=https://npm.example.com
ARG REGISTRY=docker.io/library
ARG NODE_TAG=26-trixie-slim
ARG DEBIAN_TAG=trixie-slim

# runs on the machine that builds, whatever the image is for: packages for another processor are fetched, not run
FROM --platform=$BUILDPLATFORM ${REGISTRY}/node:${NODE_TAG} AS build
ARG NPM_CONFIG_REGISTRY=https://registry.npmjs.org
ENV NPM_CONFIG_REGISTRY=${NPM_CONFIG_REGISTRY} CI=true
WORKDIR /src
COPY . .
# the same set-up as everywhere: what the lock file says, no install scripts, front ends built
RUN node scripts/bootstrap.mjs
# below what both processors share
ARG TARGETARCH=amd64
RUN cpu=$(echo "$TARGETARCH" | sed s/amd64/x64/) \
    && npm ci --omit=dev --os=linux --cpu="$cpu" --min-release-age=0 \
    && node scripts/package.ts --arch "$cpu" --folder /out

FROM ${REGISTRY}/debian:${DEBIAN_TAG}
# Node is linked against libatomic, which this image lacks
RUN apt-get update \
    && apt-get install -y --no-install-recommends libatomic1 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 zhixiao \
    && useradd --system --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin zhixiao \
    && install -d -o zhixiao -g zhixiao -m 0700 /data
COPY --from=build /out /opt/zhixiao-pay
ENV DATA_DIR=/data
WORKDIR /data
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=90s --retries=3 CMD ["/opt/zhixiao-pay/zhixiao-pay", "ready"]
ENTRYPOINT ["/opt/zhixiao-pay/zhixiao-pay"]
