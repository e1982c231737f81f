{{- define "selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .name }}
{{- end }}
{{- define "labels" -}}
app.kubernetes.io/instance: {{ .name }}
app.kubernetes.io/managed-by: rocksolid
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/part-of: {{ .component }}
{{- end }}
{{- define "metadata" -}}
namespace: shop
labels:
  {{- include "labels" . | nindent 2 }}
{{- end }}
{{- define "equal" -}}
matchExpressions:
  - key: {{ .key }}
    operator: In
    values:
      - {{ .value }}
{{- end }}
{{- define "file" -}}
service {{ .name }}
listen 0.0.0.0:{{ .port }}
{{ end }}
