package format

import (
	"strings"

	"unpw/migrate/text"
)

// ecsSecret reads {name: X, valueFrom: ARN} of an ECS task as a setting called X
// that refers to a secret or parameter of AWS.
func ecsSecret(n, name, from *Node) *Node {
	pair := pairOf(n, name, from)
	if pair == nil || from.Opaque != "" {
		return nil
	}
	ref := Ref{Kind: RefVault, Store: "aws-ssm", Span: contents(from), Whole: true}
	raw := string(ref.Span.Slice(n.Doc.Src))
	start, end := 0, len(raw)
	if _, rest, ok := strings.Cut(raw, ":secretsmanager:"); ok {
		ref.Store = "aws-secrets-manager"
		_, id, found := strings.Cut(rest, ":secret:")
		if !found {
			return nil
		}
		start = len(raw) - len(id)
		if secret, key, more := strings.Cut(id, ":"); more { // NAME:JSON-KEY:STAGE:VERSION
			key, _, _ = strings.Cut(key, ":")
			end = start + len(secret)
			if key != "" {
				ref.Object = secret
				start, end = end+1, end+1+len(key)
			}
		}
	} else if i := strings.Index(raw, ":parameter/"); i >= 0 {
		start = i + len(":parameter")
	}
	ref.Name = raw[start:end]
	if ref.Name == "" {
		return nil
	}
	ref.NameSpan = text.Span{Start: ref.Span.Start + start, End: ref.Span.Start + end}
	pair.Value, pair.Bare, pair.Refs = "", false, []Ref{ref}
	return pair
}

// isECSSecrets tells whether the entries of n are variables that an ECS task gets
// from AWS's stores.
func isECSSecrets(n *Node) bool {
	if n.Kind != List || !strings.EqualFold(n.Key, "secrets") || len(n.Children) == 0 {
		return false
	}
	for _, c := range n.Children {
		if !isStored(c) {
			return false
		}
	}
	return true
}

// isStored tells whether n is an entry that takes the name of a secret of AWS.
func isStored(n *Node) bool {
	return n.Kind == Scalar && len(n.Refs) == 1 && n.Value == "" && strings.HasPrefix(n.Refs[0].Store, "aws-")
}
