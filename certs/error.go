package certs

// Kind says why a file cannot be used as the key, certificate or container it
// was given as.
type Kind int

// The kinds of a bad input. Unusable is everything without a kind of its own.
const (
	Unusable      Kind = iota
	Empty              // no bytes, or blanks only
	Unrecognised       // no format that this package knows
	Mangled            // a PEM whose line breaks or end were lost, or a truncated file
	IsCertificate      // a certificate where a key is due
	IsPublicKey        // a public key where a private key or certificate is due
	IsPrivateKey       // a private key where a certificate is due
	IsRequest          // a certificate signing request
	Locked             // encrypted, and no passphrase was given
	BadPassphrase      // encrypted, and the passphrase does not open it
	NotRSA             // an EC, Ed25519 or DSA key: RS256 needs RSA
	Ambiguous          // more than one key or certificate
	Unsupported        // a known format or cipher that this package cannot open
)

// Error says what is wrong with an input and what to do. It holds no byte of
// the input, and wraps no parser's error: those print what they choke on.
type Error struct {
	Kind  Kind
	Cause string // lower case, no full stop
	Hint  string // an imperative sentence; may be empty
}

// Error implements error with the cause alone.
func (e *Error) Error() string { return e.Cause }

// Is makes errors.Is compare kinds: errors.Is(err, &Error{Kind: Locked}).
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind
}

func bad(kind Kind, cause, hint string) *Error {
	return &Error{Kind: kind, Cause: cause, Hint: hint}
}
