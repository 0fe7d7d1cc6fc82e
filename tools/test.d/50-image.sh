#!/usr/bin/env bash
# Builds the image and asks a container whether it is ready, where there is a Docker engine.
set -euo pipefail

if ! docker info >/dev/null 2>&1; then
  echo "docker build (no Docker engine)" >>"$MIND_NOT_RUN"
  exit 0
fi
docker build -t mind:test .
container=$(docker run --detach mind:test)
trap 'docker rm --force "$container" >/dev/null' EXIT
for _ in {1..60}; do
  state=$(docker inspect --format '{{.State.Health.Status}}' "$container")
  [[ $state == healthy ]] && exit 0
  sleep 1
done
docker logs "$container"
exit 1
