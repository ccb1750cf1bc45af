#!/bin/bash
# What `up --runtime native` is measured against: the same programs with the same flags, all started at once by hand,
# until Query has both stores. Usage: plain-native.sh fast|stock FIRST_PORT
set -u
timing=$1 base=$2
folder=$(mktemp -d)
started=()
cleanup() { kill "${started[@]}" 2>/dev/null; wait "${started[@]}" 2>/dev/null; rm -rf "$folder"; }
trap cleanup EXIT
sidecar_flags=() query_flags=() reload=30s
if [ "$timing" = fast ]; then
  sidecar_flags=(--prometheus.get_config_interval=250ms --prometheus.get_config_timeout=1s)
  query_flags=(--store.sd-dns-interval=1s --endpoint.info-timeout=1s) reload=1s
fi
query=127.0.0.1:$((base + 8))
for i in 0 1; do
  prometheus=127.0.0.1:$((base + i)) grpc=127.0.0.1:$((base + 2 + i)) http=127.0.0.1:$((base + 4 + i))
  mkdir "$folder/$i"
  cat > "$folder/$i.yaml" <<YAML
global: { scrape_interval: 1s, evaluation_interval: 1s, external_labels: { cluster: plain, replica: prometheus-$i } }
scrape_configs: [{ job_name: thanos-query, static_configs: [{ targets: ['$query'] }] }]
YAML
  prometheus --config.file="$folder/$i.yaml" --storage.tsdb.path="$folder/$i" --web.listen-address="$prometheus" --web.enable-lifecycle \
    --storage.tsdb.min-block-duration=2h --storage.tsdb.max-block-duration=2h > "$folder/prometheus-$i.log" 2>&1 & started+=($!)
  thanos sidecar --tsdb.path="$folder/$i" --prometheus.url="http://$prometheus" --grpc-address="$grpc" --http-address="$http" \
    "${sidecar_flags[@]}" > "$folder/sidecar-$i.log" 2>&1 & started+=($!)
  printf -- '- address: %s\n' "$grpc" >> "$folder/endpoints"
done
{ echo endpoints:; cat "$folder/endpoints"; } > "$folder/endpoints.yaml"
thanos query --http-address="$query" --grpc-address="127.0.0.1:$((base + 9))" --query.replica-label=replica \
  --endpoint.sd-config-file="$folder/endpoints.yaml" --endpoint.sd-config-reload-interval="$reload" \
  "${query_flags[@]}" > "$folder/query.log" 2>&1 & started+=($!)
for _ in $(seq 2400); do
  [ "$(curl -s "http://$query/api/v1/stores" | grep -o '"lastError":null' | wc -l)" = 2 ] && { date +%s%3N; exit 0; }
  sleep 0.05
done
echo "Query did not see both stores within two minutes" >&2
exit 1
