/** How parts of a lab are named to a runtime. */

export interface PodRef {
  name: string
  uid: string
}

export interface ContainerRef {
  pod: string
  container: string
}

/** An object of the manifests. */
export interface ObjectRef {
  kind: 'ConfigMap' | 'StatefulSet' | 'Deployment' | 'Service'
  name: string
}
