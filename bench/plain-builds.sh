#!/bin/bash
# What the engines' builds are measured against: the bare `go build`s of the same modules, one after the other, from empty
# caches. Usage: plain-builds.sh ENGINES_FOLDER
set -eu
engines=$1
folder=$(mktemp -d)
cleanup() { chmod -R u+w "$folder"; rm -rf "$folder"; }
trap cleanup EXIT
export CGO_ENABLED=0 GOWORK=off GOCACHE=$folder/cache GOMODCACHE=$folder/modules
build() { (cd "$engines/$1" && go build -mod=readonly -trimpath -tags "$2" -o "$folder/$1" "$3"); }
build prometheus remove_all_sd,enable_kubernetes_sd,netgo github.com/prometheus/prometheus/cmd/prometheus
build thanos netgo,slicelabels github.com/thanos-io/thanos/cmd/thanos
date +%s%3N
