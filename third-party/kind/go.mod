module thanos-lab/engines/kind

go 1.21

require sigs.k8s.io/kind v0.33.0
