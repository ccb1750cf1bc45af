/*
 * What `fill` does in the node. Both scripts: $1 the claim's folder, $2 a folder of the fault's own, $3 pod, $4 container, $5 the
 * fault's unit. No braces after a dollar: systemd, which runs the second one at the fault's time, would take them for its own.
 */

/** The id of the container's running task. */
const TASK = `task() {
  ctr -n k8s.io containers ls -q "labels.\\"io.kubernetes.pod.name\\"==$1,labels.\\"io.kubernetes.container.name\\"==$2" > /run/thanos-lab-ids.$$
  ctr -n k8s.io tasks ls | awk '$3 == "RUNNING" || $3 == "PAUSED" { print $1 }' | grep -F -f /run/thanos-lab-ids.$$ | head -n 1
  rm -f /run/thanos-lab-ids.$$
}
restart() {
  ctr -n k8s.io tasks kill -s SIGKILL "$1"
  ctr -n k8s.io tasks resume "$1" 2> /dev/null || true
}`

/** Free for Prometheus to start with, KiB: a WAL segment, its lock, the list of active queries. */
const SPARE_KIB = 4096

/** $6: IP/PORT at which Prometheus is asked whether it is ready: one that meets a full volume as it starts does not start. */
export const BEGIN_FILL = `set -e
${TASK}
running=$(task "$3" "$4"); [ -n "$running" ] || { echo "$4 of $3 does not run" >&2; exit 1; }
mkdir -p "$2"; mount --bind "$1" "$2"; mount --make-private "$2"
ctr -n k8s.io tasks pause "$running"
used=$(du -sk "$1" | cut -f 1)
mount -t tmpfs -o size=$((used + ${SPARE_KIB}))k thanos-lab "$1"
cp -a "$2/." "$1/"
restart "$running"
systemd-run -q --collect --unit="$5-filler" /bin/bash -c 'until exec 3<> "/dev/tcp/$1" && printf "GET /-/ready HTTP/1.0\\r\\n\\r\\n" >&3 && grep -q "^HTTP/1.. 200" <&3; do sleep 0.2; done 2> /dev/null
dd if=/dev/zero of="$2/filler" bs=64k; dd if=/dev/zero bs=4k >> "$2/filler"; true' filler "$6" "$1"`

export const END_FILL = `[ -d "$2" ] || exit 0
set -e
${TASK}
systemctl stop "$5-filler" 2> /dev/null || true
running=$(task "$3" "$4")
[ -z "$running" ] || ctr -n k8s.io tasks pause "$running"
if mountpoint -q "$1"; then
  rm -f "$1/filler"
  find "$2" -mindepth 1 -delete
  cp -a "$1/." "$2/"
  umount "$1" || umount -l "$1"
fi
umount "$2"; rmdir "$2"
[ -z "$running" ] || restart "$running"`
