// Command unpw moves Salesforce integrations off username-password logins.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"unpw/cmd/internal/cli"
)

var version string // set by the linker: -ldflags "-X main.version=0.1.0"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(cli.Main(ctx, cli.Process(version), os.Args[1:]))
}
