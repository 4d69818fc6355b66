package templates

import "embed"

// Metadata is what unpw deploys: one text/template a metadata type, named after
// it, the files of an sfdx project beside them, and the facts that both rest
// on (types.yaml, values.yaml, steps.yaml). Package metadata fills them.
//
//go:embed all:metadata
var Metadata embed.FS
