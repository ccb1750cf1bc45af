#!/bin/bash
# What `up --runtime kind` is measured against: the same manifests brought up one step after the other by hand,
# until Query has both stores. Usage: plain-kind.sh NAME NODE_IMAGE MANIFESTS
set -eu
name=$1 image=$2 manifests=$3
folder=$(mktemp -d)
export KUBECONFIG=$folder/kubeconfig
cleanup() { kind delete cluster --name "$name" > /dev/null 2>&1 || true; rm -rf "$folder"; }
trap cleanup EXIT
kind create cluster --name "$name" --image "$image" --wait 2m > /dev/null 2>&1
images=$(grep -ho 'image: .*' "$manifests"/*.yaml | cut -d' ' -f2 | sort -u)
# shellcheck disable=SC2086
docker image save -o "$folder/images.tar" $images
kind load image-archive "$folder/images.tar" --name "$name" > /dev/null 2>&1
kubectl apply -f "$manifests" > /dev/null
kubectl rollout status -n thanos statefulset/prometheus deployment/thanos-query --timeout=5m > /dev/null
for _ in $(seq 1200); do
  stores=$(kubectl get --raw /api/v1/namespaces/thanos/services/thanos-query:http/proxy/api/v1/stores 2> /dev/null | grep -o '"lastError":null' | wc -l)
  [ "$stores" = 2 ] && { date +%s%3N; exit 0; }
  sleep 0.1
done
echo "Query did not see both stores within two minutes" >&2
exit 1
