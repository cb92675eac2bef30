// Trades for 10^13 coins with the client that oapi-codegen makes of the OpenAPI document.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"generated-clients/market"
)

const (
	quantity = 10_000
	price    = 1_000_000_000
	total    = 10_000_000_000_000
	material = "wheat-go"
	seller   = "ada-go"
	buyer    = "bob-go"
)

func main() {
	if err := trade(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%s traded and collected %d coins\n", seller, int64(total))
}

func trade(url string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	client, err := market.NewClientWithResponses(url)
	if err != nil {
		return err
	}
	sell, err := place(ctx, client, seller, market.Sell)
	if err != nil {
		return err
	}
	if _, err := place(ctx, client, buyer, market.Buy); err != nil {
		return err
	}
	for sell.Status != market.OrderStatusFILLED {
		time.Sleep(100 * time.Millisecond)
		answer, err := client.GetOrderWithResponse(ctx, sell.OrderId)
		if err != nil {
			return err
		}
		if answer.JSON200 == nil {
			return unexpected("getOrder", answer.Status(), answer.Body)
		}
		sell = answer.JSON200
	}
	return errors.Join(
		checkTrades(ctx, client),
		checkStatement(ctx, client),
		checkReceipt(ctx, client, seller, total, 0),
		checkReceipt(ctx, client, buyer, 0, quantity),
		checkRefusal(ctx, client),
		checkLaterErrorCode(),
	)
}

func place(
	ctx context.Context, client *market.ClientWithResponses, account string, kind market.OrderType,
) (*market.Order, error) {
	id := account + "-1"
	answer, err := client.PlaceOrderWithResponse(ctx, market.OrderRequest{
		Account: &account, ClientOrderId: &id, Type: kind,
		Material: material, Quantity: quantity, PricePerUnit: price,
	})
	if err != nil {
		return nil, err
	}
	if answer.JSON201 == nil {
		return nil, unexpected("placeOrder", answer.Status(), answer.Body)
	}
	return answer.JSON201, nil
}

func checkTrades(ctx context.Context, client *market.ClientWithResponses) error {
	limit := int32(10)
	params := market.ListMaterialTradesParams{Limit: &limit}
	answer, err := client.ListMaterialTradesWithResponse(ctx, material, &params)
	if err != nil {
		return err
	}
	if answer.JSON200 == nil || len(answer.JSON200.Items) != 1 {
		return unexpected("listMaterialTrades", answer.Status(), answer.Body)
	}
	trade := answer.JSON200.Items[0]
	if trade.Quantity*trade.PricePerUnit != total || trade.Sequence != 1 {
		return unexpected("the trade", answer.Status(), answer.Body)
	}
	return nil
}

func checkStatement(ctx context.Context, client *market.ClientWithResponses) error {
	answer, err := client.ListStatementWithResponse(ctx, seller, nil)
	if err != nil {
		return err
	}
	if answer.JSON200 == nil || len(answer.JSON200.Items) != 2 {
		return unexpected("listStatement", answer.Status(), answer.Body)
	}
	// Latest first: that the order was filled, and the trade.
	line := answer.JSON200.Items[1]
	if line.Line != "TRADE" || line.Coins != total || line.Quantity == nil || *line.Quantity != quantity {
		return unexpected("the statement", answer.Status(), answer.Body)
	}
	return nil
}

func checkReceipt(
	ctx context.Context, client *market.ClientWithResponses, account string, coins, goods int64,
) error {
	request := market.CollectionRequest{CollectionId: account + "-1"}
	// Repeated, it is the same receipt.
	for range 2 {
		answer, err := client.CollectWithResponse(ctx, account, request)
		if err != nil {
			return err
		}
		receipt := answer.JSON200
		if receipt == nil || receipt.Coins != coins || receipt.Goods[material] != goods {
			return unexpected("collect", answer.Status(), answer.Body)
		}
	}
	return nil
}

func checkRefusal(ctx context.Context, client *market.ClientWithResponses) error {
	answer, err := client.PlaceOrderWithResponse(ctx, market.OrderRequest{
		Type: market.Sell, Material: material, Quantity: 0, PricePerUnit: price,
	})
	if err != nil {
		return err
	}
	refusal := answer.JSON400
	if refusal == nil || refusal.Error.Code != "VALIDATION_FAILED" ||
		len(refusal.Error.Issues) != 1 || refusal.Error.Issues[0].Path != "quantity" {
		return unexpected("a refusal", answer.Status(), answer.Body)
	}
	return nil
}

// An error code that a later version of the market adds is read like any other.
func checkLaterErrorCode() error {
	body := []byte(`{"error":{"code":"ADDED_LATER","message":"","issues":[],"added":1}}`)
	var later market.ErrorBody
	if err := json.Unmarshal(body, &later); err != nil {
		return err
	}
	if later.Error.Code != "ADDED_LATER" {
		return unexpected("a later error code", http.StatusText(http.StatusOK), body)
	}
	return nil
}

func unexpected(what, status string, body []byte) error {
	return fmt.Errorf("%s: %s %s", what, status, body)
}
