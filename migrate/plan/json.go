package plan

import "encoding/json"

// What is not there is null in JSON, so that a reader finds every field in every
// plan; in Go it is "".

// MarshalJSON implements json.Marshaler.
func (e Edit) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		File  string  `json:"file"`
		Line  int     `json:"line"`
		Op    string  `json:"op"`
		Role  *string `json:"role"`
		Key   *string `json:"key"`
		Start int     `json:"start"`
		End   int     `json:"end"`
		Text  string  `json:"text"`
	}{e.File, e.Line, e.Op, known(e.Role), known(e.Key), e.Start, e.End, e.Text})
}

// MarshalJSON implements json.Marshaler.
func (n NewLogin) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Host         *string `json:"host"`
		Audience     *string `json:"audience"`
		KeyAtRunTime *string `json:"keyAtRunTime"`
		KeyHere      *string `json:"keyHere"`
	}{known(n.Host), known(n.Audience), known(n.KeyAtRunTime), known(n.KeyHere)})
}

// MarshalJSON implements json.Marshaler.
func (a App) MarshalJSON() ([]byte, error) {
	type plain App
	return json.Marshal(struct {
		plain
		Key *string `json:"key"`
	}{plain(a), known(a.Key)})
}

// MarshalJSON implements json.Marshaler.
func (i Integration) MarshalJSON() ([]byte, error) {
	type plain Integration
	return json.Marshal(struct {
		plain
		Org *string `json:"org"`
		App *string `json:"app"`
	}{plain(i), known(i.Org), known(i.App)})
}
