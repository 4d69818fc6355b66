package check

import (
	"context"
	"fmt"
)

// api asks for the REST resources: an org answers that to users who may use
// the API.
func (r *run) api(ctx context.Context) Check {
	s := r.session()
	resources, err := s.Resources(ctx, "")
	if err != nil {
		return r.failedBy(resource, err)
	}
	return ok(fmt.Sprintf("the user may use the API: %d resources in version %s", len(resources), s.Version))
}
