package templates

import _ "embed"

// Audit is what an audit of logins goes by: what it cannot see, and the columns
// of an exported Login History; the file explains its own fields.
//
//go:embed audit.yaml
var Audit []byte

// Lockdown is what the end of password logins leaves to people; the file explains
// its own fields.
//
//go:embed lockdown.yaml
var Lockdown []byte
