package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/url"
	"os"

	"driver/zhixiaopay"
)

func main() {
	key := os.Args[4]
	if os.Args[5] == "aes-128-cbc" {
		key = key[:16]
	}
	pay, err := zhixiaopay.New(os.Args[1], os.Args[2], os.Args[3], key)
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var call []json.RawMessage
		var name, text string
		var fields map[string]any
		if err := json.Unmarshal(lines.Bytes(), &call); err != nil {
			panic(err)
		}
		json.Unmarshal(call[0], &name)
		json.Unmarshal(call[1], &text)
		json.Unmarshal(call[1], &fields)
		ok, err := run(pay, name, text, fields)
		answer := map[string]any{"ok": ok}
		var refused *zhixiaopay.PayError
		var unknown *zhixiaopay.UnknownOutcome
		switch {
		case errors.As(err, &refused):
			answer = map[string]any{"refused": refused.Code, "message": refused.Message}
		case errors.As(err, &unknown):
			answer = map[string]any{"unknown": unknown.Reason}
		case err != nil:
			answer = map[string]any{"invalid": err.Error()}
		}
		json.NewEncoder(os.Stdout).Encode(answer)
	}
}

func run(pay *zhixiaopay.Client, name, text string, fields map[string]any) (any, error) {
	switch name {
	case "encrypt":
		return pay.Encrypt(text), nil
	case "decrypt":
		return pay.Decrypt(text)
	case "sign":
		return pay.Sign(text), nil
	case "create":
		return pay.CreateOrder(fields)
	case "query":
		return pay.QueryOrder(text)
	case "cancel":
		return pay.CancelOrder(text)
	case "refund":
		return pay.RefundOrder(fields["out_trade_no"].(string), int64(fields["refund_fee"].(float64)), fields["out_refund_no"].(string))
	}
	form := url.Values{}
	for field, value := range fields {
		form.Set(field, value.(string))
	}
	return pay.ReadNotification(form)
}
