// The same objects as those of rocksolid, from an app's parameters.
local key = 'etc-app-app.conf';
local selector(app) = { 'app.kubernetes.io/name': app.name, 'app.kubernetes.io/instance': app.name };
local labels(app) = {
  'app.kubernetes.io/instance': app.name,
  'app.kubernetes.io/managed-by': 'rocksolid',
  'app.kubernetes.io/name': app.name,
  'app.kubernetes.io/part-of': app.component,
};
local version(app) = { 'app.kubernetes.io/version': app.version };
local metadata(app, suffix='', more={}) = { name: app.name + suffix, namespace: 'shop', labels: labels(app) + more };
local equal(key, value) = { matchExpressions: [{ key: key, operator: 'In', values: [value] }] };
local pods(name) = { podSelector: equal('app.kubernetes.io/name', name) };
local port(number) = { protocol: 'TCP', port: number };
local probe(path, period, timeout, failures) = {
  httpGet: { path: path, port: 'http' },
  periodSeconds: period,
  timeoutSeconds: timeout,
  failureThreshold: failures,
};
local apart(app, weight, topology) = {
  weight: weight,
  podAffinityTerm: { labelSelector: { matchLabels: selector(app) }, topologyKey: topology },
};
local spread(app, topology) = {
  maxSkew: 1,
  topologyKey: topology,
  whenUnsatisfiable: 'ScheduleAnyway',
  labelSelector: { matchLabels: selector(app) },
  matchLabelKeys: ['pod-template-hash'],
  nodeTaintsPolicy: 'Honor',
};
local dns = {
  to: [{ namespaceSelector: equal('kubernetes.io/metadata.name', 'kube-system'), podSelector: equal('k8s-app', 'kube-dns') }],
  ports: [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }],
};
local container(app) = {
  name: app.name,
  image: '%s:%s' % [app.image, app.version],
  ports: [{ name: 'http', containerPort: app.port, protocol: 'TCP' }],
  env: [
    { name: 'PORT', value: '%d' % app.port },
    { name: 'LOG_LEVEL', value: 'info' },
    { name: 'STRICT', value: 'yes' },
    { name: 'EMPTY', value: '' },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ],
  startupProbe: probe('/healthz', 5, 5, 60),
  livenessProbe: probe('/healthz', 10, 5, 6),
  readinessProbe: probe('/readyz', 5, 3, 3),
  lifecycle: { preStop: { sleep: { seconds: 5 } } },
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  volumeMounts: [{ name: 'files', mountPath: '/etc/app/app.conf', subPath: key }, { name: 'tmp', mountPath: '/tmp' }],
};
local objects(app) =
  local file = 'service %s\nlisten 0.0.0.0:%d\n' % [app.name, app.port];
  [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(app), automountServiceAccountToken: false },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(app, '-files'), data: { [key]: file } },
    { apiVersion: 'v1', kind: 'Service', metadata: metadata(app), spec: {
      type: 'ClusterIP',
      selector: selector(app),
      ports: [{ name: 'http', port: app.port, targetPort: 'http', protocol: 'TCP' }],
    } },
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: metadata(app), spec: {
      podSelector: { matchLabels: selector(app) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [pods(caller)], ports: [port(app.port)] } for caller in app.callers],
      egress: [dns] + [{ to: [pods(callee.name)], ports: [port(callee.port)] } for callee in app.dependencies],
    } },
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: metadata(app), spec: {
      maxUnavailable: 1,
      selector: { matchLabels: selector(app) },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadata(app, more=version(app)), spec: {
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 3,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: selector(app) },
      template: {
        metadata: {
          labels: labels(app) + version(app),
          annotations: {
            'checksum/files': std.sha256('%s\u0000%d\u0000%s' % [key, std.length(file), file]),
            'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': 'tmp',
          },
        },
        spec: {
          serviceAccountName: app.name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 30,
          securityContext: { runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, seccompProfile: { type: 'RuntimeDefault' } },
          affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [
            apart(app, 100, 'kubernetes.io/hostname'),
            apart(app, 90, 'topology.kubernetes.io/zone'),
          ] } },
          topologySpreadConstraints: [spread(app, 'kubernetes.io/hostname'), spread(app, 'topology.kubernetes.io/zone')],
          containers: [container(app)],
          volumes: [
            { name: 'files', configMap: { name: app.name + '-files', items: [{ key: key, path: key }], defaultMode: 292 } },
            { name: 'tmp', emptyDir: { sizeLimit: '512Mi' } },
          ],
        },
      },
    } },
    { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: metadata(app), spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: app.name },
      minReplicas: app.replicas,
      maxReplicas: 3 * app.replicas,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
    } },
  ];
{ fleet(apps): std.flatMap(objects, apps) }
