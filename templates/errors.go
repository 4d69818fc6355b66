package templates

import "embed"

// Errors is the catalogue of what an org says when it refuses: one YAML file a
// family under errors/. Package explain reads it; the rehearsal org answers
// with its texts.
//
//go:embed all:errors
var Errors embed.FS

// Verification is the list of what to verify when an org answers a password
// login with "authentication failure"; the file explains its own fields.
//
//go:embed verification.yaml
var Verification []byte
